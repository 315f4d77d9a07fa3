import assert from 'node:assert/strict'
import fc from 'fast-check'
import { formatShown, isShown, parseShown, type Showable, type Shown } from '../../core/index/shown.ts'
import { parseJson } from '../../core/json.ts'
import type { ObjectStore } from '../../core/store.ts'
import { markShown, type PageOf, putPages } from '../../flows/show-pages.ts'
import { type DocumentAt, type Pace, readDocument, updateDocument } from '../../flows/update-document.ts'
import { fixedClock } from '../fakes/fixed-clock.ts'
import { type MemoryStore, memoryStore, Stopped, textOf } from '../fakes/memory-store.ts'
import { rejectedCode } from '../fakes/problem-code.ts'

/** The smallest document with pages: a set of words. */
interface Words extends Showable {
  readonly words: readonly string[]
}

const at: DocumentAt<Words> = {
  key: 'words.json',
  parse: (text, source) => {
    const root = parseJson(text, source, 'INDEX_INVALID')
    const words = root.get('words').list()
    return { serial: root.get('serial').number(), words: words.map((word) => word.text()), shown: root.get('shown').optional(parseShown) }
  },
  format: ({ serial, words, shown }) => JSON.stringify({ serial, words, shown: formatShown(shown) }),
  type: 'application/json',
  cache: '',
}
const render = ({ serial, words }: Words): string => `<meta name="wheelworks:serial" content="${serial}">${words.join(',')}`
const pages: PageOf<Words>[] = ['one.html', 'two.html'].map((key) => ({ key, render, type: 'text/html', cache: '' }))
const keys = pages.map((page) => page.key)

const add =
  (word: string) =>
  (now: Words | undefined): Words | 'unchanged' => {
    if (now === undefined) return { serial: 1, words: [word], shown: undefined }
    return now.words.includes(word) ? 'unchanged' : { ...now, serial: now.serial + 1, words: [...now.words, word].sort() }
  }

/** What a publisher does with one document: read, change, show, mark. */
async function publish(store: ObjectStore, word: string, pace: Pace = { clock: fixedClock(), random: () => 0.5 }): Promise<void> {
  const held = await updateDocument(store, at, await readDocument(store, at), add(word), pace)
  if (isShown(held.document, keys)) return
  const rendered = await putPages(store, at, held, () => pages, pace)
  await markShown(
    store,
    at,
    rendered,
    () => pages,
    (document, shown) => ({ ...document, shown }),
    pace,
  )
}

const documentIn = (store: MemoryStore): Words => at.parse(textOf(store, at.key), 'test')

function assertShown(store: MemoryStore, words: readonly string[]): void {
  const document = documentIn(store)
  assert.deepEqual(document.words, [...words].sort())
  assert.ok(isShown(document, keys))
  for (const key of keys) assert.equal(textOf(store, key), render(document))
}

