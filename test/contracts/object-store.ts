import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OnDisk } from '../../core/ports.ts'
import type { ObjectStore, StoredObject } from '../../core/store.ts'
import { sha256Of } from '../../core/sha256.ts'

/** What is true of one kind of store and not of all. */
export interface Traits {
  /** Keys may end in a slash. */
  readonly slashKeys: boolean
  /** A delete on condition is honoured. */
  readonly conditionalDelete: boolean
  /** How an object is served is not kept: that is the web server's matter. */
  readonly plain?: boolean
  /** Pages that may be gzipped are kept so, where it pays. */
  readonly gzip?: boolean
  /** Conditions hold as long as there is one writer. */
  readonly oneWriter?: boolean
}

const how = { type: 'text/plain; charset=utf-8', cache: 'max-age=0' }
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

/** What every ObjectStore promises; `open` gives an empty one. */
export function objectStoreContract(open: () => Promise<ObjectStore>, traits: Traits): void {
  let store: ObjectStore
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'contract-'))
  })
  beforeEach(async () => {
    store = await open()
  })
  after(async () => await rm(folder, { recursive: true, force: true }))

  const put = async (key: string, value: string): Promise<string> => {
    const done = await store.put(key, text(value), { ...how, when: 'always' })
    assert.equal(done.kind, 'stored')
    return done.kind === 'stored' ? done.etag : ''
  }
  const valueOf = async (key: string): Promise<string | undefined> => {
    const found = await store.get(key)
    return found && new TextDecoder().decode(found.bytes)
  }
  const onDisk = async (bytes: Uint8Array): Promise<OnDisk> => {
    const path = join(folder, sha256Of(bytes))
    await writeFile(path, bytes)
    return { path, size: bytes.length, sha256: sha256Of(bytes) }
  }
  const listed = async (prefix: string): Promise<StoredObject[]> => {
    const all: StoredObject[] = []
    for await (const one of store.list(prefix)) all.push(one)
    return all
  }

  it('gives back what was put, under an ETag without quotes', async () => {
    const etag = await put('simple/a/index.json', 'one')
    assert.match(etag, /^[^"]+$/)
    const found = await store.get('simple/a/index.json')
    assert.deepEqual(found && { text: new TextDecoder().decode(found.bytes), etag: found.etag }, { text: 'one', etag })
    const told = await store.head('simple/a/index.json')
    assert.deepEqual({ size: told?.size, etag: told?.etag }, { size: 3, etag })
  })

  it('knows nothing of what was never put', async () => {
    assert.equal(await store.get('simple/a/index.json'), undefined)
    assert.equal(await store.head('simple/a/index.json'), undefined)
    assert.deepEqual(await listed(''), [])
  })

  it('gives another ETag to other bytes, and keeps an empty object', async () => {
    const one = await put('a', 'one')
    assert.notEqual(await put('a', 'two'), one)
    await put('empty', '')
    assert.equal(await valueOf('empty'), '')
  })

  it('stores a file with its SHA-256, however large', async () => {
    for (const size of [0, 1, 100_000, 9 * 2 ** 20 + 1]) {
      const file = await onDisk(randomBytes(size))
      const done = await store.put(`packages/${size}.whl`, file, { ...how, when: 'absent' })
      assert.equal(done.kind, 'stored')
      const found = await store.head(`packages/${size}.whl`)
      assert.deepEqual({ size: found?.size, sha256: found?.sha256 }, { size, sha256: file.sha256 })
      assert.equal(sha256Of((await store.get(`packages/${size}.whl`))?.bytes ?? text('nothing')), file.sha256)
    }
  })

  for (const size of [1000, 9 * 2 ** 20 + 1]) {
    it(`never stores a file that changed after it was measured (${size} bytes)`, async () => {
      const file = await onDisk(randomBytes(size))
      await writeFile(file.path, randomBytes(size))
      await assert.rejects(store.put('packages/a.whl', file, { ...how, when: 'absent' }), { code: 'HASH_MISMATCH' })
      assert.equal(await store.head('packages/a.whl'), undefined)
    })
  }

  it('puts where nothing is, and refuses where something is, leaving it', async () => {
    assert.equal((await store.put('a', text('one'), { ...how, when: 'absent' })).kind, 'stored')
    assert.equal((await store.put('a', text('two'), { ...how, when: 'absent' })).kind, 'refused')
    assert.equal(await valueOf('a'), 'one')
  })

  it('replaces exactly the version that was seen', async () => {
    const first = await put('a', 'one')
    const second = await store.put('a', text('two'), { ...how, when: { etag: first } })
    assert.equal(second.kind, 'stored')
    assert.equal((await store.put('a', text('three'), { ...how, when: { etag: first } })).kind, 'refused')
    assert.equal(await valueOf('a'), 'two')
  })

  it('replaces nothing that is gone', async () => {
    assert.equal((await store.put('a', text('one'), { ...how, when: { etag: '0123456789abcdef0123456789abcdef' } })).kind, 'refused')
    assert.equal(await valueOf('a'), undefined)
  })

  it('refuses a file on condition, too', async () => {
    const file = await onDisk(randomBytes(10_000))
    await put('a', 'one')
    assert.equal((await store.put('a', file, { ...how, when: 'absent' })).kind, 'refused')
    assert.equal((await store.put('a', file, { ...how, when: { etag: '0123456789abcdef0123456789abcdef' } })).kind, 'refused')
    assert.equal(await valueOf('a'), 'one')
  })

  it('keeps names with a plus, a space-like escape and capitals apart', async () => {
    const keys = [
      'packages/Foo-1.0+cpu-py3-none-any.whl',
      'packages/foo-1.0%2Bcpu-py3-none-any.whl',
      'packages/foo-1.0_cpu-py3-none-any.whl',
    ]
    for (const key of keys) await put(key, key)
    for (const key of keys) assert.equal(await valueOf(key), key)
    assert.deepEqual((await listed('packages/')).map((one) => one.key).sort(), [...keys].sort())
  })

  it('lists by prefix, with sizes, page after page', async () => {
    await put('simple/a/index.json', 'one')
    await put('simple/b/index.json', 'two')
    await put('packages/a', 'three')
    const [{ modified, ...first } = {}, ...rest] = await listed('simple/a/')
    assert.deepEqual([first, rest], [{ key: 'simple/a/index.json', size: 3 }, []])
    assert.match(modified ?? '2026-01-01T00:00:00.000Z', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(
      (await listed('')).map((one) => one.key),
      ['packages/a', 'simple/a/index.json', 'simple/b/index.json'],
    )
    assert.deepEqual(await listed('simple/c'), [])
  })

  it('deletes, and says nothing of what was not there', async () => {
    await put('a', 'one')
    await store.delete('a')
    await store.delete('a')
    assert.equal(await valueOf('a'), undefined)
  })

  if (traits.conditionalDelete) {
    it('deletes only the version that was seen', async () => {
      const etag = await put('a', 'one')
      await put('a', 'two')
      await store.delete('a', etag)
      assert.equal(await valueOf('a'), 'two')
    })
  }

  it(`tells how an object is served${traits.plain === true ? ', or nothing of it' : ''}`, async () => {
    const [type, cache] = ['application/vnd.pypi.simple.v1+json', 'max-age=0, must-revalidate']
    await store.put('a', text('{}'), { type, cache, gzip: true, when: 'absent' })
    const expected = traits.plain === true ? { type: undefined, cache: undefined } : { type, cache }
    for (const told of [await store.head('a'), await store.get('a')]) assert.deepEqual({ type: told?.type, cache: told?.cache }, expected)
  })

  it('gives back a large page as it was put, however it is kept, and replaces it by its ETag', async () => {
    const page = 'a page that says the same thing again and again\n'.repeat(2000)
    const first = await store.put('a', text(page), { ...how, gzip: true, when: 'absent' })
    assert.equal(await valueOf('a'), page)
    const told = await store.head('a')
    assert.equal(told?.size !== page.length, traits.gzip === true)
    assert.equal((await store.range('a', 0, 10 * page.length))?.length, told?.size)
    const [found] = await listed('')
    assert.equal(found?.size, told?.size)
    const etag = first.kind === 'stored' ? first.etag : ''
    assert.deepEqual([told?.etag, (await store.get('a'))?.etag], [etag, etag])
    assert.equal((await store.put('a', text(`${page}more`), { ...how, gzip: true, when: { etag } })).kind, 'stored')
    assert.equal((await store.put('a', text(`${page}less`), { ...how, gzip: true, when: { etag } })).kind, 'refused')
    assert.equal(await valueOf('a'), `${page}more`)
  })

  describe('gives a part', () => {
    const partOf = async (from: number, length: number): Promise<string | undefined> => {
      const bytes = await store.range('a', from, length)
      return bytes && new TextDecoder().decode(bytes)
    }
    for (const [from, length, expected] of [
      [0, 3, '012'],
      [3, 4, '3456'],
      [0, 10, '0123456789'],
      [7, 3, '789'],
      [7, 100, '789'],
      [9, 1, '9'],
      [10, 1, ''],
      [11, 5, ''],
      [1000, 1000, ''],
      [4, 0, ''],
      [0, 2 ** 40, '0123456789'],
    ] as const)
      it(`of ${length} bytes from ${from} on of 10: ${JSON.stringify(expected)}`, async () => {
        await put('a', '0123456789')
        assert.equal(await partOf(from, length), expected)
      })
    it('of an empty object: nothing', async () => {
      await put('a', '')
      assert.equal(await partOf(0, 10), '')
    })
    it('of no object: not even that', async () => {
      assert.deepEqual([await partOf(0, 10), await partOf(0, 0)], [undefined, undefined])
    })
    it('of a file, its last bytes among them', async () => {
      const bytes = randomBytes(300_000)
      await store.put('a', await onDisk(bytes), { ...how, when: 'absent' })
      assert.deepEqual(Buffer.from((await store.range('a', 299_000, 5000)) ?? []), bytes.subarray(299_000))
      assert.deepEqual(Buffer.from((await store.range('a', 70_000, 131_072)) ?? []), bytes.subarray(70_000, 201_072))
    })
  })

  it('brings an object to a path whose folders are made, with its SHA-256, and over what stands there', async () => {
    for (const size of [9 * 2 ** 20 + 1, 0, 100_000]) {
      const file = await onDisk(randomBytes(size))
      await store.put(`packages/${size}.whl`, file, { ...how, when: 'absent' })
      const to = join(folder, 'fetched', 'below', 'a.whl')
      assert.deepEqual(await store.fetch(`packages/${size}.whl`, to), { ...file, path: to })
      assert.equal(sha256Of(await readFile(to)), file.sha256)
    }
    assert.deepEqual(await readdir(join(folder, 'fetched', 'below')), ['a.whl'])
  })

  it('brings a document to a path, too', async () => {
    await put('a', 'one')
    const to = join(folder, 'a.txt')
    assert.deepEqual(await store.fetch('a', to), { path: to, size: 3, sha256: sha256Of(text('one')) })
    assert.equal(await readFile(to, 'utf8'), 'one')
  })

  it('does not take a disk that refuses for an object that is not there', async () => {
    await put('a', 'one')
    await writeFile(join(folder, 'file'), '')
    await assert.rejects(store.fetch('a', join(folder, 'file', 'below', 'a.whl')))
  })

  it('brings nothing where nothing is', async () => {
    assert.equal(await store.fetch('a', join(folder, 'nothing', 'a.whl')), undefined)
    assert.equal(existsSync(join(folder, 'nothing', 'a.whl')), false)
  })

  if (traits.slashKeys) {
    it('keeps a key that ends in a slash beside those below it', async () => {
      await put('simple/a/', 'page')
      await put('simple/a/index.html', 'index')
      assert.equal(await valueOf('simple/a/'), 'page')
      assert.equal(await valueOf('simple/a/index.html'), 'index')
    })
  }

  if (traits.oneWriter === true) return

  it('lets one of sixteen make a key', async () => {
    const done = await Promise.all(
      Array.from({ length: 16 }, async (_, at) => await store.put('a', text(`writer ${at}`), { ...how, when: 'absent' })),
    )
    const winners = done.flatMap((one, at) => (one.kind === 'stored' ? [at] : []))
    assert.equal(winners.length, 1)
    assert.equal(await valueOf('a'), `writer ${winners[0]}`)
  })

  it('loses no increment of eight writers', async () => {
    await put('count', '0')
    const increment = async (): Promise<void> => {
      for (;;) {
        const now = await store.get('count')
        const next = Number(new TextDecoder().decode(now?.bytes)) + 1
        const done = await store.put('count', text(String(next)), { ...how, when: { etag: now?.etag ?? '' } })
        if (done.kind === 'stored') return
      }
    }
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let round = 0; round < 5; round++) await increment()
      }),
    )
    assert.equal(await valueOf('count'), '40')
  })
}
