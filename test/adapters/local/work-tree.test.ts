import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localHistory } from '../../../adapters/local/history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { TreeObject } from '../../../core/history.ts'
import { plainGit, Repository } from '../../servers/git-repository.ts'

const nowhere = { token: undefined, provider: 'GitHub', collectionUri: undefined }
const onPosix = process.platform === 'win32' ? it.skip : it

/** A real repository, looked at in many states; everything is beside its commit. */
describe('workTree', () => {
  const base = mkdtempSync(join(tmpdir(), 'work-tree-'))
  const environment = plainGit(base)
  let made = 0
  const folder = (): string => join(base, String(++made))
  const objectsOf = async (at: string, more: Record<string, string> = {}): Promise<readonly TreeObject[]> =>
    await localHistory(localProcesses(), { ...environment, ...more }, at, nowhere, { attempts: 1, base: 1, most: 1 }).objects()
  after(() => rmSync(base, { recursive: true, force: true }))

  const odd = ['a b', '"q"', 'a\nb', '-rf', 'é', 'a\\b', '*', 'a\rb']
  let one: Repository
  let clean: readonly TreeObject[]
  before(async () => {
    one = new Repository(folder())
    one.put('.gitattributes', '*.txt text\n*.bin -text\n')
    one.put('.gitignore', 'ignored\n')
    for (const name of odd) one.put(`odd/${name}`, '1\n')
    one.put('run.sh', '#!/bin/sh\n')
    chmodSync(join(one.folder, 'run.sh'), 0o755)
    symlinkSync('run.sh', join(one.folder, 'link'))
    one.put('crlf.dat', 'a\r\nb\r\n')
    one.commit({ 'a.txt': 'a\nb\n', 'b.py': 'a\nb\n', 'c.bin': 'a\r\nb\n', 'pkg/m.py': '1\n', 'pkg/n.py': '1\n' })
    clean = await objectsOf(one.folder)
  })

  /** What differs from the clean tree: `+ path`, `- path`, `! path mode`. */
  const differences = async (at: string, more?: Record<string, string>, from = clean): Promise<string[]> => {
    const [was, now] = [from, await objectsOf(at, more)].map((list) => new Map(list.map((file) => [file.path, file])))
    return [...new Set([...(was?.keys() ?? []), ...(now?.keys() ?? [])])].sort().flatMap((path) => {
      const [before, after] = [was?.get(path), now?.get(path)]
      if (after === undefined) return [`- ${path}`]
      if (before === undefined) return [`+ ${path} ${after.mode}`]
      return before.id === after.id && before.mode === after.mode ? [] : [`! ${path} ${after.mode}`]
    })
  }

  it('is the tree of HEAD where nothing is changed, sorted, from any folder within', async () => {
    const listed = one
      .git('ls-tree', '-r', '-z', 'HEAD')
      .split('\0')
      .filter((line) => line !== '')
    const expected = listed.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, 6)] as const)
    assert.deepEqual(
      clean.map(({ path, mode }) => [path, mode] as const),
      expected.sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    assert.deepEqual(await differences(join(one.folder, 'pkg')), [])
  })

  it('is the same in every clone, at another place, another time, by another locale and umask, with any settings of line endings', async () => {
    const clones: [folder: string, settings: string[]][] = [
      [folder(), ['-c', 'core.autocrlf=true']],
      [folder(), ['-c', 'core.autocrlf=input']],
      [folder(), ['-c', 'core.autocrlf=false', '-c', 'core.eol=crlf', '--depth=1']],
      [folder(), ['--filter=blob:none']],
    ]
    one.git('config', 'uploadpack.allowFilter', 'true')
    for (const [at, settings] of clones) {
      execFileSync('git', ['clone', '--quiet', ...settings, one.url, at], { env: { ...environment, GIT_CONFIG_COUNT: '0' }, stdio: 'pipe' })
      // Whatever was noted of times and sizes is worth nothing now.
      for (const path of ['a.txt', 'b.py', 'c.bin', 'run.sh', 'crlf.dat']) utimesSync(join(at, path), 1, 1)
      assert.deepEqual(await differences(at, { LC_ALL: 'tr_TR.UTF-8', LANG: 'C', TZ: 'Asia/Tokyo' }), [], settings.join(' '))
    }
    assert.match(readFileSync(join(clones[0]?.[0] ?? '', 'a.txt'), 'utf8'), /\r\n/)
  })

  it('takes the user`s and the system`s line endings, as the checkout did', async () => {
    const [at, config] = [folder(), join(base, 'config')]
    writeFileSync(config, '[core]\n\tautocrlf = true\n')
    execFileSync('git', ['clone', '--quiet', one.url, at], { env: { ...environment, GIT_CONFIG_GLOBAL: config }, stdio: 'pipe' })
    for (const path of ['a.txt', 'b.py']) utimesSync(join(at, path), 1, 1)
    assert.deepEqual(await differences(at, { GIT_CONFIG_GLOBAL: config }), [])
    writeFileSync(join(at, 'b.py'), 'a\r\nB\r\n')
    const [crlf] = (await objectsOf(at, { GIT_CONFIG_GLOBAL: config })).filter(({ path }) => path === 'b.py')
    assert.equal(crlf?.id, blob('a\nB\n'))
  })

  it('has a file with line endings that its attributes forbid as HEAD has it, though git calls it changed', async () => {
    const at = new Repository(folder(), environment)
    at.commit({ 'a.txt': 'a\r\nb\r\n' })
    const before = await objectsOf(at.folder)
    at.put('.gitattributes', '*.txt text eol=lf\n')
    at.git('add', '.gitattributes')
    at.git('commit', '--quiet', '-m', 'attributes')
    utimesSync(join(at.folder, 'a.txt'), 1, 1)
    assert.match(at.git('status', '--porcelain'), /M a\.txt/)
    assert.deepEqual(
      (await objectsOf(at.folder)).filter(({ path }) => path === 'a.txt'),
      before,
    )
  })

  const copied = (): Repository => one.copied(folder())
  describe('where something is changed', () => {
    const table: [why: string, change: (copy: Repository, path: string) => void, differences: (path: string) => string[]][] = [
      ['one byte', (copy, path) => copy.put(path, '2\n'), (path) => [`! ${path} 100644`]],
      ['one byte that is staged', (copy, path) => (copy.put(path, '2\n'), copy.git('add', path)), (path) => [`! ${path} 100644`]],
      ['a file that is new', (copy, path) => copy.put(`${path}-new/x`, ''), (path) => [`+ ${path}-new/x 100644`]],
      [
        'a new program',
        (copy, path) => (copy.put(`${path}-new`, ''), right(copy, `${path}-new`, 0o755)),
        (path) => [`+ ${path}-new 100755`],
      ],
      [
        'a file to be added',
        (copy, path) => (copy.put(`${path}-new`, '1'), copy.git('add', '-N', `${path}-new`)),
        (path) => [`+ ${path}-new 100644`],
      ],
      ['no file that is ignored', (copy, path) => copy.put(`${path}-new/ignored`, ''), () => []],
      ['no file that tools leave', (copy, path) => copy.put(`${path}-new/__pycache__/x.pyc`, ''), () => []],
      ['a file that is gone', (copy, path) => copy.put(path, null), (path) => [`- ${path}`]],
      ['a file that is gone from the index too', (copy, path) => copy.git('rm', '--quiet', path), (path) => [`- ${path}`]],
      ['what the index alone has not', (copy, path) => copy.git('rm', '--quiet', '--cached', path), () => []],
      [
        'a renamed file',
        (copy, path) => renameSync(join(copy.folder, path), join(copy.folder, `${path}-new`)),
        (path) => [`- ${path}`, `+ ${path}-new 100644`],
      ],
      ['a program', (copy, path) => right(copy, path, 0o755), (path) => [`! ${path} 100755`]],
      ['no other right', (copy, path) => right(copy, path, 0o600), () => []],
      ['a link in the place of a file', (copy, path) => relink(copy, path, 'a.txt'), (path) => [`! ${path} 120000`]],
      ['what changed and changed back', (copy, path) => copy.put(path, '1\n'), () => []],
      [
        'a file that a sparse checkout leaves out',
        (copy, path) => (copy.git('update-index', '--skip-worktree', path), copy.put(path, null)),
        () => [],
      ],
      [
        'a folder in the place of a file',
        (copy, path) => (copy.put(path, null), copy.put(`${path}/x`, '')),
        (path) => [`- ${path}`, `+ ${path}/x 100644`],
      ],
    ]
    let found: string[] = []
    before(async () => {
      const copy = copied()
      for (const [at] of table.entries()) copy.put(`row/${at}.py`, '1\n')
      copy.commit({})
      const from = await objectsOf(copy.folder)
      for (const [at, [, change]] of table.entries()) change(copy, `row/${at}.py`)
      relink(copy, 'link', 'b.py')
      found = process.platform === 'win32' ? [] : await differences(copy.folder, {}, from)
    })
    for (const [at, [why, , expected]] of table.entries())
      onPosix(`has ${why}`, () =>
        assert.deepEqual(
          found.filter((text) => text.startsWith(`row/${at}.py`, 2)),
          expected(`row/${at}.py`),
        ),
      )
    onPosix('has a link that leads elsewhere', () => assert.ok(found.includes('! link 120000')))
  })

  onPosix('has changed files of any name, their content by git`s own ids', async () => {
    const copy = copied()
    for (const name of odd) copy.put(`odd/${name}`, `${name}\n`)
    const bytes = Buffer.from(join(copy.folder, 'odd/caf'))
    const names = [0xe9, 0xe8].map((last) => Buffer.concat([bytes, Buffer.from([last])]))
    names.forEach((name, at) => writeFileSync(name, String(at)))
    const found = (await objectsOf(copy.folder)).filter(({ path }) => path.startsWith('odd/'))
    const expected = [...odd.map((name) => [`odd/${name}`, blob(`${name}\n`)]), ['odd/caf\ufffd', blob('0')], ['odd/caf\ufffd', blob('1')]]
    const sorted = (pairs: string[][]): string[] => pairs.map((pair) => pair.join(' ')).sort()
    assert.deepEqual(sorted(found.map(({ path, id }) => [path, id])), sorted(expected))
  })

  it('has every one of more new files than a command line can name', async () => {
    const copy = copied()
    const long = 'x'.repeat(200)
    for (let at = 0; at < 120; at++) copy.put(`new/${long}-${at}`, String(at))
    const found = (await objectsOf(copy.folder)).filter(({ path }) => path.startsWith('new/'))
    assert.deepEqual(
      new Map(found.map(({ path, id }) => [path.slice(205), id])),
      new Map(Array.from({ length: 120 }, (_, at) => [String(at), blob(String(at))])),
    )
  })

  it('has a long file by git`s own id, changed or new', async () => {
    const [copy, long] = [copied(), 'a long line\n'.repeat(300_000)]
    copy.put('b.py', long)
    copy.put('new.py', `${long}\n`)
    const found = new Map((await objectsOf(copy.folder)).map(({ path, id }) => [path, id]))
    assert.deepEqual([found.get('b.py'), found.get('new.py')], [blob(long), blob(`${long}\n`)])
  })

  // Root may read all.
  const asSomebody = process.getuid?.() === 0 ? it.skip : onPosix
  asSomebody('has a new file that it may not read, which stops nobody: as another than it would be elsewhere', async () => {
    const [copy, one] = [copied(), copied()]
    for (const { folder: at } of [copy, one]) {
      writeFileSync(join(at, 'secret.log'), '1')
      chmodSync(join(at, 'secret.log'), 0o000)
    }
    utimesSync(join(copy.folder, 'secret.log'), 1, 1)
    const idOf = async (at: string): Promise<string | undefined> => (await objectsOf(at)).find(({ path }) => path === 'secret.log')?.id
    const ids = [await idOf(copy.folder), await idOf(one.folder)]
    assert.equal(new Set([...ids, blob('1'), undefined]).size, 4)
  })

  it('leaves untracked files of folders out that are not asked about, unread, and nothing of any other', async () => {
    const copy = copied()
    for (const path of ['é/files/a', 'é/files-too', 'pkg/files/a']) copy.put(path, '1')
    copy.put('pkg/m.py', '2\n')
    // Git would be asked for its bytes, and fails of these.
    writeFileSync(join(copy.folder, 'é/files/.gitattributes'), 'a filter=none\n')
    copy.git('config', 'filter.none.clean', 'false')
    copy.git('config', 'filter.none.required', 'true')
    const history = localHistory(localProcesses(), environment, copy.folder, nowhere, { attempts: 1, base: 1, most: 1 })
    await assert.rejects(history.objects(), { code: 'UNRESOLVED' })
    const paths = (await history.objects(['é/files', 'pkg'])).map(({ path }) => path)
    assert.deepEqual(
      paths.filter((path) => /^(?:é|pkg)\//.test(path)),
      ['pkg/m.py', 'pkg/n.py', 'é/files-too'],
    )
  })

  it('is of the same ids in another work tree of the repository, and in a repository of SHA-256 of its own', async () => {
    const [tree, wide] = [folder(), new Repository(folder(), { ...environment, GIT_DEFAULT_HASH: 'sha256' })]
    one.git('worktree', 'add', '--quiet', '--detach', tree)
    assert.deepEqual(await differences(tree), [])
    wide.commit({ a: '1' })
    wide.put('b', '1')
    const [a, b] = await objectsOf(wide.folder)
    assert.equal(a?.id.length, 64)
    assert.equal(a?.id, b?.id)
  })

  it('has a submodule by its commit; one with changes, and a repository that lies within, by what their files are', async () => {
    const [inner, outer] = [new Repository(folder()), new Repository(folder())]
    const first = inner.commit({ x: '1' })
    outer.git('submodule', '--quiet', 'add', inner.url, 'lib')
    outer.git('config', 'submodule.lib.ignore', 'all')
    outer.commit({ a: '1' })
    const libOf = async (): Promise<string | undefined> => {
      const [lib] = (await objectsOf(outer.folder)).filter(({ path }) => path === 'lib')
      return lib?.mode === '160000' ? lib.id : undefined
    }
    assert.equal(await libOf(), first)
    const lib = new Repository(join(outer.folder, 'lib'), environment)
    const second = lib.commit({ x: '2' })
    assert.equal(await libOf(), second)
    lib.put('x', '3')
    const third = await libOf()
    lib.put('x', '4')
    assert.equal(new Set([first, second, third, await libOf()]).size, 4)
    lib.put('x', '3')
    assert.equal(await libOf(), third)
    const within = new Repository(join(outer.folder, 'within'), environment)
    const commit = within.commit({ y: '1' })
    mkdirSync(join(outer.folder, 'empty'))
    execFileSync('git', ['init', '--quiet', 'empty'], { cwd: outer.folder, env: environment })
    const found = (await objectsOf(outer.folder)).map(({ path, id }) => `${path} ${id}`)
    assert.ok(found.includes(`within ${commit}`))
    assert.ok(!found.some((text) => text.startsWith('empty')))
  })

  it('is a Problem without a commit and where the repository is broken', async () => {
    const [empty, broken] = [new Repository(folder(), environment), copied()]
    writeFileSync(join(broken.folder, '.git/index'), 'x')
    for (const { folder: at } of [empty, broken]) await assert.rejects(objectsOf(at), { code: 'UNRESOLVED' })
  })
})

function right(copy: Repository, path: string, mode: number): void {
  chmodSync(join(copy.folder, path), mode)
}

function relink(copy: Repository, path: string, to: string): void {
  rmSync(join(copy.folder, path))
  symlinkSync(to, join(copy.folder, path))
}

function blob(text: string): string {
  return execFileSync('git', ['hash-object', '--stdin'], { input: text, encoding: 'utf8' }).trim()
}