describe('pages that show a document', () => {
  it('have all noted that is true of them, also where somebody else marked them first', async () => {
    const store = memoryStore()
    const pace = { clock: fixedClock(), random: () => 0.5 }
    const held = await updateDocument(store, at, undefined, add('a'), pace)
    const rendered = await putPages(store, at, held, () => pages, pace)
    await publish(store, 'a')
    const mark = (document: Words, shown: Shown): Words => ({ ...document, shown: { ...shown, root: 'seen' } })
    await markShown(store, at, rendered, () => pages, mark, pace)
    assert.equal(documentIn(store).shown?.root, 'seen')
    store.requests.length = 0
    await markShown(store, at, rendered, () => pages, mark, pace)
    assert.deepEqual(store.requests, ['PUT words.json', 'GET words.json'])
  })

  it('cost one read, two writes of the document, and one write a page', async () => {
    const store = memoryStore()
    await publish(store, 'a')
    assertShown(store, ['a'])
    assert.deepEqual(store.requests, ['GET words.json', 'PUT words.json', 'PUT one.html', 'PUT two.html', 'PUT words.json'])
    store.requests.length = 0
    await publish(store, 'b')
    assert.equal(store.requests.length, 5)
    await publish(store, 'b')
    assert.equal(store.requests.length, 6)
  })

  it('are put in the place of pages whose ETags nobody kept', async () => {
    const store = memoryStore()
    await publish(store, 'a')
    store.objects.set('words.json', {
      bytes: new TextEncoder().encode(at.format({ serial: 1, words: ['a'], shown: undefined })),
      type: '',
      cache: '',
    })
    await publish(store, 'b')
    assertShown(store, ['a', 'b'])
  })

  it('are noted as shown only when they were put: one that a writer does not know still lags', async () => {
    const store = memoryStore()
    const pace = { clock: fixedClock(), random: () => 0.5 }
    await publish(store, 'a')
    const held = await updateDocument(store, at, await readDocument(store, at), add('b'), pace)
    const rendered = await putPages(store, at, held, () => pages.slice(0, 1), pace)
    await markShown(
      store,
      at,
      rendered,
      () => pages.slice(0, 1),
      (document, shown) => ({ ...document, shown }),
      pace,
    )
    assert.deepEqual([isShown(documentIn(store), keys.slice(0, 1)), isShown(documentIn(store), keys)], [true, false])
    await publish(store, 'b')
    assertShown(store, ['a', 'b'])
  })

  it('come back when somebody deleted them', async () => {
    const store = memoryStore()
    await publish(store, 'a')
    store.objects.delete('one.html')
    await publish(store, 'b')
    assertShown(store, ['a', 'b'])
  })

  it('are put over the empty objects that stand for folders', async () => {
    const store = memoryStore()
    store.objects.set('two.html', { bytes: new Uint8Array(), type: '', cache: '' })
    await publish(store, 'a')
    assertShown(store, ['a'])
  })

  it("are not put over another tool's", async () => {
    const store = memoryStore()
    store.objects.set('two.html', { bytes: new TextEncoder().encode('<a>'), type: '', cache: '' })
    assert.equal(await rejectedCode(publish(store, 'a')), 'CONFLICT')
    assert.equal(textOf(store, 'two.html'), '<a>')
  })

  // The law that the protocol is for: however the requests of several publishers are mixed, and wherever some of them are killed,
  // no page lags once each publisher (or its next run) has come to its end.
  it('never lag for good, however publishers are mixed and killed', async () => {
    const publisher = fc.record({
      word: fc.constantFrom('a', 'b', 'c', 'd'),
      killed: fc.option(fc.nat({ max: 12 })),
      answered: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(publisher, { minLength: 2, maxLength: 4 }),
        fc.boolean(),
        async (scheduler, publishers, begun) => {
          const store = memoryStore()
          if (begun) await publish(store, 'z')
          const runs = publishers.map(async ({ word, killed, answered }) => {
            await publish(scheduled(store, scheduler, killed ?? Infinity, answered), word).catch((error: unknown) => {
              if (!(error instanceof Stopped)) throw error
            })
          })
          await scheduler.waitFor(Promise.all(runs))
          for (const { word, killed } of publishers) if (killed !== null) await publish(store, word)
          assertShown(store, [...new Set([...publishers.map((one) => one.word), ...(begun ? ['z'] : [])])])
        },
      ),
      { numRuns: 2000 },
    )
  })
})

/** A store whose requests are done in an order that the scheduler chooses, and of which only `left` are done. */
function scheduled(store: MemoryStore, scheduler: fc.Scheduler, left: number, answered: boolean): ObjectStore {
  const gate = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    if (left-- <= 0) throw new Stopped('killed')
    const last = left <= 0
    await scheduler.schedule(Promise.resolve(), what)
    const done = await work()
    await scheduler.schedule(Promise.resolve(), `answer to ${what}`)
    if (last && !answered) throw new Stopped('killed')
    return done
  }
  return {
    name: 'scheduled',
    list: (prefix) => store.list(prefix),
    head: async (key) => await gate(`HEAD ${key}`, async () => await store.head(key)),
    get: async (key) => await gate(`GET ${key}`, async () => await store.get(key)),
    range: async (key, from, length) => await gate(`RANGE ${key}`, async () => await store.range(key, from, length)),
    fetch: async (key, to) => await gate(`FETCH ${key}`, async () => await store.fetch(key, to)),
    put: async (key, body, how) => await gate(`PUT ${key}`, async () => await store.put(key, body, how)),
    delete: async (key, when) => await gate(`DELETE ${key}`, async () => await store.delete(key, when)),
  }
}
