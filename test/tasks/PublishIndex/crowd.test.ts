import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { systemClock } from '../../../adapters/local/clock.ts'
import { s3Store } from '../../../adapters/s3/s3-store.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { bundled } from '../../bundled.ts'
import { type Moto, motoKeys, startMoto } from '../../servers/moto.ts'
import { startS3Server } from '../../../local-agent/services/s3-server.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { assertConsistent, assertConverged } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'
import { ownBucket } from '../../servers/own-bucket.ts'

describe('PublishIndex in a crowd', () => {
  const crowd = Array.from({ length: 16 }, (_, at) => `demo-1.${at}-py3-none-any.whl`)
  const others = crowd.map((_, at) => `other${at % 4}-1.${at}-py3-none-any.whl`)
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    for (const [at, name] of crowd.entries()) {
      await publishing.wheel(`writer-${at}/${name}`)
      await publishing.wheel(`writer-${at}/${others[at]}`)
      await publishing.wheel(`writer-${at}/same-1.0-py3-none-any.whl`)
    }
  })
  after(async () => await publishing.close())

  /** What the first of them come to. */
  const expectedOf = (writers: number): { readonly [project: string]: readonly string[]; readonly same: readonly string[] } => ({
    demo: crowd.slice(0, writers),
    same: ['same-1.0-py3-none-any.whl'],
    ...Object.fromEntries([0, 1, 2, 3].map((group) => [`other${group}`, others.slice(0, writers).filter((_, at) => at % 4 === group)])),
  })
  const expected = expectedOf(crowd.length)
  const publishAll = async (open: () => ObjectStore): Promise<void> => {
    const real = { clock: systemClock, random: Math.random }
    const outcomes = await Promise.all(
      crowd.map(async (_, at) => await publishing.publish(open(), { distributions: [join(publishing.folder, `writer-${at}`)] }, real)),
    )
    assert.deepEqual([...new Set(outcomes.map((outcome) => outcome.result))], ['succeeded'])
  }

  it('loses nothing of sixteen on S3', async () => {
    const server = await startS3Server({ buckets: ['bucket'] })
    const open = (): ObjectStore => ownBucket(server, { prefix: 'p' })
    await publishAll(open)
    await assertConverged(open(), expected, true)
    await server.close()
  })

  it('loses nothing of sixteen on an S3 that stumbles: conflicts, errors, lost answers', async () => {
    const faults = new FaultScript([
      {
        method: 'PUT',
        path: /index\.json/,
        after: 3,
        times: 2,
        do: { status: 409, body: '<Error><Code>ConditionalRequestConflict</Code></Error>' },
      },
      { method: 'PUT', path: /index\.json/, after: 12, times: 3, carriedOut: true, do: 'reset' },
      { method: 'PUT', path: /index\.html/, after: 5, times: 3, carriedOut: true, do: { status: 500 } },
      { method: 'PUT', path: /packages/, after: 7, times: 3, carriedOut: true, do: 'reset' },
      { path: /./, after: 50, times: 5, do: { status: 503, body: '<Error><Code>SlowDown</Code></Error>' } },
    ])
    const server = await startS3Server({ buckets: ['bucket'], faults })
    const open = (): ObjectStore => ownBucket(server)
    await publishAll(open)
    await assertConverged(open(), expected, true)
    await server.close()
  })

  for (const conditional of ['ignored', 'refused'] as const) {
    it(`writes no index where conditions are ${conditional}`, async () => {
      const server = await startS3Server({ buckets: ['bucket'], conditional })
      const store = ownBucket(server)
      const code = await rejectedCode(publishing.publish(store, { distributions: [join(publishing.folder, 'writer-0')] }))
      assert.equal(code, 'STORE_UNSAFE')
      assert.deepEqual(
        [...(server.buckets.get('bucket')?.keys() ?? [])].filter((key) => key !== '.wheelworks-probe'),
        [],
      )
      await server.close()
    })
  }

  describe('on an independent server', () => {
    let moto: Moto
    before(async function () {
      moto = await startMoto(this)
    })
    after(async () => await moto?.close())
    it('loses nothing of sixteen', async () => {
      await moto.bucket('bucket')
      const open = (): ObjectStore =>
        s3Store({ name: 's3://bucket', bucket: 'bucket', prefix: '', endpointUrl: moto.url, credentials: motoKeys })
      await publishAll(open)
      await assertConverged(open(), expected, true)
    })
  })

  describe('of real processes', () => {
    let program: string
    before(() => {
      program = bundled(join(import.meta.dirname, 'publisher.js'), join(publishing.folder, 'program'), 'mjs')
    })
    const start = (at: number, target: string, stopAt = ''): ChildProcess =>
      spawn(process.execPath, [program, join(publishing.folder, `writer-${at}`), target, stopAt], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
    const exitOf = async (child: ChildProcess): Promise<unknown> => ((await once(child, 'exit')) as unknown[])[0]

    it('loses nothing of sixteen on a folder', async () => {
      const target = join(publishing.folder, 'store-of-sixteen')
      const codes = await Promise.all(crowd.map(async (_, at) => await exitOf(start(at, target))))
      assert.deepEqual([...new Set(codes)], [0])
      await assertConverged(folderStore(target), expected, false)
    })

    it('loses nothing when some of them are killed among the others, and run again', async () => {
      const target = join(publishing.folder, 'store-of-killed')
      const doomed = [9, 12].map((stopAt, at) => start(at, target, String(stopAt)))
      const living = [2, 3].map(async (at) => await exitOf(start(at, target)))
      await Promise.all(
        doomed.map(async (child) => {
          const exit = exitOf(child)
          if (child.stdout !== null) await once(child.stdout, 'data')
          child.kill('SIGKILL')
          await exit
        }),
      )
      assert.deepEqual(await Promise.all(living), [0, 0])
      await assertConsistent(folderStore(target))
      for (const at of [0, 1]) assert.equal(await exitOf(start(at, target)), 0)
      await assertConverged(folderStore(target), expectedOf(4), false)
    })

    for (const stopAt of [2, 7, 10, 13, 17]) {
      it(`is killed before put ${stopAt}, and the next run goes on`, async () => {
        const target = join(publishing.folder, `store-killed-${stopAt}`)
        const child = start(0, target, String(stopAt))
        assert.ok(child.stdout)
        const [said] = (await once(child.stdout, 'data')) as unknown[]
        assert.equal(String(said), 'stop\n')
        const exit = exitOf(child)
        child.kill('SIGKILL')
        await exit
        await assertConsistent(folderStore(target))
        assert.equal(await exitOf(start(0, target)), 0)
        await assertConverged(folderStore(target), { demo: crowd.slice(0, 1), other0: others.slice(0, 1), same: expected.same }, false)
      })
    }
  })
})
