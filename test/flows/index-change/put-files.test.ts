import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { putFiles } from '../../../flows/index-change/put-files.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { Indexed } from './indexed.ts'

const names = ['spam-1.0-py3-none-any.whl', 'spam-1.0.tar.gz', 'eggs-1.0-py3-none-any.whl']

describe('putFiles', () => {
  let indexed: Indexed
  let store: MemoryStore
  beforeEach(() => {
    indexed = new Indexed()
    store = memoryStore()
  })
  afterEach(() => indexed.close())

  it('puts every file and the metadata of wheels, tells of each, and writes nothing else', async () => {
    const { stored, found, left } = await putFiles(await indexed.plan(store, names), indexed.how(store))
    assert.deepEqual(stored.map(({ entry }) => entry.filename).sort(), [...names].sort())
    assert.deepEqual([found, left], [[], []])
    const metadata = names.filter((name) => name.endsWith('.whl')).map((name) => `packages/${name}.metadata`)
    assert.deepEqual([...store.objects.keys()].sort(), [...names.map((name) => `packages/${name}`), ...metadata].sort())
    assert.deepEqual([indexed.told.length, indexed.told.at(-1)?.slice(0, 3)], [3, '3/3'])
    assert.equal(indexed.log.lines.filter((line) => JSON.stringify(line).includes('stored      packages/')).length, 3)
  })

  it('tells what was stored already from what may not be, and puts the others', async () => {
    await putFiles(await indexed.plan(store, names.slice(0, 1)), indexed.how(store))
    await putFiles(await indexed.plan(store, names.slice(1, 2), 'other'), indexed.how(store))
    const { stored, found, left } = await putFiles(await indexed.plan(store, names), indexed.how(store))
    assert.deepEqual(stored.map(({ entry }) => entry.filename).sort(), [names[2], names[0]])
    assert.deepEqual(
      found.map(({ entry }) => entry.filename),
      [names[0]],
    )
    assert.deepEqual(
      left.map(({ file, why }) => [file, why]),
      [[names[1], 'conflict']],
    )
  })

  it('stops at a file that is no longer what was planned', async () => {
    const plan = await indexed.plan(store, names)
    writeFileSync(join(indexed.folder, names[0] ?? ''), 'swapped')
    assert.equal(await rejectedCode(putFiles(plan, indexed.how(store))), 'HASH_MISMATCH')
    assert.ok(!store.objects.has(`packages/${names[0]}`))
  })
})
