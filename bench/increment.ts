import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchStore, startBenchStore, type Traffic } from './bench-store.ts'
import { newWheels, ours, peersHere, type Publisher } from './publishers.ts'
import { median, type Row } from './row.ts'
import { projectAt, type Size, sizes } from './sized-index.ts'
import type { Figure } from './table.ts'
import type { Cost } from './whole-process.ts'

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

/** One tool and one index. */
interface Subject {
  readonly tool: Publisher
  readonly size: Size
  readonly store: BenchStore
  readonly costs: Cost[]
  traffic: Traffic | undefined
}

/** Publishing 1 and 20 wheels into indexes of all sizes, near and far, as whole processes; and the peers that are here beside it. */
export async function increment(main: string, large: boolean): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const temp = mkdtempSync(join(tmpdir(), 'bench-increment-'))
  const figures: Figure[] = []
  const rows: Row[] = []
  const here = peersHere()
  const task = ours(main)
  const stores = await Promise.all(sizes.map(async (size) => ({ size, store: await startBenchStore(['ours', 's3pypi', 'spare']) })))
  for (const { size, store } of stores) for (const tool of [task, ...peersAt(here, size, large)]) tool.prepare(store, size)
  for (const latency of [0, 30]) {
    for (const wheels of [1, 20]) {
      const subjects = stores.flatMap(({ size, store }) =>
        [task, ...peersAt(here, size, large)].map((tool): Subject => ({ tool, size, store, costs: [], traffic: undefined })),
      )
      for (let time = 0; time <= rounds; time++)
        for (const one of subjects) if (isDue(one.tool, time, latency)) await publishOnce(one, { temp, latency, wheels, counted: time > 0 })
      const seen = subjects.filter(({ costs }) => costs.length > 0)
      figures.push(...seen.map((one) => figureOf(one, latency, wheels)))
      if (latency === 0) continue
      for (const { size, store } of stores) {
        const [own, ...peers] = seen.filter((one) => one.size === size)
        if (own === undefined) continue
        rows.push(...limitRows(own, wheels), ...(await rerun(task, store, size, wheels, temp)))
        rows.push(...peers.map((peer) => peerRow(peer, own, wheels)))
      }
      rows.push(
        flat(
          wheels,
          seen.filter(({ tool }) => tool === task),
        ),
      )
    }
  }
  for (const { store } of stores) await store.close()
  rmSync(temp, { recursive: true, force: true })
  return { rows, figures }
}

/** The first round is not counted; in the others all take turns, so that a slow moment hits all of them. */
const rounds = 5

/** A peer's turns are fewer; what takes long is measured once, and far only. */
function isDue(tool: Publisher, time: number, latency: number): boolean {
  return tool.slow ? time === 1 && latency > 0 : tool.name === 'PublishIndex' || time <= 3
}

function peersAt({ s3pypi, spareTire }: ReturnType<typeof peersHere>, { files }: Size, large: boolean): Publisher[] {
  return [s3pypi, files <= (large ? 10_000 : 1_000) ? spareTire : undefined].filter((one) => one !== undefined)
}

let round = 0
const last = new Map<BenchStore, string>()

/** New wheels of the same projects. */
async function publishOnce(
  one: Subject,
  { temp, latency, wheels, counted }: { temp: string; latency: number; wheels: number; counted: boolean },
): Promise<void> {
  const { tool, store } = one
  const projects = Array.from({ length: wheels }, (_, at) => projectAt(at))
  const folder = join(temp, `wheels-${++round}`)
  const names = newWheels(folder, projects, `2.${round}`)
  if (tool.name === 'PublishIndex') last.set(store, folder)
  store.latency = latency
  store.traffic()
  const cost = await tool.publish(store, folder)
  one.traffic = store.traffic()
  assert.equal(cost.code, 0, `${tool.name}: ${cost.output}`)
  for (const [at, project] of projects.entries())
    assert.ok(tool.lists(store, project, names[at] ?? ''), `${tool.name} does not list ${names[at]}`)
  if (counted) one.costs.push(cost)
}

function measured({ costs, traffic }: Subject): Measured {
  const seconds = median(costs.map((cost) => cost.seconds))
  return { seconds, mebibytes: median(costs.map((cost) => cost.mebibytes)), traffic: traffic ?? { requests: {}, up: 0, down: 0 } }
}

function total({ requests }: Traffic): number {
  return Object.values(requests).reduce((sum, one) => sum + one, 0)
}

function titleOf({ files }: Size, wheels: number): string {
  return `publish ${wheels} of ${wheels} ${wheels === 1 ? 'project' : 'projects'} into ${files} files`
}

function figureOf(one: Subject, latency: number, wheels: number): Figure {
  return { tool: one.tool.name, what: titleOf(one.size, wheels), latency, ...measured(one) }
}

function limitRows(own: Subject, wheels: number): Row[] {
  const { seconds, traffic } = measured(own)
  const what = titleOf(own.size, wheels)
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

function peerRow(peer: Subject, own: Subject, wheels: number): Row {
  const [we, they] = [measured(own).seconds, measured(peer).seconds]
  const what = `${titleOf(own.size, wheels)} at 30 ms: ${we.toFixed(2)} s`
  return { what, beside: `${peer.tool.name}, ${they.toFixed(2)} s`, ratio: we / they, most: 1 }
}

/** The same wheels once more: one read a project, and nothing else. */
async function rerun(task: Publisher, store: BenchStore, size: Size, wheels: number, temp: string): Promise<Row[]> {
  store.traffic()
  await task.publish(store, last.get(store) ?? temp)
  const { requests } = store.traffic()
  const all = total({ requests, up: 0, down: 0 })
  assert.deepEqual(Object.keys(requests), ['GET'], 'a second run writes')
  return [{ what: `${titleOf(size, wheels)} once more: ${all} requests`, beside: `${wheels} reads`, ratio: all / wheels, most: 1 }]
}

/** The middle of the rounds' ratios. */
function flat(wheels: number, own: readonly Subject[]): Row {
  const [small, large] = [own[0]?.costs ?? [], own.at(-1)?.costs ?? []]
  const ratio = median(large.map((cost, at) => cost.seconds / (small[at]?.seconds ?? Number.NaN)))
  const seconds = [large, small].map((costs) => median(costs.map((cost) => cost.seconds)).toFixed(2))
  return { what: `publish ${wheels} at 30 ms into 100000 files: ${seconds[0]} s`, beside: `into 1000, ${seconds[1]} s`, ratio, most: 1.2 }
}
