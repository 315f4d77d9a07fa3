import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ObjectStore } from '../../../core/store.ts'
import { type S3Server, startS3Server } from '../../../local-agent/services/s3-server.ts'
import { findPython } from '../../servers/python.ts'
import { assertConverged } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

const many = Array.from({ length: 60 }, (_, at) => `many-1.${String(at).padStart(2, '0')}-py3-none-any.whl`)
const few = ['few-1.0-py3-none-any.whl']

describe('PublishIndex, whose larger pages are gzipped', () => {
  let publishing: Publishing
  let server: S3Server
  let target: string
  before(async () => {
    publishing = await startPublishing()
    target = await mkdtemp(join(tmpdir(), 'compressed-'))
    for (const name of [...many, ...few]) await publishing.wheel(`wheels/${name}`)
    server = await startS3Server({ buckets: ['bucket'], publicRead: true })
    await publish(true)
  })
  after(async () => {
    await server.close()
    await publishing.close()
    await rm(target, { recursive: true, force: true })
  })
  const open = (compress: boolean): ObjectStore => ownBucket(server, { compress })
  const publish = async (compress: boolean, folder = 'wheels'): Promise<void> => {
    const outcome = await publishing.publish(open(compress), { distributions: [join(publishing.folder, folder)] })
    assert.equal(outcome.result, 'succeeded')
  }
  const gzipped = (): string[] =>
    [...(server.buckets.get('bucket') ?? [])].filter(([, { headers }]) => headers['content-encoding'] === 'gzip').map(([key]) => key)
  const pages = ['simple/many/', 'simple/many/index.html', 'simple/many/index.json']

  it('keeps those of a project of many files so, and none of few', async () => {
    assert.deepEqual(
      gzipped()
        .filter((key) => key.startsWith('simple/'))
        .sort(),
      pages,
    )
    await assertConverged(open(true), { many, few }, true)
  })

  it('writes nothing when it is run again, with or without gzip', async () => {
    for (const compress of [true, false]) {
      const before = server.requests.length
      await publish(compress)
      assert.deepEqual([...new Set(server.requests.slice(before).map(({ method }) => method))], ['GET'])
    }
  })

  it('serves pip', async function () {
    const python = findPython(this)
    const args = ['-m', 'pip', 'download', '--disable-pip-version-check', '--no-cache-dir', '--no-deps', '-d', target]
    const env = { ...process.env, PIP_CONFIG_FILE: '/dev/null', PIP_NO_INDEX: '', PIP_EXTRA_INDEX_URL: '' }
    await promisify(execFile)(python, [...args, '--index-url', `${server.url}/bucket/simple/`, 'many==1.42'], { env })
    await promisify(execFile)(python, [...args, '--index-url', `${server.url}/bucket/simple/`, 'few'], { env })
  })

  it('is gone over to plain pages, and back, by the next publish', async () => {
    await publishing.wheel('more/many-2.0-py3-none-any.whl')
    await publish(false, 'more')
    assert.deepEqual(
      gzipped().filter((key) => pages.includes(key)),
      [],
    )
    await publishing.wheel('last/many-3.0-py3-none-any.whl')
    await publish(true, 'last')
    assert.deepEqual(
      gzipped()
        .filter((key) => pages.includes(key))
        .sort(),
      pages,
    )
    await assertConverged(open(false), { many: [...many, 'many-2.0-py3-none-any.whl', 'many-3.0-py3-none-any.whl'], few }, true)
  })
})
