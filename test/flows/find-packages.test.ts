import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { localFiles } from '../../adapters/local/files.ts'
import { localProcesses } from '../../adapters/local/processes.ts'
import type { LocalPackage } from '../../core/changes/local-package.ts'
import { findPackages, type FoundPackages } from '../../flows/find-packages.ts'
import { findPython } from '../servers/python.ts'

const project = (name: string, more = ''): string => `[project]\nname = "${name}"\nversion = "1.0"\n${more}`

describe('findPackages', () => {
  let top = ''
  let temporary = ''
  beforeEach(async () => {
    top = await mkdtemp(join(tmpdir(), 'find-packages-'))
    temporary = await mkdtemp(join(tmpdir(), 'find-packages-temp-'))
  })
  afterEach(async () => {
    for (const folder of [top, temporary]) await rm(folder, { recursive: true, force: true })
  })

  const lay = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(top, path)), { recursive: true })
      await writeFile(join(top, path), text)
    }
    return Object.keys(files).sort()
  }
  const find = async (globs: readonly string[] = [], tracked?: readonly string[], environment = process.env): Promise<FoundPackages> =>
    await findPackages(
      { top, globs, tracked },
      { files: localFiles(temporary), processes: localProcesses(), environment, windows: process.platform === 'win32' },
    )
  const folders = ({ packages }: FoundPackages): string[] => packages.map(({ name, folder }) => `${name} in ${folder}`)
  const codes = ({ problems }: FoundPackages): string[] => problems.map(({ code }) => code)
  const needsOf = (one: LocalPackage | undefined): string[] =>
    (one?.needs ?? []).map(
      ({ kind, of, requirement, local }) =>
        `${kind}${of === '' ? '' : `:${of}`} ${requirement.project}${requirement.specifiers.text}${local ? ' local' : ''}`,
    )

  it('finds what git tracks, sorted by project name, and nothing else', async () => {
    await lay({
      'pyproject.toml': '[tool.ruff]\nline-length = 100',
      'packages/Zeta/pyproject.toml': project('Zeta'),
      'packages/alpha/pyproject.toml': project('acme.alpha', 'dependencies = ["zeta>=1"]'),
      'packages/beta/setup.cfg':
        '[metadata]\nname = beta\nversion = 2.0\n[options]\ninstall_requires =\n  acme-alpha ; python_version > "3"\n',
      'scratch/untracked/pyproject.toml': project('untracked'),
    })
    const found = await find(
      [],
      ['packages/Zeta/pyproject.toml', 'packages/alpha/pyproject.toml', 'packages/beta/setup.cfg', 'pyproject.toml'],
    )
    assert.deepEqual(folders(found), ['acme.alpha in packages/alpha', 'beta in packages/beta', 'Zeta in packages/Zeta'])
    assert.deepEqual(needsOf(found.packages[1]), ['run acme-alpha', 'build setuptools', 'build wheel'])
    assert.deepEqual([found.problems, found.notes], [[], []])
  })

  it('looks for files where git tells nothing, but not into environments and the packages of node', async () => {
    await lay({
      'a/pyproject.toml': project('a'),
      '.venv/lib/site-packages/b/pyproject.toml': project('b'),
      'web/node_modules/gyp/pyproject.toml': project('c'),
      'env/pyvenv.cfg': 'home = /usr',
      'env/lib/d/setup.cfg': '[metadata]\nname = d',
      '.git/e/pyproject.toml': project('e'),
    })
    assert.deepEqual(folders(await find()), ['a in a'])
  })

  it('tells of what git tracks below a virtual environment or the packages of node', async () => {
    const tools = ['env/pyvenv.cfg', 'env/x/setup.py', ...'abcdef'.split('').map((one) => `node_modules/${one}/setup.cfg`)]
    const { notes } = await find([], [...(await lay({ 'a/pyproject.toml': project('a') })), ...tools])
    const told = 'env/x, node_modules/a, node_modules/b, node_modules/c, node_modules/d and 2 more'
    assert.deepEqual(notes, [`Package files of what tools install are passed over, though git tracks them: ${told}.`])
  })

  it('takes the folders that are named, and refuses globs that name none', async () => {
    const tracked = await lay({
      'packages/a/pyproject.toml': project('a'),
      'packages/b/pyproject.toml': project('b'),
      'packages/b/tests/broken/pyproject.toml': '[project',
      'tools/c/pyproject.toml': project('c'),
    })
    const found = await find(['./packages/*/', '!packages/b', 'tools/c', 'libs/*'], tracked)
    assert.deepEqual(folders(found), ['a in packages/a', 'c in tools/c'])
    assert.deepEqual(
      found.problems.map(({ code, message }) => [code, message]),
      [['FILE_MISSING', 'No package lies in libs/*.']],
    )
  })

  it('takes all but the folders that are left out, where only these are named', async () => {
    const files = {
      'pyproject.toml': project('top'),
      'a/x/pyproject.toml': project('x'),
      'a/y/pyproject.toml': project('y'),
      'b/pyproject.toml': project('b'),
    }
    assert.deepEqual(folders(await find(['!a/*'], await lay(files))), ['b in b', 'top in .'])
    const workspace = project('top', '[tool.uv.workspace]\nmembers = ["a/*"]\n')
    const found = await find(['!a/x', '!.'], await lay({ ...files, 'pyproject.toml': workspace }))
    assert.deepEqual([folders(found), found.notes], [['y in a/y'], ['Folders with package files that are not of the uv workspace: 1.']])
  })

  it('takes the members of a uv workspace and its sources', async () => {
    const tracked = await lay({
      'pyproject.toml': project(
        'root',
        '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n[tool.uv.sources]\ncore = { workspace = true }\n',
      ),
      'packages/core/pyproject.toml': project('core'),
      'packages/app/pyproject.toml': project('app', 'dependencies = ["core>=99", "numpy"]'),
      'packages/old/pyproject.toml': project('old'),
      'examples/x/pyproject.toml': project('x'),
    })
    const found = await find([], tracked)
    assert.deepEqual(folders(found), ['app in packages/app', 'core in packages/core', 'root in .'])
    assert.deepEqual(needsOf(found.packages[0]).slice(0, 2), ['run core>=99 local', 'run numpy'])
    assert.deepEqual(found.notes, ['Folders with package files that are not of the uv workspace: 2.'])
  })

  it('finds a package in a submodule that is named, and none in one that is not', async () => {
    const modules = '[submodule "sub"]\n\tpath = vendor/sub\n\turl = https://h/sub\n[submodule "x"]\n\tpath = other\n'
    await lay({ 'vendor/sub/pyproject.toml': project('sub'), 'other/pyproject.toml': project('other'), '.gitmodules': modules })
    const tracked = ['.gitmodules', 'other', 'vendor/README', 'vendor/sub']
    assert.deepEqual(folders(await find(['vendor/*'], tracked)), ['sub in vendor/sub'])
    assert.deepEqual(folders(await find([], tracked)), [])
    assert.deepEqual(codes(await find(['vendor/RE*'], tracked)), ['FILE_MISSING'])
  })

  it('names every broken file, with its line, and goes on', async () => {
    const tracked = await lay({
      'a/pyproject.toml': project('a', 'dependencies = ["=="]'),
      'b/pyproject.toml': '[project]\nname = "b"\nversion = ',
      'c/setup.cfg': '[metadata]\nname\n',
      'd/pyproject.toml': project('d\\u001b[31m'),
      'e/pyproject.toml': new Uint8Array([0, 1, 2, 0xff, 0xfe]),
      'f/pyproject.toml': ' '.repeat(5 * 1024 * 1024),
      'g/pyproject.toml': `a = ${'['.repeat(100_000)}`,
      'h/pyproject.toml': project('h'),
    })
    const found = await find([], tracked)
    assert.deepEqual(folders(found), ['h in h'])
    assert.deepEqual(
      codes(found),
      Array.from({ length: 7 }, () => 'FILE_INVALID'),
    )
    const places = found.problems.map(({ message }) => /^(?:The package in )?([a-g])\b/.exec(message)?.[1])
    assert.deepEqual(new Set(places), new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g']))
    assert.ok(found.problems.some(({ message }) => message.startsWith('b/pyproject.toml:3 is not TOML')))
    assert.ok(found.problems.some(({ message }) => message.startsWith('c/setup.cfg:2 ')))
  })

  it('follows no link out of the repository, and one inside of it', async () => {
    await writeFile(join(temporary, 'secret.toml'), project('secret'))
    const tracked = await lay({ 'base.toml': project('inside') })
    for (const folder of ['in', 'out', 'gone']) await mkdir(join(top, folder))
    await symlink('../base.toml', join(top, 'in/pyproject.toml'))
    await symlink(join(temporary, 'secret.toml'), join(top, 'out/pyproject.toml'))
    await symlink('nowhere', join(top, 'gone/pyproject.toml'))
    const found = await find([], [...tracked, 'gone/pyproject.toml', 'in/pyproject.toml', 'out/pyproject.toml'])
    assert.deepEqual(folders(found), ['inside in in'])
    assert.deepEqual(
      found.problems.map(({ message }) => message),
      ['A package file is not here, though git tracks it: gone/pyproject.toml.', 'out/pyproject.toml leads out of the repository.'],
    )
  })

  it('has neither of two packages of one name', async () => {
    const tracked = await lay({
      'a/pyproject.toml': project('Same.Name'),
      'b/pyproject.toml': project('same-name'),
      'c/pyproject.toml': project('c'),
    })
    const found = await find([], tracked)
    assert.deepEqual(folders(found), ['c in c'])
    assert.match(found.problems[0]?.message ?? '', /^2 packages are called same-name: in a, b\./)
  })

  it('says which folders are no packages though they look like it', async () => {
    const tracked = await lay({
      'a/pyproject.toml': project('a', '[tool.uv]\npackage = false'),
      'b/pyproject.toml': '[tool.poetry]\npackage-mode = false',
      'c/pyproject.toml': '[tool.pytest.ini_options]',
    })
    const found = await find([], tracked)
    assert.deepEqual(folders(found), [])
    assert.deepEqual(
      found.notes.map((note) => note.slice(0, 16)),
      ['a is no package:', 'b is no package:'],
    )
  })

  it('calls a package as its folder is, where only its build would tell, but not the one at the top', async () => {
    const built = '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]'
    const tracked = await lay({ 'own/pyproject.toml': built, 'pyproject.toml': built })
    const found = await find([], tracked)
    assert.deepEqual(folders(found), ['own in own'])
    assert.deepEqual(codes(found), ['UNRESOLVED'])
    assert.match(found.notes[0] ?? '', /called as its folder/)
  })

  it('reads requirements from the files that are named for them', async () => {
    const dynamic = 'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = ["requirements.in", "gone.txt"] }\n'
    const tracked = await lay({
      'a/pyproject.toml': project('a', dynamic),
      'a/requirements.in': '# pinned by hand\nb>=2  # ours\n-r other.txt\nnumpy \\\n  >=1\n',
      'b/setup.cfg': '[metadata]\nname = b\n[options]\ninstall_requires = file: ../a/requirements.in\n',
    })
    const found = await find([], tracked)
    assert.deepEqual(
      needsOf(found.packages[0]).filter((need) => need.startsWith('run')),
      ['run b>=2', 'run numpy>=1'],
    )
    assert.deepEqual(
      needsOf(found.packages[1]).filter((need) => need.startsWith('run')),
      ['run b>=2', 'run numpy>=1'],
    )
    assert.deepEqual(found.notes, ['a takes what it needs from a/gone.txt, which is not there.'])
  })

  it('reads the file that pbr takes requirements from', async () => {
    const pbr = '[build-system]\nrequires = ["pbr"]\n'
    const tracked = await lay({
      'a/pyproject.toml': pbr,
      'a/setup.cfg': '[metadata]\nname = a\n',
      'a/requirements.txt': 'b>=1 # Apache-2.0\n',
      'c/pyproject.toml': pbr,
      'c/setup.cfg': '[metadata]\nname = c\n',
      'd/pyproject.toml': `${pbr}[project]\nname = "d"\ndynamic = ["version"]\ndependencies = ["e"]\n`,
      'd/requirements.txt': 'pinned==1',
    })
    const found = await find([], tracked)
    assert.deepEqual(found.packages.map(needsOf), [['build pbr', 'run b>=1'], ['build pbr'], ['run e', 'build pbr']])
    assert.deepEqual([found.problems, found.notes], [[], []])
  })

  it('says of which packages nobody knows what they need', async () => {
    const { packages, notes } = await find([], await lay({ 'a/pyproject.toml': project('a', 'dynamic = ["dependencies"]') }))
    assert.equal(packages.length, 1)
    assert.match(notes[0] ?? '', /^What the package in a needs is dynamic/)
  })

  it('misses what git tracks and is not checked out, whole packages and parts of one, but for what is left out', async () => {
    const here = await lay({ 'a/pyproject.toml': project('a'), 'h/setup.cfg': '[metadata]\nname = h\n' })
    const whole = ['pyproject.toml', 'setup.cfg', 'setup.py'].map((file) => `i/${file}`)
    const tracked = [...here, 'h/pyproject.toml', ...'bcd'.split('').map((folder) => `${folder}/setup.py`), ...whole]
    const found = await find([], tracked)
    assert.deepEqual([codes(found), found.notes], [['FILE_MISSING'], []])
    assert.match(
      found.problems[0]?.message ?? '',
      /^7 package files are not here, .*: b\/setup\.py, c.*, h\/pyproject\.toml, i.*, \.\.\.\.$/,
    )
    const some = await find(['*', '!i', '![b-d]'], tracked)
    assert.deepEqual(
      some.problems.map(({ message }) => message),
      ['A package file is not here, though git tracks it: h/pyproject.toml.'],
    )
    assert.deepEqual(codes(await find(['a'], tracked)), [])
  })

  it('asks python of a setup.py, and reads what one that fails says in so many words', async function () {
    findPython(this)
    const tracked = await lay({
      'a/setup.py':
        "from setuptools import setup\nfrom a import version\nsetup(name='acme-a', version=version, install_requires=['b>=1; python_version>\"3\"'])",
      'a/a/__init__.py': "version = '3.1'",
      'b/setup.py':
        "import nothing_of_the_kind\nfrom setuptools import setup\nsetup(name='acme-b', version='1.0', install_requires=sorted(['x']))",
      'c/setup.py': 'def (',
      'd/setup.py': 'raise SystemExit(3)',
    })
    const found = await find([], tracked)
    assert.deepEqual(folders(found), ['acme-a in a', 'acme-b in b', 'd in d'])
    assert.equal(found.packages[0]?.version?.text, '3.1')
    assert.deepEqual(needsOf(found.packages[0]), ['build setuptools', 'build wheel', 'run b>=1'])
    assert.match(found.problems[0]?.message ?? '', /^c\/setup\.py:1 is not Python/)
    assert.deepEqual(
      found.notes.map((note) => note.slice(0, 30)),
      ['The package in d is called as i', 'b/setup.py could not be run, so', 'd/setup.py could not be run, so'].map((note) =>
        note.slice(0, 30),
      ),
    )
  })

  it('calls a package as its folder is, where there is no python to ask', async () => {
    const tracked = await lay({ 'a/setup.py': "from setuptools import setup\nsetup(name='acme-a')" })
    const found = await find([], tracked, { PATH: temporary })
    assert.deepEqual(folders(found), ['a in a'])
    assert.ok(found.notes.includes('a/setup.py was not asked, since there is no python.'))
  })

  it('leaves the repository as it is, and nothing in the temporary folder', async function () {
    findPython(this)
    const tracked = await lay({
      'a/setup.py': "from setuptools import setup\nimport a\nsetup(name='a', version=a.v())",
      'a/a/__init__.py': "v = lambda: '1'",
    })
    await find([], tracked)
    assert.deepEqual(await localFiles(temporary).find(top, ['**']), tracked)
    assert.deepEqual(await localFiles(temporary).find(temporary, ['**']), [])
  })

  it('takes folders of any name', async function () {
    findPython(this)
    const names = ['a b', 'a"b\'c', '[x]*{y}', 'n\nl', '$(id)', '-x', 'ü', '##vso[x]', 'e\u001b[31m']
    const scripts = names.map((name, at) => [`${name}/setup.py`, `import os\nfrom setuptools import setup\nsetup(name='s' + str(${at}))`])
    const tracked = await lay(Object.fromEntries([...scripts, ...names.map((name, at) => [`p/${name}/pyproject.toml`, project(`p${at}`)])]))
    const found = await find([], tracked)
    assert.deepEqual([found.problems, found.notes], [[], []])
    assert.deepEqual(
      found.packages.map(({ folder }) => folder),
      [...names.map((name) => `p/${name}`), ...names],
    )
  })

  it('gives the same answer for the same repository', async () => {
    const tracked = await lay(
      Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`p${at}/pyproject.toml`, at % 7 === 0 ? '[project' : project(`p${at}`)])),
    )
    const [one, other] = [await find([], tracked), await find([], tracked.toReversed())]
    assert.deepEqual(folders(one), folders(other))
    assert.deepEqual(
      one.problems.map(({ text }) => text),
      other.problems.map(({ text }) => text),
    )
  })
})
