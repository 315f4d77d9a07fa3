import assert from 'node:assert/strict'
import { parseRoot, type RootDocument } from '../../../core/index/root-document.ts'
import { shell, shellName } from '../../../core/index/shell.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { readDocument } from '../../../flows/update-document.ts'
import { rootAt } from '../../../flows/index-change/index-pages.ts'
import { updateRoot } from '../../../flows/index-change/update-root.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'

describe('updateRoot', () => {
  const pace = { clock: fixedClock(), random: () => 0.5 }
  let store: MemoryStore
  beforeEach(() => (store = memoryStore()))
  const textOf = (key: string): string => new TextDecoder().decode(store.objects.get(key)?.bytes)
  const root = (): RootDocument => parseRoot(textOf('simple/index.json'), 'test')
  const update = async (...projects: string[]): Promise<string[]> => {
    const before = await readDocument(store, rootAt)
    store.requests.length = 0
    await updateRoot(store, before, { projects: projects.map((name) => normalizeName(name)), title: undefined }, pace)
    return [...store.requests]
  }

  it('makes document, page and front page, and notes that they are shown', async () => {
    const requests = await update('a')
    assert.deepEqual(requests, ['PUT simple/index.json', 'PUT simple/index.html', 'PUT index.html', 'PUT simple/index.json'])
    assert.deepEqual([root().projects, root().shown?.serial, root().shell], [['a'], 1, shellName])
    assert.equal(textOf('index.html'), shell)
  })

  it('writes nothing when nothing is new, three times when a project is', async () => {
    await update('a', 'b')
    assert.deepEqual(await update('a'), [])
    assert.deepEqual(await update('c'), ['PUT simple/index.json', 'PUT simple/index.html', 'PUT simple/index.json'])
    assert.match(textOf('simple/index.html'), /<a href="c\/">c<\/a>/)
  })

  it('finishes what another run left', async () => {
    await update('a')
    const { shown: _, shell: __, ...rest } = JSON.parse(textOf('simple/index.json').replaceAll('"_sh', '"sh')) as Record<string, unknown>
    store.objects.set('simple/index.json', { bytes: new TextEncoder().encode(JSON.stringify(rest)), type: '', cache: '' })
    store.objects.delete('simple/index.html')
    await update('a')
    assert.deepEqual([root().shown?.serial, root().shell], [1, shellName])
    assert.match(textOf('simple/index.html'), /<a href="a\/">a<\/a>/)
  })

  it('renews the front page alone when only that is old', async () => {
    await update('a')
    const old = textOf('simple/index.json').replace(`"_shell":"${shellName}"`, '"_shell":"older"')
    store.objects.set('simple/index.json', { bytes: new TextEncoder().encode(old), type: '', cache: '' })
    store.objects.set('index.html', { bytes: new TextEncoder().encode(shell.replace('Simple index', 'Old')), type: '', cache: '' })
    assert.deepEqual(await update('a'), ['PUT index.html', 'GET index.html', 'PUT index.html', 'PUT simple/index.json'])
    assert.equal(textOf('index.html'), shell)
  })

  it('puts the front page again where its first write met another that failed', async () => {
    let met = 0
    const stumbling: ObjectStore = {
      ...store,
      put: async (key, body, how) => (key === 'index.html' && met++ === 0 ? { kind: 'refused' } : await store.put(key, body, how)),
    }
    await updateRoot(stumbling, undefined, { projects: [normalizeName('a')], title: undefined }, pace)
    assert.equal(textOf('index.html'), shell)
  })
})
