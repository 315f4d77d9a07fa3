import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderStore } from '../../../adapters/folder/folder-store.ts'
import { objectStoreContract } from '../../contracts/object-store.ts'

const how = { type: 'text/plain', cache: '', when: 'always' } as const

describe('the folder store', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'folder-store-'))
  })
  after(async () => await rm(folder, { recursive: true, force: true }))
  const fresh = async (): Promise<string> => await mkdtemp(join(folder, 'store-'))

  objectStoreContract(async () => folderStore(join(await fresh(), 'not', 'made', 'yet')), {
    slashKeys: false,
    conditionalDelete: true,
    plain: true,
  })

  for (const key of [
    '../escape',
    'a/../../escape',
    '/etc/passwd',
    'a//b',
    'a/',
    '',
    '.',
    'a\\b',
    'C:/x',
    'a\0b',
    '.wheelworks/locks/x',
    'a/con:x',
  ]) {
    it(`takes no key ${JSON.stringify(key)}`, async () => {
      const store = folderStore(await fresh())
      await assert.rejects(store.put(key, new Uint8Array(), how), /no key/)
      await assert.rejects(store.get(key), /no key/)
    })
  }

  it('leaves nothing but the files: no draft, no lock', async () => {
    const root = await fresh()
    const store = folderStore(root)
    for (const key of ['a', 'b/c']) await store.put(key, new Uint8Array([1]), how)
    await store.put('a', new Uint8Array([2]), { ...how, when: 'absent' })
    await store.delete('b/c')
    assert.deepEqual(await readdir(join(root, '.wheelworks', 'drafts')), [])
    assert.deepEqual(await readdir(join(root, '.wheelworks', 'locks')), [])
    assert.deepEqual([...(await readFile(join(root, 'a')))], [1])
  })

  it('removes what killed processes left a day ago, and nothing that may be under way', async () => {
    const root = await fresh()
    const drafts = join(root, '.wheelworks', 'drafts')
    await mkdir(drafts, { recursive: true })
    for (const name of ['old', 'new']) await writeFile(join(drafts, name), 'x')
    const yesterday = new Date(Date.now() - 2 * 86_400_000)
    await utimes(join(drafts, 'old'), yesterday, yesterday)
    await folderStore(root).put('a', new Uint8Array([1]), how)
    assert.deepEqual(await readdir(drafts), ['new'])
  })

  it('puts all the same when it cannot tidy up', async () => {
    const root = await fresh()
    const drafts = join(root, '.wheelworks', 'drafts')
    await mkdir(join(drafts, 'old'), { recursive: true })
    const yesterday = new Date(Date.now() - 2 * 86_400_000)
    await utimes(join(drafts, 'old'), yesterday, yesterday)
    const put = await folderStore(root).put('a', new Uint8Array([1]), how)
    assert.equal(put.kind, 'stored')
  })

  it('is one store under every name of its folder', async () => {
    const root = await fresh()
    await folderStore(root).put('a', new Uint8Array([1]), how)
    assert.equal((await folderStore(`${root}/../${root.split('/').at(-1)}/`).head('a'))?.size, 1)
  })

  it('tells what the system refuses as a Problem', async () => {
    const root = await fresh()
    await writeFile(join(root, 'file'), 'x')
    await assert.rejects(folderStore(join(root, 'file')).put('a', new Uint8Array(), how), { code: 'STORE_REFUSED' })
    await mkdir(join(root, 'simple', 'a', 'index.json'), { recursive: true })
    await assert.rejects(folderStore(root).put('simple/a/index.json', new Uint8Array(), how), { code: 'STORE_REFUSED' })
    assert.equal(await folderStore(root).get('simple/a/index.json'), undefined)
  })
})
