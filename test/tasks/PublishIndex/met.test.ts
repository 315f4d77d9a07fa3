import assert from 'node:assert/strict'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { ObjectStore } from '../../../core/store.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type MemoryStore, memoryStore, stopAfter } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { assertConsistent, assertConverged } from './consistent.ts'
import { meeting } from './meeting.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const dev = (n: number): string => `demo-1.0.dev${n}-py3-none-any.whl`
const keep = { kind: 'versions', count: 1 } as const

describe('PublishIndex, met by another run of the same project', () => {
  let publishing: Publishing
  let filled: MemoryStore
  before(async () => {
    publishing = await startPublishing()
    for (const n of [1, 2, 3]) await publishing.wheel(`${n}/${dev(n)}`)
    await publishing.wheel(`spelled/Demo-1.0.dev2-py3-none-any.whl`, { files: { 'demo.py': 'other' } })
    for (let n = 10; n < 60; n++) await publishing.wheel(`many/${dev(n)}`)
    filled = memoryStore()
    await publish(filled, 1)
  })
  after(async () => await publishing.close())
  beforeEach(() => void publishing.log.lines.splice(0))

  /** Publishes one folder, as many days later as its number says. */
  const publish = async (store: ObjectStore, n: number | string, inputs: Partial<Inputs> = {}): Promise<Outcome> => {
    const clock = fixedClock(`2026-11-1${typeof n === 'number' ? n : 0}T12:00:00.000Z`)
    return await publishing.publish(store, { distributions: [`${publishing.folder}/${n}`], ...inputs }, { clock })
  }
  const copied = (): MemoryStore => {
    const store = memoryStore()
    for (const [key, value] of filled.objects) store.objects.set(key, value)
    return store
  }
  const stored = (store: MemoryStore, name: string): string[] => [...store.objects.keys()].filter((key) => key.includes(`/${name}`))
  /** A publish of version 2 with another run before each of its requests in turn. */
  const everywhere = async (
    other: (store: MemoryStore) => Promise<unknown>,
    look: (store: MemoryStore, outcome: Outcome) => Promise<void> | void,
    folder: number | string = 2,
  ): Promise<void> => {
    for (let n = 0, met = true; met; n++) {
      const store = copied()
      const pair = meeting(store, n, async () => await other(store))
      const outcome = await publish(pair.store, folder)
      met = pair.met()
      if (!met) break
      await assertConsistent(store)
      await look(store, outcome)
    }
  }

  it('leaves no bytes of what was published and removed meanwhile, and tells of it', async () => {
    const told = new Set<string>()
    await everywhere(
      async (store) => {
        await publish(store, 2)
        await publish(store, 3, { keep })
      },
      async (store, { result, problems }) => {
        assert.deepEqual(stored(store, dev(2)), [])
        told.add(`${result} ${problems.map(({ code }) => code).join(' ')}`)
        await assertConverged(store, { demo: [dev(3)] }, true)
      },
    )
    assert.deepEqual([...told].sort(), ['failed CONFLICT'])
  })

  it('tells where the bytes are when its project is closed meanwhile, and lists them when it is open again', async () => {
    let closed = 0
    await everywhere(
      async (store) => await publishing.publish(store, { mode: 'status', requirements: ['demo'], status: 'archived' }),
      async (store, { result, problems }) => {
        if (result === 'succeeded') return
        closed++
        assert.deepEqual(
          problems.map(({ code }) => code),
          ['REFUSED'],
        )
        if (stored(store, dev(2)).length > 0) assert.match(problems[0]?.text ?? '', /stored already, as packages\/demo-1\.0\.dev2/)
        await publishing.publish(store, { mode: 'status', requirements: ['demo'], status: 'active' })
        assert.equal((await publish(store, 2)).result, 'succeeded')
        await assertConverged(store, { demo: [dev(1), dev(2)] }, true)
      },
    )
    assert.ok(closed > 2, String(closed))
  })

  it('tells of bytes that nothing lists, because another spelling of their name was faster', async () => {
    let lost = 0
    await everywhere(
      async (store) => await publish(store, 2),
      (store, { result, problems }) => {
        if (result === 'succeeded' || stored(store, 'Demo-').length === 0) return
        lost++
        assert.match(problems[0]?.text ?? '', /bytes stay stored as packages\/Demo-1\.0\.dev2/)
      },
      'spelled',
    )
    assert.ok(lost > 0)
  })

  it('keeps a yank that comes between its requests, and lists its file all the same', async () => {
    await everywhere(
      async (store) => await publishing.publish(store, { mode: 'yank', requirements: ['demo==1.0.dev1'], reason: 'bad' }),
      async (store, { result }) => {
        assert.equal(result, 'succeeded')
        assert.match(new TextDecoder().decode(store.objects.get('simple/demo/')?.bytes), /"yanked": ?"bad"/)
        await assertConverged(store, { demo: [dev(1), dev(2)] }, true)
      },
    )
  })

  describe('where removing', () => {
    const refusing = (store: ObjectStore): ObjectStore => ({
      ...store,
      delete: (key) => Promise.reject(new Problem('STORE_REFUSED', `${store.name} DELETE ${key}: AccessDenied.`, 'Ask for the right.')),
    })

    it('is not allowed: who is to remove fails, who comes by goes on and says what is left', async () => {
      const store = copied()
      assert.equal(await rejectedCode(publish(refusing(store), 2, { keep })), 'STORE_REFUSED')
      assert.deepEqual(stored(store, dev(1)).length, 2)
      const outcome = await publish(refusing(store), 3)
      assert.equal(outcome.result, 'succeeded')
      assert.match(publishing.log.text(), /warning: packages\/demo-1\.0\.dev1-.* may not remove it/)
      await assertConverged(store, { demo: [dev(2), dev(3)] }, true)
      await publish(store, 3)
      assert.deepEqual(stored(store, dev(1)), [])
    })

    it('is much, it is done many at a time, and never more than 32', async () => {
      const store = copied()
      await publish(store, 'many')
      let [now, top] = [0, 0]
      const counting: ObjectStore = {
        ...store,
        delete: async (key, when) => {
          top = Math.max(top, ++now)
          await store.delete(key, when)
          now--
        },
      }
      await publish(counting, 3, { keep })
      await assertConverged(store, { demo: [dev(3)] }, true)
      assert.equal(top, 32)
    })

    it('was stopped, the next run goes on wherever that was', async () => {
      for (let n = 0, left = 1; n < 12 || left > 0; n++) {
        const store = copied()
        await publish(stopAfter(store, n), 3, { keep }).catch(() => undefined)
        await publish(store, 3, { keep })
        left = stored(store, dev(1)).length
        assert.equal(left, 0)
      }
    })
  })
})
