import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { sha256Of } from '../../../core/sha256.ts'

describe('localFiles', () => {
  const base = mkdtempSync(join(tmpdir(), 'files-'))
  const files = localFiles(join(base, 'temp'))
  const at = (...parts: string[]): string => join(base, ...parts)
  const put = (path: string, text = path): void => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  after(() => rmSync(base, { recursive: true, force: true }))

  it('reads bytes, and nothing where nothing is', async () => {
    put('read/a.bin', 'é')
    assert.deepEqual(await files.read(at('read/a.bin')), Buffer.from('é'))
    assert.equal(await files.read(at('read/none')), undefined)
    assert.equal(await files.read(at('read/a.bin/none')), undefined)
  })

  it('says what cannot be read as a Problem', async () => {
    mkdirSync(at('read/folder'), { recursive: true })
    await assert.rejects(files.read(at('read/folder')), { code: 'FILE_INVALID' })
  })

  it('writes whole files into folders that it makes, over what was there', async () => {
    await files.write(at('write/deep/er/x.txt'), 'one')
    await files.write(at('write/deep/er/x.txt'), new TextEncoder().encode('two'))
    assert.equal(readFileSync(at('write/deep/er/x.txt'), 'utf8'), 'two')
    assert.deepEqual(readdirSync(at('write/deep/er')), ['x.txt'])
  })

  it('leaves the old file and no rest where a write fails', async () => {
    put('fail/target/inside')
    await assert.rejects(files.write(at('fail/target'), 'x'), { code: 'FILE_INVALID' })
    assert.deepEqual(readdirSync(at('fail')), ['target'])
  })

  it('lets readers see either the old bytes or the new ones', async () => {
    const [old, young] = ['a'.repeat(300_000), 'b'.repeat(300_000)]
    await files.write(at('race.txt'), old)
    const writes = Array.from({ length: 10 }, async (_, turn) => await files.write(at('race.txt'), turn % 2 === 0 ? young : old))
    const reads = Array.from({ length: 30 }, async () => new TextDecoder().decode(await files.read(at('race.txt'))))
    for (const text of await Promise.all(reads)) assert.ok(text === old || text === young)
    await Promise.all(writes)
  })

  it('finds files by globs, sorted, dot files too, links not followed', async () => {
    for (const path of ['find/b.whl', 'find/a.whl', 'find/sub/c.whl', 'find/.hid/d.whl', 'find/e.txt']) put(path)
    symlinkSync(at('find/sub'), at('find/link'))
    assert.deepEqual(await files.find(at('find'), ['**/*.whl']), ['.hid/d.whl', 'a.whl', 'b.whl', 'sub/c.whl'])
    assert.deepEqual(await files.find(at('find'), ['*.whl', '*.txt']), ['a.whl', 'b.whl', 'e.txt'])
    assert.deepEqual(await files.find(at('find'), ['*.txt', '*/*.whl']), ['.hid/d.whl', 'e.txt', 'sub/c.whl'])
    assert.deepEqual(await files.find(at('find'), ['{*/,}[cd].whl']), ['.hid/d.whl', 'sub/c.whl'])
    assert.deepEqual(await files.find(at('find/none'), ['**']), [])
  })

  it('tells files from folders', async () => {
    put('kind/file')
    symlinkSync(at('kind/file'), at('kind/link'))
    symlinkSync(at('kind/gone'), at('kind/broken'))
    const kinds = await Promise.all(
      ['kind', 'kind/file', 'kind/link', 'kind/broken', 'kind/none', 'kind/file/x', 'kind/'.padEnd(300, 'x')].map(
        async (path) => await files.kind(at(path)),
      ),
    )
    assert.deepEqual(kinds, ['folder', 'file', 'file', undefined, undefined, undefined, undefined])
  })

  it('tells what a path leads to through links', async () => {
    put('behind/real/x', 'four')
    symlinkSync('real', at('behind/folder'))
    symlinkSync('folder/x', at('behind/file'))
    symlinkSync('nowhere', at('behind/gone'))
    symlinkSync('b', at('behind/a'))
    symlinkSync('a', at('behind/b'))
    const real = realpathSync(at('behind/real'))
    for (const path of ['file', 'folder/x', 'real/../real/x'])
      assert.deepEqual(await files.behind(at('behind', path)), { path: join(real, 'x'), kind: 'file', size: 4 })
    assert.deepEqual([(await files.behind(at('behind/folder')))?.kind, (await files.behind(at('behind/folder')))?.path], ['folder', real])
    for (const path of ['gone', 'none', 'real/x/y']) assert.equal(await files.behind(at('behind', path)), undefined)
    if (process.platform !== 'win32') assert.equal(await files.behind('/dev/null'), undefined)
    await assert.rejects(files.behind(at('behind/a')), { code: 'FILE_INVALID' })
  })

  it('copies trees as they are, but for the folders left out', async () => {
    for (const path of ['copy/.git/config', 'copy/src/a.py', 'copy/src/.git/x', 'copy/build/y', 'copy/src/build']) put(path)
    chmodSync(at('copy/src/a.py'), 0o755)
    symlinkSync('src/a.py', at('copy/link'))
    await files.copy(at('copy'), at('deep/er/copied'), ['.git', 'build'])
    assert.deepEqual(await files.find(at('deep/er/copied'), ['**']), ['src/a.py', 'src/build'])
    assert.ok(existsSync(at('deep/er/copied/link')))
    if (process.platform !== 'win32') assert.equal((await import('node:fs')).statSync(at('deep/er/copied/src/a.py')).mode & 0o111, 0o111)
  })

  it('leaves out a link of a name that is left out, wherever it leads', async () => {
    put('odd/kept')
    put('odd/sub/.venv', 'a file of that name stays')
    symlinkSync('nowhere', at('odd/.venv'))
    await files.copy(at('odd'), at('odd-copied'), ['.venv'])
    assert.deepEqual(readdirSync(at('odd-copied')).sort(), ['kept', 'sub'])
    assert.deepEqual(readdirSync(at('odd-copied/sub')), ['.venv'])
  })

  it('copies what a link leads to where that lies outside the tree, and keeps links within it', async () => {
    put('mono/LICENSE', 'free')
    put('mono/shared/x.txt', 'x')
    put('mono/lib/src/own.txt', 'own')
    symlinkSync('../LICENSE', at('mono/lib/LICENSE'))
    symlinkSync('../../shared', at('mono/lib/src/shared'))
    symlinkSync('src/own.txt', at('mono/lib/inside'))
    symlinkSync('../gone', at('mono/lib/dangling'))
    await files.copy(at('mono/lib'), at('far/away/lib'))
    assert.deepEqual(
      ['LICENSE', 'src/shared/x.txt', 'inside'].map((path) => readFileSync(at('far/away/lib', path), 'utf8')),
      ['free', 'x', 'own'],
    )
    assert.equal(readlinkSync(at('far/away/lib/inside')), 'src/own.txt')
    assert.equal(readlinkSync(at('far/away/lib/dangling')), '../gone')
  })

  it('copies what a link leads to only as far as it may, and nothing of what is left out', async () => {
    put('secrets/key', 'secret')
    put('job/.git/config', 'secret')
    put('job/LICENSE', 'free')
    put('job/lib/own')
    symlinkSync('../LICENSE', at('job/lib/LICENSE'))
    symlinkSync('../../secrets/key', at('job/lib/key'))
    symlinkSync('../../secrets', at('job/lib/all'))
    symlinkSync('../.git/config', at('job/lib/config'))
    symlinkSync('../.git', at('job/lib/git'))
    put('job/sub/.git', 'gitdir: elsewhere')
    symlinkSync('../sub/.git', at('job/lib/gitfile'))
    put('job/lib/deep/.git', 'gitdir: elsewhere')
    await files.copy(at('job/lib'), at('far/job'), ['.git'], at('job'))
    assert.deepEqual(await files.find(at('far/job'), ['**']), ['LICENSE', 'own'])
    assert.equal(readlinkSync(at('far/job/key')), '../../secrets/key')
  })

  it('copies the tree that a link stands for, and comes to an end where links lead around', async () => {
    put('round/lib/a/x.txt', 'x')
    put('round/other/y.txt', 'y')
    symlinkSync('..', at('round/lib/up'))
    symlinkSync('../lib/a', at('round/lib/again'))
    symlinkSync('../other', at('round/lib/other'))
    symlinkSync('../lib', at('round/other/back'))
    symlinkSync('lib', at('round/alias'))
    await files.copy(at('round/alias'), at('round-copied'))
    const text = (path: string): string => readFileSync(at('round-copied', path), 'utf8')
    assert.deepEqual(['a/x.txt', 'again/x.txt', 'other/y.txt'].map(text), ['x', 'x', 'y'])
    assert.deepEqual([readlinkSync(at('round-copied/up')), readlinkSync(at('round-copied/other/back'))], ['..', '../lib'])
    writeFileSync(at('round-copied/a/x.txt'), 'changed')
    assert.equal(readFileSync(at('round/lib/a/x.txt'), 'utf8'), 'x')
  })

  it('copies one file, and a tree whose own name is left out', async () => {
    put('one/build/file', 'hi')
    await files.copy(at('one/build/file'), at('one/else/file'))
    await files.copy(at('one/build'), at('one/again'), ['build'])
    assert.deepEqual([readFileSync(at('one/else/file'), 'utf8'), readFileSync(at('one/again/file'), 'utf8')], ['hi', 'hi'])
    await assert.rejects(files.copy(at('one/none'), at('one/x')), { code: 'FILE_INVALID' })
  })

  it('measures size and digest', async () => {
    const text = 'x'.repeat(200_000)
    put('measure', text)
    assert.deepEqual(await files.measure(at('measure')), { path: at('measure'), size: 200_000, sha256: sha256Of(text) })
    await assert.rejects(files.measure(at('none')), { code: 'FILE_INVALID' })
  })

  it('removes files, trees and nothing', async () => {
    put('gone/a/b')
    for (const path of ['gone/a/b', 'gone', 'never']) await files.remove(at(path))
    assert.equal(existsSync(at('gone')), false)
  })

  it('makes a new empty folder each time', async () => {
    const [one, two] = [await files.scratch('plan'), await files.scratch('plan')]
    assert.notEqual(one, two)
    assert.ok(one.startsWith(at('temp', 'plan-')))
    assert.deepEqual(readdirSync(one), [])
  })
})
