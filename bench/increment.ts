import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchStore, startBenchStore, type Traffic } from './bench-store.ts'
import { newWheels, ours, peersHere, type Publisher } from './publishers.ts'
import { median, type Row } from './row.ts'
import { projectAt, type Size, sizes } from './sized-index.ts'
import type { Figure } from './table.ts'

/** Seconds that a publish of so many wheels may take at 30 ms a request. */
const limits: Readonly<Record<number, number>> = { 1: 0.5, 20: 1 }
/** JSON at the slash key, and HTML. */
const formats = 2

/** The most requests of one publish at any size of the index: files, metadata, a read and three writes a project, and the root. */
export function bound(wheels: number, projects: number): number {
  return 2 * wheels + (3 + formats) * projects + 4
}

/** What one publish cost: the middle of a few. */
interface Measured {
  readonly seconds: number
  readonly mebibytes: number
  readonly traffic: Traffic
}

/** Publishing 1 and 20 wheels into indexes of all sizes, near and far, as whole processes; and the peers that are here beside it. */
export async function increment(main: string, large: boolean): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const temp = mkdtempSync(join(tmpdir(), 'bench-increment-'))
  const figures: Figure[] = []
  const rows: Row[] = []
  const far = new Map<string, number>()
  const here = peersHere()
  const task = ours(main, temp)
  for (const size of sizes) {
    const store = await startBenchStore(['ours', 's3pypi', 'spare'])
    task.prepare(store, size)
    for (const latency of [0, 30]) {
      for (const wheels of [1, 20]) {
        const one = await measured(task, store, { temp, latency, wheels, times: 5 })
        figures.push(figureOf(task, size, latency, wheels, one))
        if (latency > 0) far.set(`${size.files} ${wheels}`, one.seconds)
        if (latency > 0) rows.push(...limitRows(size, wheels, one), ...(await rerun(task, store, size, wheels, temp)))
        for (const peer of peersAt(here, size, large)) {
          if (latency === 0 && peer !== here.s3pypi) continue
          peer.prepare(store, size)
          const theirs = await measured(peer, store, { temp, latency, wheels, times: peer === here.s3pypi ? 3 : 1 })
          figures.push(figureOf(peer, size, latency, wheels, theirs))
          if (latency > 0) rows.push(...peerRows(peer, size, wheels, one, theirs))
        }
      }
    }
    await store.close()
  }
  for (const wheels of [1, 20]) rows.push(flat(wheels, far))
  rmSync(temp, { recursive: true, force: true })
  return { rows, figures }
}

function peersAt({ s3pypi, spareTire }: ReturnType<typeof peersHere>, { files }: Size, large: boolean): Publisher[] {
  return [s3pypi, files <= (large ? 10_000 : 1_000) ? spareTire : undefined].filter((one) => one !== undefined)
}

let round = 0

/** The middle of some runs after one that is not counted, each with new wheels of the same projects. */
async function measured(
  tool: Publisher,
  store: BenchStore,
  { temp, latency, wheels, times }: { temp: string; latency: number; wheels: number; times: number },
): Promise<Measured> {
  store.latency = latency
  const projects = Array.from({ length: wheels }, (_, at) => projectAt(at))
  const seconds: number[] = []
  const mebibytes: number[] = []
  let traffic: Traffic = store.traffic()
  for (let time = times > 1 ? -1 : 0; time < times; time++) {
    const folder = join(temp, `wheels-${++round}`)
    const names = newWheels(folder, projects, `2.${round}`)
    store.traffic()
    const cost = await tool.publish(store, folder)
    traffic = store.traffic()
    assert.equal(cost.code, 0, `${tool.name}: ${cost.output}`)
    for (const [at, project] of projects.entries())
      assert.ok(tool.name === 'PublishIndex' || tool.lists(store, project, names[at] ?? ''), `${tool.name} does not list ${names[at]}`)
    if (time < 0) continue
    seconds.push(cost.seconds)
    mebibytes.push(cost.mebibytes)
  }
  return { seconds: median(seconds), mebibytes: median(mebibytes), traffic }
}

function total({ requests }: Traffic): number {
  return Object.values(requests).reduce((sum, one) => sum + one, 0)
}

function titleOf({ files }: Size, wheels: number): string {
  return `publish ${wheels} of ${wheels} ${wheels === 1 ? 'project' : 'projects'} into ${files} files`
}

function figureOf(tool: Publisher, size: Size, latency: number, wheels: number, { seconds, mebibytes, traffic }: Measured): Figure {
  return { tool: tool.name, what: titleOf(size, wheels), latency, seconds, mebibytes, traffic }
}

function limitRows(size: Size, wheels: number, { seconds, traffic }: Measured): Row[] {
  const what = titleOf(size, wheels)
  const limit = limits[wheels] ?? Number.NaN
  const most = bound(wheels, wheels)
  return [
    {
      what: `${what} at 30 ms: ${seconds.toFixed(2)} s, whole process`,
      beside: `the limit of ${limit} s`,
      ratio: seconds / limit,
      most: 1,
    },
    { what: `${what}: ${total(traffic)} requests`, beside: `the bound of ${most}`, ratio: total(traffic) / most, most: 1 },
  ]
}

function peerRows(peer: Publisher, size: Size, wheels: number, one: Measured, theirs: Measured): Row[] {
  const what = `${titleOf(size, wheels)} at 30 ms`
  return [
    {
      what: `${what}: ${one.seconds.toFixed(2)} s`,
      beside: `${peer.name}, ${theirs.seconds.toFixed(2)} s`,
      ratio: one.seconds / theirs.seconds,
      most: 1,
    },
  ]
}

/** The same wheels once more: one read a project, and nothing else. */
async function rerun(task: Publisher, store: BenchStore, size: Size, wheels: number, temp: string): Promise<Row[]> {
  store.traffic()
  await task.publish(store, join(temp, `wheels-${round}`))
  const { requests } = store.traffic()
  const all = total({ requests, up: 0, down: 0 })
  assert.deepEqual(Object.keys(requests), ['GET'], 'a second run writes')
  return [{ what: `${titleOf(size, wheels)} once more: ${all} requests`, beside: `${wheels} reads`, ratio: all / wheels, most: 1 }]
}

function flat(wheels: number, far: ReadonlyMap<string, number>): Row {
  const [small, large] = [sizes[0], sizes.at(-1)].map((size) => far.get(`${size?.files} ${wheels}`) ?? Number.NaN)
  const what = `publish ${wheels} at 30 ms into 100000 files: ${large?.toFixed(2)} s`
  return { what, beside: `into 1000, ${small?.toFixed(2)} s`, ratio: (large ?? Number.NaN) / (small ?? Number.NaN), most: 1.2 }
}
