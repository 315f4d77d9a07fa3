import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { hashFile, inFolder, syncFolder } from '../../../adapters/folder/durable.ts'
import { sha256Of } from '../../../core/sha256.ts'

describe('what makes files durable', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'durable-'))
  })
  afterEach(async () => await rm(folder, { recursive: true, force: true }))

  it('makes the folders that are missing, and tells which folders have a new name', async () => {
    const path = join(folder, 'a', 'b', 'c', 'file')
    const changed: string[] = []
    await inFolder(
      path,
      async () => await writeFile(path, 'x'),
      (one) => changed.push(one),
    )
    assert.deepEqual(changed, [join(folder, 'a', 'b'), join(folder, 'a'), folder])
    assert.ok(existsSync(path))
  })

  it('tells nothing of folders that are there', async () => {
    const path = join(folder, 'file')
    await inFolder(
      path,
      async () => await writeFile(path, 'x'),
      () => assert.fail('nothing was made'),
    )
  })

  it('tells the folder above where somebody else was faster, whose name may not be durable yet', async () => {
    const path = join(folder, 'a', 'file')
    const changed: string[] = []
    let tries = 0
    const work = async (): Promise<void> => {
      tries += 1
      try {
        await writeFile(path, 'x')
      } finally {
        if (tries === 1) await mkdir(dirname(path))
      }
    }
    await inFolder(path, work, (one) => changed.push(one))
    assert.deepEqual([changed, tries], [[folder], 2])
  })

  it('passes on what is not for want of a folder', async () => {
    await writeFile(join(folder, 'file'), 'x')
    const path = join(folder, 'file', 'below')
    await assert.rejects(
      inFolder(path, async () => await writeFile(path, 'x')),
      { code: 'ENOTDIR' },
    )
    await assert.rejects(
      inFolder(join(folder, 'new', 'x'), async () => await Promise.reject(new Error('another'))),
      /another/,
    )
    assert.equal(existsSync(join(folder, 'new')), false)
  })

  it('syncs a folder for many at once, and again for those that come later', async () => {
    const results = await Promise.allSettled(Array.from({ length: 100 }, async () => await syncFolder(folder)))
    assert.deepEqual([...new Set(results.map(({ status }) => status))], ['fulfilled'])
    await syncFolder(folder)
  })

  it('tells everybody who waits that a folder cannot be synced, and then tries it anew', async () => {
    if (process.platform === 'win32') return
    const later = join(folder, 'later')
    const results = await Promise.allSettled([1, 2, 3].map(async () => await syncFolder(later)))
    assert.deepEqual([...new Set(results.map(({ status }) => status))], ['rejected'])
    await mkdir(later)
    await syncFolder(later)
  })

  for (const size of [0, 1, 2 ** 20, 2 ** 20 + 1])
    it(`hashes ${size} bytes`, async () => {
      const bytes = Buffer.alloc(size, 'wheel')
      await writeFile(join(folder, 'file'), bytes)
      assert.equal(await hashFile(join(folder, 'file'), size), sha256Of(bytes))
    })
})
