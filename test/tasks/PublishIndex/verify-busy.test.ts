import assert from 'node:assert/strict'
import { join } from 'node:path'
import fc from 'fast-check'
import type { ObjectStore } from '../../../core/store.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { memoryStore, type MemoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { breakages, soundWheel } from './unsound.ts'
import { late, publishSound, readOnly, verifyIndex, writeSound } from './verifying.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const next = ['demo-5.0-py3-none-any.whl', 'demo-6.0-py3-none-any.whl', 'third-1.0-py3-none-any.whl']

describe('mode verify, while others publish', () => {
  let publishing: Publishing
  before(async () => {
    publishing = await startPublishing()
    await writeSound(publishing)
    for (const name of next) await publishing.write(`next/${name}`, soundWheel(name))
  })
  after(async () => await publishing.close())
  const sound = async (): Promise<MemoryStore> => {
    const store = memoryStore()
    await publishSound(publishing, store, 's3')
    return store
  }
  const publish = async (store: ObjectStore, distributions: readonly string[] = [join(publishing.folder, 'next')]): Promise<void> =>
    void (await publishing.publish(store, { distributions }))

  it('cries no wolf, wherever a publish is when the first look begins, and goes on between the looks', async () => {
    for (let n = 0; ; n++) {
      const store = await sound()
      const stopped = await publish(stopAfter(store, n)).then(
        () => false,
        (error: unknown) => (error instanceof Stopped ? true : Promise.reject(error)),
      )
      const clock = fixedClock(late)
      // The publish ends while verify waits for its second look.
      const ends = { ...clock, sleep: async (ms: number) => (await publish(store), await clock.sleep(ms)) }
      const { found, result } = await verifyIndex(publishing, store, 's3', {}, { clock: ends })
      assert.deepEqual({ found, result, n }, { found: [], result: 'succeeded', n })
      if (!stopped) return
    }
  })

  it('cries no wolf, whichever request of its first look a whole publish comes before', async () => {
    for (let n = 0; ; n++) {
      const store = await sound()
      let asked = 0
      let published = false
      const before = async (): Promise<void> => {
        if (asked++ !== n) return
        published = true
        await publish(store)
      }
      const busy: ObjectStore = {
        ...store,
        get: async (key) => (await before(), await store.get(key)),
        head: async (key) => (await before(), await store.head(key)),
        async *list(prefix) {
          await before()
          yield* store.list(prefix)
        },
      }
      const { found, result } = await verifyIndex(publishing, busy, 's3')
      assert.deepEqual({ found, result, n }, { found: [], result: 'succeeded', n })
      if (!published) return
    }
  })

  it('tells what is broken all the same, in a project that nobody publishes to', async () => {
    const store = await sound()
    await store.delete('packages/other-1.0-py3-none-any.whl')
    const clock = fixedClock(late)
    const busy = { ...clock, sleep: async (ms: number) => (await publish(store), await clock.sleep(ms)) }
    assert.deepEqual((await verifyIndex(publishing, store, 's3', {}, { clock: busy })).found, [
      'packages/other-1.0-py3-none-any.whl: file missing',
    ])
  })

  it('says so where a project is published to all the time', async () => {
    const store = await sound()
    await store.delete('packages/demo-1.0-py3-none-any.whl')
    const clock = fixedClock(late)
    let at = 10
    const sleep = async (ms: number): Promise<void> => {
      const name = `demo-${++at}.0-py3-none-any.whl`
      await publish(store, [await publishing.write(`more/${at}/${name}`, soundWheel(name))])
      await clock.sleep(ms)
    }
    const { found, lines, result } = await verifyIndex(publishing, store, 's3', {}, { clock: { ...clock, sleep } })
    assert.deepEqual({ found, result }, { found: [], result: 'issues' })
    assert.match(lines.join('\n'), /warning: demo: others published all the time/)
  })

  it('takes nothing for mended in a project that is published to all the time after the repair', async () => {
    const store = await sound()
    await store.delete('packages/demo-1.0-py3-none-any.whl')
    await store.delete('simple/demo/index.html')
    const clock = fixedClock(late)
    let at = 30
    const sleep = async (ms: number): Promise<void> => {
      const name = `demo-${++at}.0-py3-none-any.whl`
      // Not while the repair waits for its turn, which is for milliseconds.
      if (at > 31 && ms > 5000) await publish(store, [await publishing.write(`later/${at}/${name}`, soundWheel(name))])
      await clock.sleep(ms)
    }
    const { lines, result } = await verifyIndex(publishing, store, 's3', { repair: true }, { clock: { ...clock, sleep } })
    assert.equal(result, 'issues')
    assert.match(lines.join('\n'), /warning: demo: others published all the time/)
  })

  it('says before it waits that it does, and for what', async () => {
    const store = await sound()
    await store.delete('packages/demo-1.0-py3-none-any.whl')
    const clock = fixedClock(late)
    const log = recordingLog()
    const sleep = async (ms: number): Promise<void> => {
      assert.match(log.lines.at(-1) ?? '', /1 place may be wrong.* again in 20 seconds/)
      await clock.sleep(ms)
    }
    assert.equal((await verifyIndex(publishing, store, 's3', {}, { log, clock: { ...clock, sleep } })).result, 'failed')
  })

  it('does not write over what others publish while it repairs', async () => {
    for (const { why, breakIt } of breakages.filter(
      ({ kind }) => kind === 'requires-python' || kind === 'page-behind' || kind === 'root-lacks',
    )) {
      for (let n = 0; n < 8; n++) {
        const store = await sound()
        await breakIt(store)
        let puts = 0
        const busy: ObjectStore = {
          ...store,
          put: async (key, body, how) => {
            if (puts++ === n) await publish(store)
            return await store.put(key, body, how)
          },
        }
        await verifyIndex(publishing, busy, 's3', { repair: true })
        await publish(store)
        const { found } = await verifyIndex(publishing, readOnly(store), 's3')
        assert.deepEqual({ found, why, n }, { found: [], why, n })
        const text = new TextDecoder().decode((await store.get('simple/demo/index.json'))?.bytes)
        for (const name of next.slice(0, 2)) assert.ok(text.includes(name), `${why}: ${name} at ${n}`)
      }
    }
  })

  it('keeps what is yanked while it corrects that very file', async () => {
    const breakIt = breakages.find(({ kind }) => kind === 'requires-python')?.breakIt
    for (let n = 0; n < 6; n++) {
      const store = await sound()
      await breakIt?.(store)
      let puts = 0
      const busy: ObjectStore = {
        ...store,
        put: async (key, body, how) => {
          if (puts++ === n) await publishing.publish(store, { mode: 'yank', requirements: ['demo==1.0'], reason: 'broken' })
          return await store.put(key, body, how)
        },
      }
      await verifyIndex(publishing, busy, 's3', { repair: true })
      const text = new TextDecoder().decode((await store.get('simple/demo/index.json'))?.bytes)
      assert.equal(text.includes('"yanked":"broken"'), puts > n, `at ${n}`)
      assert.deepEqual((await verifyIndex(publishing, readOnly(store), 's3')).found, [])
    }
  })

  it('finds nothing after any history of publishes, yanks and statuses', async () => {
    const deed = fc.oneof(
      fc.record({
        kind: fc.constant('publish' as const),
        project: fc.constantFrom('alpha', 'beta'),
        version: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({ kind: fc.constant('yank' as const), project: fc.constantFrom('alpha', 'beta'), version: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        kind: fc.constant('status' as const),
        project: fc.constantFrom('alpha', 'beta'),
        status: fc.constantFrom('active' as const, 'quarantined' as const, 'archived' as const),
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { maxLength: 6 }),
        fc.constantFrom('both', 'website', 'rest'),
        fc.boolean(),
        async (deeds, layout, legacyJson) => {
          const store = memoryStore()
          const how = { layout, legacyJson } as const
          for (const one of deeds) {
            const path = one.kind === 'publish' ? `${one.project}-${one.version}.0-py3-none-any.whl` : ''
            if (one.kind === 'publish')
              await publishing.publish(store, { ...how, distributions: [await publishing.write(`any/${path}`, soundWheel(path))] })
            else {
              const requirements = [one.kind === 'yank' ? `${one.project}==${one.version}.0` : one.project]
              const status = one.kind === 'status' ? one.status : 'active'
              await publishing.publish(store, { ...how, mode: one.kind, requirements, status }).catch(() => undefined)
            }
          }
          assert.deepEqual((await verifyIndex(publishing, readOnly(store), 's3', how)).found, [])
        },
      ),
      { numRuns: 40 },
    )
  })
})
