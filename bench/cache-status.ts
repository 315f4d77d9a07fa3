import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { s3Store } from '../adapters/s3/s3-store.ts'
import { entryName, secondsName } from '../core/cache/place.ts'
import { sha256Of } from '../core/sha256.ts'
import { type EntryRef, readStatus } from '../flows/cache/read-status.ts'
import { inParallel } from '../flows/in-parallel.ts'
import type { Row } from './row.ts'
import { type Content, type SlowServer, startSlowServer } from './slow-server.ts'

const latency = 30
const keys = 2000
const asked: EntryRef[] = Array.from({ length: keys }, (_, at) => ({ place: placeAt(at), key: sha256Of(`key ${at}`) }))

/** What qik asks of as many is the same for each: some are measured, and count for all. */
const measured = 100
/** What an entry of it holds: its manifest, its log and a wheel. */
const files = ['manifest.json', 'log', 'd2hlZWw=']

function placeAt(at: number): string {
  return `wheels/project-${String(Math.floor(at / 4)).padStart(4, '0')}/cp31${at % 4}-linux_x86_64`
}

/** Every second key is there, as many builds before it too: a document and a duration each. */
function objectsOf(before: number): string[] {
  return asked
    .flatMap(({ place, key }, at) => {
      const old = Array.from({ length: before }, (_, time) => sha256Of(`before ${time} ${at}`))
      return [...(at % 2 === 0 ? [key] : []), ...old].flatMap((one) => [entryName(place, one, 'whole'), secondsName(place, one, 41)])
    })
    .sort()
}

/** A bucket that lists pages of 1,000 keys. */
function bucketOf(names: readonly string[]): Content {
  return (_, query) => {
    const [prefix, from] = [query.get('prefix') ?? '', query.get('continuation-token') ?? '']
    const page: string[] = []
    for (let at = firstFrom(names, from > prefix ? from : prefix); page.length <= 1000; at++) {
      const name = names[at]
      if (name?.startsWith(prefix) !== true) break
      page.push(name)
    }
    const more = page[1000]
    const contents = page
      .slice(0, 1000)
      .map(
        (key) =>
          `<Contents><Key>${key}</Key><Size>1</Size><ETag>"1"</ETag><LastModified>2026-11-20T00:00:00.000Z</LastModified></Contents>`,
      )
    const next = more === undefined ? '' : `<NextContinuationToken>${more}</NextContinuationToken>`
    const text = `<ListBucketResult><IsTruncated>${more !== undefined}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
    return { type: 'application/xml', text }
  }
}

/** The place of the first name that does not come before the text. */
function firstFrom(names: readonly string[], text: string): number {
  let [low, high] = [0, names.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

async function status(server: SlowServer): Promise<number> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const bucket = s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl: server.url, region: 'us-east-1', credentials })
  const begun = performance.now()
  const found = await readStatus(asked, bucket)
  assert.equal(asked.filter((one) => found.of(one)?.kinds.has('whole')).length, keys / 2)
  return performance.now() - begun
}

/**
 * What qik does to learn whether it has one: it lists what begins with the entry's name, and downloads all of that, of which boto3 asks the head before it gets it; ten at
 * once within an entry, and one entry after the other. Bare requests: what Python takes itself is not counted.
 */
async function download(server: SlowServer, { place, key }: EntryRef, agent: Agent): Promise<void> {
  const url = `${server.url}/bucket/${place.replaceAll('/', '-')}-${key}`
  await fetched(`${server.url}/bucket?list-type=2&prefix=${key}`, 'GET', agent)
  await Promise.all(
    files.map(async (file) => {
      await fetched(`${url}/${file}`, 'HEAD', agent)
      await fetched(`${url}/${file}`, 'GET', agent)
    }),
  )
}

async function fetched(url: string, method: string, agent: Agent): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    get(url, { agent, method }, (response) => response.resume().once('end', resolve)).once('error', reject)
  })
}

/** Milliseconds that it would take for all keys, by some of them. */
async function downloads(server: SlowServer, some: readonly EntryRef[], atOnce: number): Promise<number> {
  const agent = new Agent({ keepAlive: true })
  const begun = performance.now()
  await inParallel(some, atOnce, async (one) => await download(server, one, agent))
  agent.destroy()
  return ((performance.now() - begun) * keys) / some.length
}

const wheel: Content = () => ({ type: 'application/octet-stream', text: 'x'.repeat(20_000) })

/** Status of 2,000 keys, half of them there, in a young cache and in one with nine builds before of each; beside a download of every entry. */
export async function cacheStatus(): Promise<Row[]> {
  const rows: Row[] = []
  const peer = await startSlowServer(wheel, latency)
  const [alone, many] = [await downloads(peer, asked.slice(0, measured), 1), await downloads(peer, asked, 16)]
  await peer.close()
  const each = 1 + 2 * files.length
  for (const [what, before, most] of [
    ['a young cache', 0, 0.001],
    ['a cache with nine builds before', 9, 0.1],
  ] as const) {
    const server = await startSlowServer(bucketOf(objectsOf(before)), latency)
    try {
      await status(server)
      server.requests.length = 0
      const took = await status(server)
      const title = `status of ${keys} keys in ${what}, at ${latency} ms`
      rows.push(
        {
          what: `${title}: ${server.requests.length} requests`,
          beside: `${keys * each} of qik, which downloads every entry`,
          ratio: server.requests.length / (keys * each),
          most,
        },
        {
          what: `${title}: ${Math.round(took)} ms`,
          beside: `${Math.round(alone)} ms of qik, by ${measured} of them`,
          ratio: took / alone,
          most: 0.02,
        },
        {
          what: `${title}: ${Math.round(took)} ms`,
          beside: `${Math.round(many)} ms of 16 downloads at once`,
          ratio: took / many,
          most: 0.3,
        },
      )
    } finally {
      await server.close()
    }
  }
  return rows
}
