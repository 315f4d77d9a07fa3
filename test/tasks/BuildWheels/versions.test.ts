import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { localHistory } from '../../../adapters/local/history.ts'
import { localLender } from '../../../adapters/local/lend-history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import type { HistoryLender } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../../../tasks/BuildWheels/ports.ts'
import { memoryHistory } from '../../fakes/memory-history.ts'
import { plainGit, Repository } from '../../servers/git-repository.ts'
import { findPython, findSetuptools } from '../../servers/python.ts'
import { folderData } from './folder-legs.ts'
import { project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { type Change, type Tried, tryRun } from './try-run.ts'

/** A backend that takes the version from the nearest tag, as setuptools-scm does, with neither. */
const describing = `import json, os, subprocess, sys
sys.path.insert(0, os.getcwd())
import fixture_backend

def build_wheel(folder, config_settings=None, metadata_directory=None):
    told = os.environ.get('SETUPTOOLS_SCM_PRETEND_VERSION')
    if told is None:
        told = subprocess.check_output(['git', 'describe', '--tags', '--long', '--dirty=.dirty', '--match', 'v*'], text=True).strip()
        tag, distance, _ = told[1:].split('-', 2)
        told = tag + '.post' + distance + ('+dirty' if told.endswith('.dirty') else '')
    print('described as', told)
    with open('project.json') as file:
        project = json.load(file)
    return fixture_backend.write_wheel({**project, 'version': told}, folder)
`

const pyproject = (name: string): string => `[project]
name = "${name}"
dynamic = ["version"]
[build-system]
requires = []
build-backend = "describing_backend"
backend-path = ["."]
[tool.setuptools_scm]
root = "../.."
`

describe('BuildWheels of versions that git tells', () => {
  let seeds: Yard
  let seed: Repository
  let yard: Yard
  let origin: Repository
  before(function () {
    findPython(this)
    seeds = new Yard()
    seed = new Repository(seeds.path('origin'), plainGit(seeds.folder))
    for (const name of ['a', 'b']) {
      const files = { 'pyproject.toml': pyproject(name), 'describing_backend.py': describing }
      seeds.tree(`origin/sdk/${name}`, project({ name, files }))
    }
    seeds.tree('origin/sdk/plain', project({ name: 'plain' }))
    seed.commit({})
    seed.git('tag', 'v1.2')
    seed.commit({ 'README.md': 'more\n' })
    seed.commit({ 'README.md': 'and more\n' })
  })
  after(() => seeds?.remove())
  beforeEach(() => {
    yard = new Yard()
    origin = seed.copied(yard.path('origin'))
  })
  afterEach(() => yard.remove())

  /** The sources of the job, as the agent checks them out. */
  const checkOut = (depth: number, tags = false): Repository => {
    const clone = origin.checkedOut(yard.path('sources'), 'refs/heads/main', depth)
    if (tags) clone.git('fetch', '--quiet', '--tags', 'origin')
    return clone
  }

  /** The real git, which gives up at once. */
  const git = (): Change => {
    const [remote, once] = [
      { token: undefined, provider: 'Git', collectionUri: undefined },
      { attempts: 1, base: 0, most: 0 },
    ]
    return {
      histories: (folder) => localHistory(localProcesses(), origin.environment, folder, remote, once),
      lender: localLender(localProcesses(), origin.environment, yard.folder),
    }
  }

  async function build(folders: readonly string[], inputs: Readonly<Record<string, string>> = {}): Promise<Tried> {
    const packages = folders.map((folder) => ({ name: folder.split('/').at(-1) ?? '', folder, local: [] }))
    return await tryRun(yard, { jobData: folderData({ packages }), importCheck: 'never', ...inputs }, { host: quick(), ...git() })
  }
  const described = ({ log }: Tried): string[] => [...log.text().matchAll(/described as (\S+)/g)].map(([, told = '']) => told)
  const good = (tried: Tried): Tried => {
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    return tried
  }

  it('has the history of the checkout in the tree of a folder', async () => {
    checkOut(0, true)
    const tried = good(await build(['sdk/a', 'sdk/b']))
    assert.deepEqual(
      [described(tried), tried.manifest.files.map(({ version }) => version)],
      [
        ['1.2.post2', '1.2.post2'],
        ['1.2.post2', '1.2.post2'],
      ],
    )
    assert.doesNotMatch(tried.log.text(), /is fetched/)
  })

  for (const [what, depth] of [
    ['a checkout of depth 1', 1],
    ['a checkout without tags', 0],
  ] as const)
    it(`fetches once, for all packages, what is not in ${what}`, async () => {
      const sources = checkOut(depth)
      const head = sources.git('rev-parse', 'HEAD')
      const tried = good(await build(['sdk/a', 'sdk/b']))
      assert.deepEqual(described(tried), ['1.2.post2', '1.2.post2'])
      assert.equal(tried.log.text().match(/is fetched/g)?.length, 1)
      assert.equal(sources.git('rev-parse', 'HEAD'), head)
    })

  it('refuses, before it builds, a version that nobody can tell, and says what to set; other packages are built', async () => {
    checkOut(1)
    renameSync(yard.path('origin'), yard.path('gone'))
    const { manifest, outcome, log } = await build(['sdk/a', 'sdk/plain'])
    assert.deepEqual(
      manifest.failures.map(({ package: name, code }) => [name, code]),
      [['a', 'UNRESOLVED']],
    )
    assert.match(
      outcome.problems[0]?.text ?? '',
      /setuptools-scm reads the version from git's tags[\s\S]*shallow[\s\S]*fetchDepth: 0 and fetchTags: true/,
    )
    assert.deepEqual(
      manifest.files.map(({ project: name }) => name),
      ['plain'],
    )
    assert.doesNotMatch(log.text(), /described as/)
  })

  it('takes the version that the step tells, whatever the checkout has', async () => {
    checkOut(1)
    renameSync(yard.path('origin'), yard.path('gone'))
    const tried = good(await build(['sdk/a'], { buildEnvironment: 'SETUPTOOLS_SCM_PRETEND_VERSION = 7.0' }))
    assert.deepEqual(described(tried), ['7.0'])
  })

  for (const [how, inputs] of [
    ['tells another package alone', { buildEnvironment: 'SETUPTOOLS_SCM_PRETEND_VERSION_FOR_A = 7.0' }],
    ['would pass on, had it one', { environmentPass: 'SETUPTOOLS_SCM_PRETEND_VERSION' }],
  ] as const)
    it(`takes no version for told that the step ${how}`, async () => {
      checkOut(1)
      renameSync(yard.path('origin'), yard.path('gone'))
      const { manifest } = await build(['sdk/a', 'sdk/b'], inputs)
      const codes = new Map(manifest.failures.map((one) => [one.package, one.code]))
      assert.deepEqual([codes.get('a') === 'UNRESOLVED', codes.get('b')], ['environmentPass' in inputs, 'UNRESOLVED'])
    })

  it('takes it also where git does not answer, and refuses what needs git there', async () => {
    checkOut(0, true)
    const away = (): Promise<never> => Promise.reject(new Problem('UNRESOLVED', 'There is no git.', ''))
    const histories: Ports['histories'] = () => ({ ...memoryHistory(''), head: away })
    const packages = [{ name: 'a', folder: 'sdk/a', local: [] }]
    const inputs = { jobData: folderData({ packages }), importCheck: 'never' }
    const told = { ...inputs, buildEnvironment: 'SETUPTOOLS_SCM_PRETEND_VERSION = 7.0' }
    assert.deepEqual(described(good(await tryRun(yard, told, { host: quick(), ...git(), histories }))), ['7.0'])
    const { manifest } = await tryRun(yard, inputs, { host: quick(), ...git(), histories })
    assert.deepEqual(
      manifest.failures.map(({ code }) => code),
      ['UNRESOLVED'],
    )
  })

  it('sees what steps before have changed in the folder, and nothing that they have changed elsewhere', async () => {
    const sources = checkOut(0, true)
    sources.put('README.md', 'changed\n')
    sources.put('sdk/b/extra.txt', 'new, and not known to git\n')
    sources.put(
      'sdk/a/fixture_backend.py',
      `${execFileSync('git', ['show', 'HEAD:sdk/a/fixture_backend.py'], { cwd: sources.folder, encoding: 'utf8' })}\n`,
    )
    assert.deepEqual(described(await build(['sdk/a', 'sdk/b'])), ['1.2.post2+dirty', '1.2.post2'])
  })

  it('fetches nothing for packages that say their version', async () => {
    checkOut(1)
    const { log } = good(await build(['sdk/plain']))
    assert.doesNotMatch(log.text(), /is fetched/)
  })

  it('warns where another commit is checked out than the leg was planned at, also where its packages are named', async () => {
    const sources = checkOut(1)
    const packages = [{ name: 'plain', folder: 'sdk/plain', local: [] }]
    const warns = async (commit: string, more: Readonly<Record<string, string>> = {}): Promise<boolean> => {
      const inputs = { jobData: folderData({ commit, packages }), importCheck: 'never', ...more }
      const { log } = good(await tryRun(yard, inputs, { host: quick(), ...git() }))
      return /warning: .* planned at the commit [0-9a-f]{40}, and [0-9a-f]{40} is checked out/.test(log.text())
    }
    const [here, other] = [sources.git('rev-parse', 'HEAD'), 'c'.repeat(40)]
    assert.deepEqual(
      [
        await warns(here),
        await warns(''),
        await warns(other),
        await warns(other, { packages: 'plain' }),
        await warns(here, { packages: 'plain' }),
      ],
      [false, false, true, true, false],
    )
  })

  it('builds a folder that is in no checkout as it is', async () => {
    yard.tree('sources/sdk/a', project({ name: 'a', files: { 'pyproject.toml': pyproject('a'), 'describing_backend.py': describing } }))
    const { manifest } = await build(['sdk/a'])
    assert.deepEqual(
      manifest.failures.map(({ code }) => code),
      ['BUILD_FAILED'],
    )
  })

  it('warns of a repository that has no tag at all', async () => {
    origin.git('tag', '-d', 'v1.2')
    checkOut(1)
    const { log, manifest } = await build(['sdk/a'])
    assert.match(log.text(), /warning: .* has no tag/)
    assert.deepEqual(
      manifest.failures.map(({ code }) => code),
      ['BUILD_FAILED'],
    )
  })

  it('serves the real setuptools-scm, whose wheel then holds what git knows of the folder', async function () {
    const python = findSetuptools(this, 'setuptools_scm')
    const build = '[build-system]\nrequires = ["setuptools", "setuptools-scm"]\nbuild-backend = "setuptools.build_meta"\n'
    const scm = '[tool.setuptools_scm]\nroot = "../.."\n[tool.setuptools]\npackages = ["real"]\n'
    origin.put('sdk/real/pyproject.toml', `[project]\nname = "real"\ndynamic = ["version"]\n${build}${scm}`)
    origin.commit({ 'sdk/real/real/__init__.py': '', 'sdk/real/real/data.txt': 'known to git\n', 'sdk/b/data.txt': '' })
    checkOut(1)
    // Its own setuptools is the one that is there: nothing is fetched.
    const environment = { ...process.env, PIP_NO_INDEX: '1', PIP_NO_BUILD_ISOLATION: '0' }
    const packages = [{ name: 'real', folder: 'sdk/real', local: [] }]
    const inputs = { jobData: folderData({ packages }), pythons: `3 = ${python}` }
    const tried = good(await tryRun(yard, inputs, { ...git(), environment }))
    assert.match(tried.manifest.files[0]?.version ?? '', /^1\.3\.dev3\+g[0-9a-f]+$/)
    const held = execFileSync(python, ['-m', 'zipfile', '-l', yard.path(`staging/${tried.manifest.files[0]?.name}`)], { encoding: 'utf8' })
    assert.match(held, /real\/data\.txt/)
  })

  it('finds the folder in its checkout also through links', async () => {
    origin.checkedOut(yard.path('elsewhere'), 'refs/heads/main', 1)
    symlinkSync(yard.path('elsewhere'), yard.path('sources'))
    assert.deepEqual(described(good(await build(['sdk/a']))), ['1.2.post2'])
  })

  it('builds what lies at the top of a further work tree, whose index stays as it is', async () => {
    const files = { 'pyproject.toml': pyproject('whole').replace('root = "../.."\n', ''), 'describing_backend.py': describing }
    yard.tree('origin', project({ name: 'whole', files }))
    origin.commit({})
    origin.git('worktree', 'add', '--quiet', '--detach', yard.path('sources'), 'HEAD')
    const index = origin.git('-C', yard.path('sources'), 'rev-parse', '--git-path', 'index')
    const before = readFileSync(index)
    assert.deepEqual(described(good(await build(['.']))), ['1.2.post3'])
    assert.deepEqual(readFileSync(index), before)
  })

  it('builds what lies at the top of its repository', async () => {
    const files = { 'pyproject.toml': pyproject('whole').replace('root = "../.."\n', ''), 'describing_backend.py': describing }
    yard.tree('origin', project({ name: 'whole', files }))
    origin.commit({})
    checkOut(1)
    assert.deepEqual(described(good(await build(['.']))), ['1.2.post3'])
  })

  /** What a tree of the sources holds of git on this agent: its configurations, and whether it knows the commit. */
  const inTree = (): { configs: string[]; log: string } => {
    const tree = yard.path('temp/wheelworks/sources/0/tree')
    const found = readdirSync(tree, { recursive: true, encoding: 'utf8' }).filter((path) => /(?:^|[/\\])(?:config|\.git)$/.test(path))
    const files = found.filter((path) => statSync(join(tree, path)).isFile())
    const environment = { ...origin.environment, GIT_CEILING_DIRECTORIES: yard.folder }
    const git = (...args: string[]): string =>
      execFileSync('git', args, { cwd: tree, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    return {
      configs: files.map((path) => readFileSync(join(tree, path), 'utf8')),
      log: `${git('log', '-1', '--format=%H')}${git('status', '-s')}`,
    }
  }

  for (const [what, text] of [
    ['of a package that says its version', undefined],
    ['of a package whose version git tells', pyproject('whole').replace('root = "../.."\n', '')],
  ] as const)
    it(`shows no build what a checkout's own settings hold, at the top ${what}, and its history all the same`, async () => {
      const inside = new Repository(yard.path('inner'), origin.environment)
      inside.commit({ 'code.py': '' })
      const files = text === undefined ? {} : { 'pyproject.toml': text, 'describing_backend.py': describing }
      yard.tree('origin', project({ name: 'whole', files }))
      origin.git('submodule', '--quiet', 'add', inside.url, 'sub')
      origin.commit({})
      const sources = checkOut(0, true)
      sources.git('submodule', '--quiet', 'update', '--init')
      const other = new Repository(yard.path('sources/other'), origin.environment)
      for (const one of [sources, other]) one.git('config', 'http.https://dev.azure.com/.extraheader', 'AUTHORIZATION: bearer s3cret')
      sources.git('-C', 'sub', 'config', 'http.https://dev.azure.com/.extraheader', 'AUTHORIZATION: bearer s3cret')
      good(await build(['.']))
      const { configs, log } = inTree()
      assert.deepEqual(
        configs.filter((one) => /s3cret|gitdir/.test(one)),
        [],
      )
      assert.equal(log, `${sources.git('rev-parse', 'HEAD')}\n`)
    })

  it('builds the top of a checkout whose history cannot be lent, where its version needs none', async () => {
    yard.tree('origin', project({ name: 'whole' }))
    origin.commit({})
    checkOut(0)
    const lender: HistoryLender = {
      ...git().lender,
      hasTags: () => Promise.resolve(true),
      lend: () => Promise.reject(new Problem('UNRESOLVED', 'no.', '')),
    }
    const packages = [{ name: 'whole', folder: '.', local: [] }]
    const inputs = { jobData: folderData({ packages }), importCheck: 'never' }
    good(await tryRun(yard, inputs, { host: quick(), ...git(), lender }))
    assert.ok(!existsSync(yard.path('temp/wheelworks/sources/0/tree/.git')))
  })
})
