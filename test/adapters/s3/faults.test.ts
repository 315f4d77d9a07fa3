import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { persistence } from '../../../adapters/s3/persist.ts'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type Fault, FaultScript } from '../../../local-agent/services/faults.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { s3Error } from '../../../local-agent/services/s3-xml.ts'

const text = new TextEncoder().encode('0123456789')
const how = { type: 'text/plain', cache: '' }
const always = 99

/** What is done to a bucket in which `there` is and `new` is not, and how its outcome is told in a word. */
const works = {
  'put absent': async (store) => (await store.put('new', text, { ...how, when: 'absent' })).kind,
  'put over': async (store, { etag }) => (await store.put('there', new Uint8Array([1]), { ...how, when: { etag } })).kind,
  'put always': async (store) => (await store.put('new', text, { ...how, when: 'always' })).kind,
  head: async (store) => String((await store.head('there'))?.size),
  get: async (store) => new TextDecoder().decode((await store.get('there'))?.bytes),
  range: async (store) => new TextDecoder().decode(await store.range('there', 2, 3)),
  fetch: async (store, { to }) => String((await store.fetch('there', to))?.size),
  list: async (store) => {
    const keys: string[] = []
    for await (const { key } of store.list('')) keys.push(key)
    return keys.join(' ')
  },
  delete: async (store) => {
    await store.delete('there')
    return 'done'
  },
  'delete of': async (store, { etag }) => {
    await store.delete('there', etag)
    return 'done'
  },
} as const satisfies Record<string, (store: ObjectStore, about: { readonly etag: string; readonly to: string }) => Promise<string>>

type Work = keyof typeof works

const good: Readonly<Record<Work, string>> = {
  'put absent': 'stored',
  'put over': 'stored',
  'put always': 'stored',
  head: '10',
  get: '0123456789',
  range: '234',
  fetch: '10',
  list: 'there',
  delete: 'done',
  'delete of': 'done',
}
const refused = { 'put absent': 'refused', 'put over': 'refused' }
const all = (outcome: string): Readonly<Record<Work, string>> => ({
  'put absent': outcome,
  'put over': outcome,
  'put always': outcome,
  head: outcome,
  get: outcome,
  range: outcome,
  fetch: outcome,
  list: outcome,
  delete: outcome,
  'delete of': outcome,
})
/** A HEAD's answer has no body, so no code is told there. */
const onlyByCode = { head: 'STORE_REFUSED in 1' }

/** The outcome of every work where one thing goes wrong, and in how many requests. */
const faults: readonly [says: string, fault: Pick<Fault, 'do' | 'carriedOut' | 'times'>, Readonly<Record<Work, string>>][] = [
  ['nothing goes wrong', { times: 0, do: 'reset' }, suffixed(good, 1)],
  ['the connection breaks before the work', { do: 'reset' }, suffixed(good, 2)],
  ['the connection breaks, twice', { times: 2, do: 'reset' }, suffixed(good, 3)],
  ['the connection breaks ever again', { times: always, do: 'reset' }, all('STORE_UNREACHABLE in 5')],
  ['the connection breaks after the work', { carriedOut: true, do: 'reset' }, suffixed({ ...good, ...refused, list: 'there' }, 2)],
  ['500 after the work', { carriedOut: true, do: s3Error('InternalError') }, suffixed({ ...good, ...refused }, 2)],
  ['an answer without its end', { do: 'cut' }, suffixed({ ...good, ...refused }, 2)],
  ['500', { do: s3Error('InternalError') }, suffixed(good, 2)],
  ['500 without words', { do: { status: 500 } }, suffixed(good, 2)],
  ['500 ever again', { times: always, do: s3Error('InternalError') }, all('STORE_UNREACHABLE in 5')],
  ['503', { do: { status: 503, headers: { 'retry-after': '2' } } }, suffixed(good, 2)],
  ['SlowDown', { times: 3, do: s3Error('SlowDown') }, suffixed(good, 4)],
  ['SlowDown ever again', { times: always, do: s3Error('SlowDown') }, all('STORE_UNREACHABLE in 5')],
  ['429', { do: { status: 429 } }, suffixed(good, 2)],
  ['408', { do: { status: 408 } }, suffixed(good, 2)],
  ['RequestTimeout', { do: coded(400, 'RequestTimeout') }, { ...suffixed(good, 2), ...onlyByCode }],
  ['a clock that is off', { do: coded(403, 'RequestTimeTooSkewed') }, { ...suffixed(good, 2), ...onlyByCode }],
  ['bytes damaged on the way', { do: s3Error('BadDigest') }, { ...suffixed(good, 2), ...onlyByCode }],
  ['bytes damaged ever again', { times: always, do: s3Error('BadDigest') }, { ...all('HASH_MISMATCH in 5'), ...onlyByCode }],
  [
    'two writes that meet',
    { do: s3Error('ConditionalRequestConflict') },
    {
      ...all('STORE_REFUSED in 1'),
      ...suffixed({ 'put absent': 'refused', 'put over': 'refused' }, 1),
      ...suffixed({ 'put always': 'stored', delete: 'done', 'delete of': 'done' }, 2),
    },
  ],
  ['501', { times: always, do: s3Error('NotImplemented') }, all('STORE_UNSAFE in 1')],
  ['403', { times: always, do: s3Error('AccessDenied') }, all('STORE_REFUSED in 1')],
  ['no bucket', { times: always, do: s3Error('NoSuchBucket') }, { ...all('STORE_REFUSED in 1'), head: 'undefined in 1' }],
]

