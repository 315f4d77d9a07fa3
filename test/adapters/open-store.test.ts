import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connections, openStore } from '../../adapters/open-store.ts'
import type { StoreAccess } from '../../core/store-access.ts'
import { rejectedCode } from '../fakes/problem-code.ts'
import { type S3Server, startS3Server } from '../../local-agent/services/s3-server.ts'

const how = { type: 'text/plain', cache: '', when: 'always' } as const

describe('openStore', () => {
  let server: S3Server
  let folder: string
  before(async () => {
    server = await startS3Server({ buckets: ['bucket'] })
    folder = await mkdtemp(join(tmpdir(), 'open-store-'))
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  const agent = (parameters?: Record<string, string>): Connections & { masked: string[] } => {
    const masked: string[] = []
    const identity = async (): Promise<string> => await Promise.resolve('')
    return {
      masked,
      identity,
      secret: (value) => void masked.push(value),
      endpoint: () => (parameters === undefined ? undefined : { parameters }),
    }
  }
  const bucket = (more: Partial<StoreAccess> = {}): StoreAccess => ({
    location: { kind: 's3', bucket: 'bucket', prefix: 'p' },
    endpointUrl: server.url,
    connection: 'awsConnection',
    ...more,
  })

  it('opens a folder', async () => {
    const store = await openStore({ location: { kind: 'folder', path: join(folder, 'index') } }, agent())
    assert.equal((await store.put('a', new Uint8Array([1]), how)).kind, 'stored')
  })

  it('opens a bucket with the keys of a connection, and masks them before anything is asked', async () => {
    const connections = agent({ username: 'test', password: 'secret', sessionToken: 'token' })
    const store = await openStore(bucket(), connections)
    assert.deepEqual([connections.masked, server.requests.length], [['secret', 'token'], 0])
    await store.put('a', new Uint8Array([1]), how)
    assert.ok(server.buckets.get('bucket')?.has('p/a'))
    assert.equal(server.requests.at(-1)?.headers['x-amz-security-token'], 'token')
    assert.match(store.name, /^s3:\/\/bucket\/p \(http/)
  })

  for (const [told, conditions, encoding] of [
    [{}, '*', 'gzip'],
    [{ compress: false, concurrency: 'many' }, '*', undefined],
    [{ concurrency: 'none' }, undefined, 'gzip'],
  ] as const)
    it(`uses a bucket as ${JSON.stringify(told)} says`, async () => {
      const store = await openStore(bucket(), agent({ username: 'test', password: 'secret' }), told)
      await store.put(JSON.stringify(told), new Uint8Array(20_000), { type: '', cache: '', gzip: true, when: 'absent' })
      const { headers } = server.requests.at(-1) ?? {}
      assert.deepEqual([headers?.['if-none-match'], headers?.['content-encoding']], [conditions, encoding])
    })

  it('never falls back from a connection that cannot be used', async () => {
    assert.equal(await rejectedCode(openStore(bucket(), agent({ username: 'test', useOIDC: 'true' }))), 'CREDENTIALS')
    assert.equal(await rejectedCode(openStore(bucket(), agent({}))), 'CREDENTIALS')
  })

  it('writes to no index on the web', async () => {
    assert.equal(await rejectedCode(openStore({ location: { kind: 'https', url: 'https://host/simple' } }, agent())), 'NOT_SUPPORTED')
  })
})
