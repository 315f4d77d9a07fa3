import { rmSync } from 'node:fs'
import { s3Store } from '../adapters/s3/s3-store.ts'
import type { ObjectStore } from '../core/store.ts'
import { inParallel } from '../flows/in-parallel.ts'
import { startS3Server } from '../local-agent/services/s3-server.ts'
import { startPublishing } from '../test/tasks/PublishIndex/publishing.ts'
import { median, type Row } from './row.ts'

const pages = 2
const wheels = 20

/** Requests of one publish at any size of the index: files, metadata, a read and three writes a project, and the root. */
const bound = (k: number, p: number): number => 2 * k + (3 + pages) * p + 4

/** The requests that no publisher can spare, as bare calls in the same three rounds: what they cost is the server and the SDK. */
async function floor(store: ObjectStore, label: string): Promise<void> {
  const page = { when: 'always', type: 'application/json', cache: 'max-age=0' } as const
  const body = new Uint8Array(2000)
  const all = Array.from({ length: wheels }, (_, at) => `${label}/${at}`)
  await inParallel([...all, ...all.map((key) => `${key}.metadata`)], 16, (key) => store.put(key, body, { ...page, when: 'absent' }))
  await inParallel(all, 16, (key) => store.get(`${key}.json`))
  for (const suffix of ['.json', '.html', '/']) await inParallel(all, 16, (key) => store.put(`${key}${suffix}`, body, page))
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = process.hrtime.bigint()
  await work()
  return Number(process.hrtime.bigint() - begun) / 1e6
}

/** Publishing 20 wheels of 20 projects into an index of `files` files: requests beside the bound, and time beside bare calls. */
async function intoIndexOf(files: number): Promise<Row[]> {
  const server = await startS3Server({ buckets: ['bucket'] })
  const store = s3Store({
    name: 's3://bucket',
    bucket: 'bucket',
    prefix: '',
    endpointUrl: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const seed = await startPublishing()
  const publishing = await startPublishing()
  const perProject = 10
  try {
    for (let at = 0; at < files; at++) await seed.wheel(`old${Math.floor(at / perProject)}-1.${at % perProject}-py3-none-any.whl`)
    if (files > 0) await seed.publish(store)
    const ratios: number[] = []
    let requests = 0
    for (let round = 0; round < 5; round++) {
      for (let at = 0; at < wheels; at++) await publishing.wheel(`${round}/old${at}-2.${round}-py3-none-any.whl`)
      const bare = await timed(() => floor(store, `floor-${round}`))
      const before = server.requests.length
      const ours = await timed(() => publishing.publish(store, { distributions: [`${publishing.folder}/${round}`] }))
      if (round === 0) continue
      requests = server.requests.length - before
      ratios.push(ours / bare)
    }
    const what = `publish ${wheels} wheels of ${wheels} projects into ${files} files`
    return [
      {
        what: `${what}: ${requests} requests`,
        beside: `the bound of ${bound(wheels, wheels)}`,
        ratio: requests / bound(wheels, wheels),
        most: 1,
      },
      { what: `${what}: time`, beside: 'the bare calls that none can spare', ratio: median(ratios), most: 3 },
    ]
  } finally {
    await server.close()
    for (const one of [seed, publishing]) rmSync(one.folder, { recursive: true, force: true })
  }
}

/** The same figures for an empty, a small and a larger index: they must not grow. */
export async function publish(): Promise<Row[]> {
  const rows: Row[] = []
  for (const files of [0, 1000, 5000]) rows.push(...(await intoIndexOf(files)))
  return rows
}
