import assert from 'node:assert/strict'
import type { ObjectStore } from '../../../core/store.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type MemoryStore, memoryStore, stopAfter, Stopped } from '../../fakes/memory-store.ts'
import { assertConverged } from './consistent.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { meeting } from './meeting.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const dev = (n: number): string => `demo-1.0.dev${n}-py3-none-any.whl`
const all: Partial<Inputs> = { layout: 'both', legacyJson: true }
const few: Partial<Inputs> = { layout: 'website' }
const keepOne: Partial<Inputs> = { ...few, keep: { kind: 'versions', count: 1 } }

/** Every page that there is, whoever keeps it, links what is there. */
function assertLinks({ objects }: MemoryStore, after: string): void {
  for (const [page, { bytes }] of objects) {
    if (!/^(?:simple|pypi)\/./.test(page)) continue
    const { _leaving: _, ...rest } = page.endsWith('json') ? (JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>) : {}
    const text = page.endsWith('json') ? JSON.stringify(rest) : new TextDecoder().decode(bytes)
    for (const [, name = ''] of text.matchAll(/packages\/([^"#]+\.whl)/g))
      assert.ok(objects.has(`packages/${name}`), `${page} links ${name}, which is not there, after ${after}`)
  }
}

/** The store, looked at after every write. */
function watched(store: MemoryStore): ObjectStore {
  return {
    ...store,
    put: async (key, body, how) => {
      const done = await store.put(key, body, how)
      assertLinks(store, `PUT ${key}`)
      return done
    },
    delete: async (key, when) => {
      await store.delete(key, when)
      assertLinks(store, `DELETE ${key}`)
    },
  }
}

describe('PublishIndex by publishers of one project that serve it differently', () => {
  let publishing: Publishing
  let before_: MemoryStore
  before(async () => {
    publishing = await startPublishing()
    for (const n of [1, 2, 3]) await publishing.wheel(`${n}/${dev(n)}`)
    before_ = memoryStore()
    await publish(before_, 1, few)
  })
  after(async () => await publishing.close())

  /** Publishes one wheel, as many days later as its number says. */
  const publish = async (store: ObjectStore, n: number, inputs: Partial<Inputs>): Promise<void> => {
    const clock = fixedClock(`2026-11-1${n}T12:00:00.000Z`)
    await publishing.publish(store, { distributions: [`${publishing.folder}/${n}`], ...inputs }, { clock })
  }
  const orStopped = async (work: Promise<void>): Promise<boolean> =>
    await work.then(
      () => false,
      (error: unknown) => {
        if (error instanceof Stopped) return true
        throw error
      },
    )
  const copied = (): MemoryStore => {
    const store = memoryStore()
    for (const [key, value] of before_.objects) store.objects.set(key, value)
    return store
  }

  for (const answered of [true, false])
    it(`no page links what another removes, wherever its maker was stopped ${answered ? 'between two requests' : 'before an answer came'}`, async () => {
      for (let n = 0, stopped = true; stopped; n++) {
        const store = copied()
        stopped = await orStopped(publish(stopAfter(watched(store), n, answered), 2, all))
        await publish(watched(store), 3, keepOne)
        await publish(watched(store), 2, all).catch(() => undefined)
        await publish(watched(store), 3, all)
        assertLinks(store, `${n}`)
        const rest = store.objects.has(`packages/${dev(2)}`) ? [dev(2), dev(3)] : [dev(3)]
        await assertConverged(store, { demo: rest }, true)
      }
    })

  for (const [what, first, second] of [
    ['who keeps one version comes between the requests of who makes more pages', [2, all], [3, keepOne]],
    ['who makes more pages comes between the requests of who keeps one version', [3, keepOne], [2, all]],
  ] as const)
    it(`no page links what another removes: ${what}, and may be stopped anywhere`, async () => {
      for (let n = 0, met = true; met; n++)
        for (let m = n % 2, stopped = true; stopped && met; m += 2) {
          const store = copied()
          const open = watched(store)
          const other = async (): Promise<void> => {
            stopped = await orStopped(publish(stopAfter(open, m), second[0], second[1]))
          }
          const pair = meeting(open, n, other)
          stopped = false
          await publish(pair.store, first[0], first[1])
          met = pair.met()
          assertLinks(store, `${n} ${m}`)
        }
    })

  it("holds up nobody who does not want a page that is another tool's", async () => {
    const store = copied()
    const foreign = { bytes: new TextEncoder().encode('{"info":{"name":"demo"},"releases":{}}'), type: '', cache: '' }
    store.objects.set('pypi/demo/json', foreign)
    assert.equal(await rejectedCode(publish(store, 2, all)), 'CONFLICT')
    await publish(store, 3, few)
    assert.equal(store.objects.get('pypi/demo/json'), foreign)
    await publish(store, 2, few)
    await assertConverged(store, { demo: [dev(1), dev(2), dev(3)] }, false)
    store.requests.length = 0
    await publish(store, 2, few)
    assert.deepEqual(store.requests, ['GET simple/demo/index.json'])
  })

  it('costs a write more, once, where pages are wanted and nothing else is new', async () => {
    const store = copied()
    store.requests.length = 0
    await publish(store, 1, all)
    const document = 'simple/demo/index.json'
    assert.deepEqual(store.requests, [
      `GET ${document}`,
      `PUT ${document}`,
      ...['index.html', ''].map((page) => `PUT simple/demo/${page}`),
      'PUT pypi/demo/json',
      `PUT ${document}`,
    ])
  })
})