describe('the S3 store and its server', () => {
  let folder: string
  let server: S3Server | undefined
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-faults-'))
  })
  afterEach(async () => await server?.close())
  after(async () => await rm(folder, { recursive: true, force: true }))

  const open = async (script: FaultScript): Promise<{ store: ObjectStore; waits: number[] }> => {
    server = await startS3Server({ buckets: ['bucket'], faults: script })
    const waits: number[] = []
    const persist = persistence({ random: () => 0.5, now: Date.now, pause: (wait) => Promise.resolve(waits.push(wait)) })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const store = s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl: server.url, credentials }, persist)
    return { store, waits }
  }
  const outcomeOf = async (work: Work, fault: Omit<Fault, 'path'>): Promise<{ outcome: string; waits: number[] }> => {
    const script = new FaultScript()
    const { store, waits } = await open(script)
    const put = await store.put('there', text, { ...how, when: 'absent' })
    script.requests.length = 0
    script.add({ path: /./, ...fault })
    const to = join(folder, 'fetched')
    await rm(to, { force: true })
    const about = { etag: put.kind === 'stored' ? put.etag : '', to }
    const outcome = await works[work](store, about).catch((error: unknown) => (error instanceof Problem ? error.code : String(error)))
    assert.equal(existsSync(to), work === 'fetch' && outcome === '10')
    return { outcome: `${outcome} in ${script.requests.length}`, waits }
  }

  for (const [says, fault, expected] of faults) {
    it(`${says}: what comes of each request`, async () => {
      const found: Record<string, string> = {}
      for (const work of Object.keys(works) as Work[]) {
        found[work] = (await outcomeOf(work, fault)).outcome
        await server?.close()
      }
      assert.deepEqual(found, expected)
    })
  }

  for (const work of ['get', 'range', 'fetch', 'list'] as const) {
    it(`reads again what was cut in the middle: ${work}`, async () => {
      assert.equal((await outcomeOf(work, { do: 'cut', times: 2 })).outcome, `${good[work]} in 3`)
    })
    it(`tells what is cut ever again: ${work}`, async () => {
      assert.equal((await outcomeOf(work, { do: 'cut', times: always })).outcome, 'STORE_UNREACHABLE in 5')
    })
  }

  it('waits at least as long as the server wishes', async () => {
    const { waits } = await outcomeOf('get', { times: 2, do: { ...s3Error('SlowDown'), headers: { 'retry-after': '7' } } })
    assert.deepEqual(waits, [7000, 7000])
  })

  it('sets its clock by that of the server', async () => {
    const hour = 3_600_000
    const ahead = new Date(Date.now() + 2 * hour).toUTCString()
    const script = new FaultScript([{ path: /./, do: { ...coded(403, 'RequestTimeTooSkewed'), headers: { date: ahead } } }])
    const { store } = await open(script)
    assert.equal(await store.get('nothing'), undefined)
    const times = script.requests.map(({ headers }) =>
      (headers['x-amz-date'] ?? '').replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:$6'),
    )
    assert.ok(Date.parse(times[1] ?? '') - Date.parse(times[0] ?? '') > hour)
  })

  it('never stores bytes that are not those that were measured: the server checks their sum', async () => {
    const { store } = await open(new FaultScript())
    const wrong = sha256Of(new Uint8Array([7]))
    await store.put('a', text, { ...how, when: 'absent' })
    const [request] = server?.requests ?? []
    assert.equal(request?.headers['x-amz-checksum-sha256'], Buffer.from(sha256Of(text), 'hex').toString('base64'))
    const sent = await fetch(`${server?.url}/bucket/b`, {
      method: 'PUT',
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/x/s3/aws4_request, Signature=0',
        'x-amz-checksum-sha256': Buffer.from(wrong, 'hex').toString('base64'),
      },
      body: text,
    })
    assert.equal(sent.status, 400)
    assert.match(await sent.text(), /BadDigest/)
  })
})

function coded(status: number, code: string): { status: number; body: string } {
  return { status, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` }
}

function suffixed<T extends Readonly<Record<string, string>>>(outcomes: T, requests: number): T {
  return Object.fromEntries(Object.entries(outcomes).map(([work, outcome]) => [work, `${outcome} in ${requests}`])) as T
}
