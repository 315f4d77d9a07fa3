import assert from 'node:assert/strict'
import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../adapters/local/files.ts'
import { type PackageTexts, packageTexts } from '../../flows/package-texts.ts'
import { rejectedCode } from '../fakes/problem-code.ts'

describe('packageTexts', () => {
  let base = ''
  let texts: PackageTexts
  beforeEach(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'package-texts-')))
    await mkdir(join(base, 'top/a'), { recursive: true })
    texts = await packageTexts(join(base, 'top'), localFiles(base))
  })
  afterEach(async () => await rm(base, { recursive: true, force: true }))

  it('reads a text, and nothing where there is none', async () => {
    await writeFile(join(base, 'top/a/x'), '\uFEFFä')
    assert.equal(await texts.text('a/x'), 'ä')
    assert.equal(await texts.place('a/x'), join(base, 'top/a/x'))
    assert.equal(await texts.text('a/y'), undefined)
    assert.equal(await texts.text('a/x/y'), undefined)
    assert.equal(await texts.place('b/y'), undefined)
  })

  it('reads a repository whose top is a link', async () => {
    await writeFile(join(base, 'top/a/x'), 'x')
    await symlink(join(base, 'top'), join(base, 'link'))
    assert.equal(await (await packageTexts(join(base, 'link'), localFiles(base))).text('a/x'), 'x')
  })

  const links: [why: string, target: string][] = [
    ['above', '../../secret'],
    ['elsewhere', '/etc/passwd'],
    ['to what begins with the name of the top', '../../topmost/secret'],
    ['by another link', 'chain'],
  ]
  for (const [why, target] of links)
    it(`follows no link out of the repository: ${why}`, async () => {
      await mkdir(join(base, 'topmost'))
      for (const path of ['secret', 'topmost/secret']) await writeFile(join(base, path), 'secret')
      await symlink(join(base, 'secret'), join(base, 'top/a/chain'))
      await symlink(target, join(base, 'top/a/x'))
      assert.equal(await rejectedCode(texts.text('a/x')), 'FILE_INVALID')
      assert.equal(await rejectedCode(texts.place('a/x')), 'FILE_INVALID')
    })

  it('follows no folder out of the repository', async () => {
    await writeFile(join(base, 'secret'), 'secret')
    await symlink('../..', join(base, 'top/a/up'))
    assert.equal(await rejectedCode(texts.text('a/up/secret')), 'FILE_INVALID')
    assert.equal(await rejectedCode(texts.text('../secret')), 'FILE_INVALID')
  })

  it('ends at links in a circle', async () => {
    await symlink('y', join(base, 'top/a/x'))
    await symlink('x', join(base, 'top/a/y'))
    assert.equal(await rejectedCode(texts.text('a/x')), 'FILE_INVALID')
  })

  it('refuses a folder, what is no text, and what is larger than a person writes, unread', async () => {
    assert.equal(await rejectedCode(texts.text('a')), 'FILE_INVALID')
    await writeFile(join(base, 'top/a/x'), new Uint8Array([0xff, 0xfe, 0x00]))
    assert.equal(await rejectedCode(texts.text('a/x')), 'FILE_INVALID')
    await truncate(join(base, 'top/a/x'), 2 ** 36)
    assert.equal(await rejectedCode(texts.text('a/x')), 'FILE_INVALID')
  })
})
