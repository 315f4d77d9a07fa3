import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { parsePlan, type Plan } from '../../../core/wanted/plan-file.ts'
import { fixedGit } from '../../fakes/fixed-git.ts'
import { memoryIndex } from '../../fakes/memory-index.ts'
import { zipBytes } from '../../fakes/zip-bytes.ts'
import { type World, world } from './world.ts'

const wheels = 'wheels: [{ platform_tag: linux_x86_64, platform_instance: x, platform_arch: y, python: [{ tag: cp312 }] }]'

function planOf({ outputs }: Outcome): Plan {
  return parsePlan(readFileSync(outputs['planFile'] ?? '', 'utf8'), 'plan.json')
}

describe('GenerateMatrix, by sources', () => {
  const worlds: World[] = []
  afterEach(() => worlds.splice(0).forEach((one) => one.remove()))
  const job = (text: string): World => {
    const made = world(text)
    worlds.push(made)
    return made
  }

  describe('a repository', () => {
    const fork = `fork: { source: 'git+https://git.test/fork@v1.2#subdirectory=py', version: 1.2+acme.1, ${wheels} }`

    it('is planned at the commit that its ref names now', async () => {
      const here = job(`packages: { ${fork} }`)
      here.git = fixedGit({ 'https://git.test/fork v1.2': 'ab'.repeat(20) })
      const [one] = planOf(await here.run()).jobs[0]?.packages ?? []
      assert.deepEqual(one?.source, { kind: 'git', url: 'https://git.test/fork', commit: 'ab'.repeat(20), subdirectory: 'py' })
      assert.equal(one?.version, '1.2+acme.1')
    })

    it('is asked once for each ref, not for each row', async () => {
      const rows = wheels.replace('{ tag: cp312 }', '{ tag: cp312 }, { tag: cp313 }')
      const here = job(`packages: { ${fork.replace(wheels, rows)} }`)
      here.git = fixedGit({ 'https://git.test/fork v1.2': 'ab'.repeat(20) })
      await here.run()
      assert.deepEqual(here.git.asked, ['https://git.test/fork v1.2'])
    })

    it('fails its rows alone where the ref is not there', async () => {
      const outcome = await job(`packages: { ${fork}, spam: { versions: { 1.0: { ${wheels} } } } }`).run()
      assert.deepEqual([outcome.result, outcome.outputs['coldCount']], ['issues', '1'])
      assert.match(outcome.problems[0]?.text ?? '', /has no branch, tag or commit v1\.2/)
    })

    it('fails its rows alone where it cannot be read', async () => {
      const here = job(`packages: { ${fork}, spam: { versions: { 1.0: { ${wheels} } } } }`)
      here.git = fixedGit({ 'https://git.test/fork v1.2': new Problem('UNRESOLVED', 'It is down.', '') })
      const outcome = await here.run()
      assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['issues', ['UNRESOLVED']])
    })
  })

  describe('another index', () => {
    const own = `private: { source: 'index+https://own.test/simple', versions: { latest: { ${wheels} } } }`

    it('is asked for its projects, and for no others', async () => {
      const here = job(`packages: { ${own}, spam: { versions: { 1.0: { ${wheels} } } } }`)
      const [upstream, index] = [
        memoryIndex({ spam: ['spam-1.0.tar.gz'], private: ['private-9.tar.gz'] }),
        memoryIndex({ private: ['private-1.0.tar.gz'] }),
      ]
      Object.assign(here, { upstream, indexes: { 'https://own.test/simple': index } })
      const outcome = await here.run({ skipUpstream: true })
      assert.deepEqual([upstream.asked, index.asked], [['spam'], ['private']])
      assert.deepEqual(
        planOf(outcome).decisions.map(({ name, version }) => `${name} ${version}`),
        ['private 1.0', 'spam 1.0'],
      )
    })

    it('is never taken as empty', async () => await assert.rejects(job(`packages: { ${own} }`).run(), { code: 'INDEX_UNREACHABLE' }))
  })

  describe('a folder', () => {
    it('has the time of its commit, asked once', async () => {
      const here = job(`packages: { a: { source: a, version: 1, ${wheels} }, b: { source: b, version: 1, ${wheels} } }`)
      for (const name of ['a', 'b']) here.put(`${name}/pyproject.toml`, '')
      const plan = planOf(await here.run())
      assert.deepEqual(
        plan.jobs[0]?.packages.map(({ source }) => source.kind === 'folder' && source.time),
        [1_790_000_000, 1_790_000_000],
      )
      assert.deepEqual(here.git.asked, ['time of c0ffee'])
    })
    it('has none where it is unknown', async () => {
      const here = job(`packages: { a: { source: a, version: 1, ${wheels} } }`)
      here.put('a/setup.py', '')
      here.git = fixedGit()
      const [one] = planOf(await here.run()).jobs[0]?.packages ?? []
      assert.equal(one?.source.kind === 'folder' && one.source.time, 0)
    })
  })

  it('asks no index for what comes from elsewhere: a project there with its name may be a stranger`s', async () => {
    const here = job(`packages: { core: { source: core, version: 1, ${wheels} } }`)
    here.put('core/setup.py', '')
    const upstream = memoryIndex({ core: ['core-1-cp312-cp312-linux_x86_64.whl'] })
    here.upstream = upstream
    const { outputs } = await here.run({ skipUpstream: true })
    assert.deepEqual([outputs['coldCount'], upstream.asked], ['1', []])
  })

  describe('in legs that are split', () => {
    const pyproject = (...requires: string[]): string => `[build-system]\nrequires = ${JSON.stringify(requires)}\n`
    const sdist = (name: string, ...requires: string[]): Buffer =>
      zipBytes([{ path: `${name}-1.0/pyproject.toml`, bytes: pyproject(...requires) }])
    const given = (archives: Readonly<Record<string, Buffer>>): World => {
      const names = Object.keys(archives)
      const here = job(`packages: { ${names.map((name) => `${name}: { versions: { 1.0: { ${wheels} } } }`).join(', ')} }`)
      const files = names.map((name) => [name, [{ filename: `${name}-1.0.zip`, sha256: sha256Of(archives[name] ?? '') }]] as const)
      here.upstream = memoryIndex(Object.fromEntries(files))
      here.archives = Object.fromEntries(names.map((name) => [`https://files.test/${name}-1.0.zip`, archives[name] ?? Buffer.of()]))
      return here
    }
    const legs = (outcome: Outcome): string[][] => planOf(outcome).jobs.map(({ packages }) => packages.map(({ name }) => name))

    it('stays together what needs each other, whatever the split', async () => {
      const archives = { a: sdist('a', 'd>=1', 'setuptools'), b: sdist('b'), c: sdist('c'), d: sdist('d') }
      const here = given(archives)
      assert.deepEqual(legs(await here.run({ wheelsPerJob: 2 })), [
        ['a', 'd'],
        ['b', 'c'],
      ])
      assert.match(here.log.text(), /Reading the build requirements of 4 sources/)
    })

    it('fetches nothing where nothing is split', async () => {
      const here = given({ a: sdist('a', 'b'), b: sdist('b') })
      here.archives = {}
      assert.deepEqual(legs(await here.run({ wheelsPerJob: 2 })), [['a', 'b']])
    })

    it('goes on without what cannot be read, and says so', async () => {
      const here = given({ a: Buffer.from('no zip'), b: sdist('b'), c: sdist('c') })
      assert.deepEqual(legs(await here.run({ wheelsPerJob: 2 })), [['a', 'b'], ['c']])
      assert.match(here.log.text(), /^warning: What a 1\.0 requires to be built is not known/m)
    })

    it('is no plan where a source cannot be fetched: it would not be the same again', async () => {
      const here = given({ a: sdist('a'), b: sdist('b'), c: sdist('c') })
      here.archives = {}
      await assert.rejects(here.run({ wheelsPerJob: 2 }), { code: 'FILE_MISSING' })
    })

    it('reads folders where they are', async () => {
      const here = job(`packages: { ${['a', 'b', 'c'].map((name) => `${name}: { source: ${name}, version: 1, ${wheels} }`).join(', ')} }`)
      for (const [name, requires] of Object.entries({ a: 'c', b: 'x', c: 'y' })) here.put(`${name}/pyproject.toml`, pyproject(requires))
      assert.deepEqual(legs(await here.run({ wheelsPerJob: 2 })), [['a', 'c'], ['b']])
    })
  })
})
