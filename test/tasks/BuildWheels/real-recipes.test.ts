import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { noRecipe, type Recipe } from '../../../core/build/recipe.ts'
import { retagScript } from '../../../core/build/retag.ts'
import type { JobPackage } from '../../../core/pipeline/job-data.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { findPython, platformOf } from '../../servers/python.ts'
import { type Project, project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

describe('BuildWheels with a real backend, by recipes', () => {
  let yard: Yard
  let python: string
  before(function () {
    python = findPython(this)
  })
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  /** Builds `spam` 1.0 for a platform by a recipe. */
  async function build(
    told: Partial<Project>,
    recipe: Partial<Recipe>,
    { platform = 'any', path = process.env['PATH'] ?? '', ...row }: Partial<JobPackage> & { platform?: string; path?: string } = {},
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<Tried> {
    const { url, sha256 } = yard.sdist(project(told))
    const one = jobPackage({ sdist_url: url, sdist_sha256: sha256, recipe: { ...noRecipe, ...recipe }, ...row })
    const environment = { PATH: path, HOME: process.env['HOME'] ?? '', PIP_NO_INDEX: '1' }
    return await tryRun(yard, { jobData: jobData([one], { platform_tag: platform }), ...inputs }, { environment, host: quick() })
  }
  const good = (tried: Tried): Tried => {
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    return tried
  }

  /** Writes a patch of the sources' `patches`. */
  function patch(name: string, text: string): Recipe['patches'][number] {
    yard.write(`sources/patches/${name}`, text)
    return { path: `patches/${name}`, sha256: sha256Of(text) }
  }
  const hunk = (from: string, to: string): string => `--- a/answer.txt\n+++ b/answer.txt\n@@ -1 +1 @@\n-${from}\n+${to}\n`
  const answering = { files: { 'answer.txt': 'one\n' } }

  it('applies patches in their order before it builds', async () => {
    const patches = [patch('1.patch', hunk('one', 'two')), patch('2.patch', hunk('two', 'three'))]
    const { log } = good(await build(answering, { patches, before_build: ['cat answer.txt'] }))
    assert.match(log.text(), /foreign: three/)
  })

  it('leaves the tree of rows without the patches as it is', async () => {
    const { url, sha256 } = yard.sdist(project(answering))
    const of = (python_tag: string, abi: string, patches: Recipe['patches']): JobPackage =>
      jobPackage({
        sdist_url: url,
        sdist_sha256: sha256,
        python_tag,
        abi,
        recipe: { ...noRecipe, patches, before_build: ['cat answer.txt'] },
      })
    const rows = [of('py3', 'none', [patch('1.patch', hunk('one', 'two'))]), of('cp36', 'abi3', [])]
    const { log } = await tryRun(yard, { jobData: jobData(rows) }, { host: quick() })
    assert.deepEqual(
      log.lines.filter((line) => /^foreign: (?:one|two)$/.test(line)),
      ['foreign: two', 'foreign: one'],
    )
  })

  it('applies them also where the folders of the agent lie in a checkout', async () => {
    execFileSync('git', ['init', '-q', yard.folder])
    const { log } = good(await build(answering, { patches: [patch('1.patch', hunk('one', 'two'))], before_build: ['cat answer.txt'] }))
    assert.match(log.text(), /foreign: two/)
  })

  const badPatches: [what: string, of: () => Recipe['patches'][number], code: string][] = [
    ['does not apply', () => patch('bad.patch', hunk('other', 'two')), 'BUILD_FAILED'],
    ['is not the planned one', () => ({ ...patch('bad.patch', hunk('one', 'two')), sha256: sha256Of('other') }), 'HASH_MISMATCH'],
    ['is not there', () => ({ path: 'patches/bad.patch', sha256: sha256Of('') }), 'FILE_MISSING'],
    ['would write elsewhere', () => patch('bad.patch', hunk('one', 'two').replaceAll('answer.txt', '../../../answer.txt')), 'BUILD_FAILED'],
  ]
  for (const [what, of, code] of badPatches)
    it(`fails a row by the name of a patch that ${what}`, async () => {
      const { manifest } = await build(answering, { patches: [of()] })
      assert.equal(manifest.failures[0]?.code, code)
      assert.match(manifest.failures[0]?.message ?? '', /'patches\/bad\.patch'/)
    })

  it('runs before_build in the tree, with the environment of the row, and stops at its first failure', async () => {
    const recipe = {
      environment: { WORD: 'hello' },
      before_build: ['echo "$WORD from $(basename "$PWD")"', 'false\necho never', 'echo never'],
    }
    const { outcome, log } = await build({}, recipe)
    assert.match(log.text(), /foreign: hello from src/)
    assert.doesNotMatch(log.text(), /foreign: never/)
    assert.match(outcome.problems[0]?.text ?? '', /before_build \(false\) ended with exit code 1/)
  })

  /** A stand-in for auditwheel on PATH that keeps its arguments and renames the wheel, or only copies it. */
  function standIn(renames: boolean): string {
    const platform = renames ? '"$3"' : '""'
    const into = '"$5"'
    yard.write('retag.py', retagScript)
    const rename = `${python} -I '${yard.path('retag.py')}' ${into} "$6" ${platform} 0`
    yard.write('bin/auditwheel', `#!/bin/sh -e\necho "$@" > '${yard.path('auditwheel.args')}'\n${rename}\n`)
    chmodSync(yard.path('bin/auditwheel'), 0o755)
    return `${yard.path('bin')}:${process.env['PATH'] ?? ''}`
  }

  it('repairs by auditwheel what was asked for as manylinux, and judges what comes out', async () => {
    const platform = 'manylinux_2_28_x86_64'
    const { manifest } = good(await build({ tag: 'py3-none-linux_x86_64' }, {}, { platform, pure: false, path: standIn(true) }))
    assert.match(readFileSync(yard.path('auditwheel.args'), 'utf8'), /^repair --plat manylinux_2_28_x86_64 -w \S+ \S+linux_x86_64\.whl\n$/)
    assert.equal(manifest.files[0]?.name, `spam-1.0-py3-none-${platform}.whl`)
  })
  it('fails a row that a repair has left as it was', async () => {
    const row = { platform: 'manylinux_2_28_x86_64', pure: false, path: standIn(false) }
    const { outcome } = await build({ tag: 'py3-none-linux_x86_64' }, {}, row)
    assert.match(outcome.problems[0]?.text ?? '', /not what was asked for: .*linux_x86_64/)
  })

  it('repairs by a command of the user, that of the recipe before that of the input, and renames after it', async () => {
    const platform = platformOf(python)
    const recipe = { repair: 'cp {wheel} {dest_dir}/ && touch {project}/../repaired', retag: true }
    const row = { platform: 'freebsd_14_4_release_amd64', pure: false, build: 2 }
    const tried = good(await build({ tag: `py3-none-${platform}` }, recipe, row, { repairWheelCommand: 'exit 9' }))
    assert.deepEqual(
      tried.manifest.files.map(({ name, tags }) => [name, tags]),
      [['spam-1.0-2-py3-none-freebsd_14_4_release_amd64.whl', ['py3-none-freebsd_14_4_release_amd64']]],
    )
  })

  it('fails a row whose repair leaves nothing', async () => {
    const { outcome } = await build({}, {}, {}, { repairWheelCommand: 'true' })
    assert.match(outcome.problems[0]?.text ?? '', /The repair came out with no wheel[\s\S]*\{dest_dir\}/)
  })

  const tests = {
    files: {
      'tests/test_spam.py':
        'import spam, os, sys\nassert spam.version == "1.0"\nassert os.getcwd().endswith("cwd")\nprint("tested in", sys.prefix)\n',
    },
  }
  it('tests the wheel in an environment of its own, outside the tree', async () => {
    const test_command = 'python {project}/tests/test_spam.py && test -f {wheel} && echo "level $LEVEL"'
    const { log } = good(await build(tests, { test_command, test_environment: { LEVEL: '7' } }))
    assert.match(log.text(), /foreign: tested in .*spam-1\.0-3\/test-0\/venv/)
    assert.match(log.text(), /foreign: level 7/)
    assert.match(log.text(), /built .*tests ok \(3\.\d+\)/)
  })

  it('fails the row whose tests fail, and keeps its wheel out', async () => {
    const { outcome, pipeline } = await build({}, {}, {}, { testCommand: 'echo E   assert 1 == 2; exit 3' })
    assert.match(outcome.problems[0]?.text ?? '', /test_command on 3\.\d+\.\d+ ended with exit code 3[\s\S]*assert 1 == 2/)
    assert.ok(!pipeline.attached.some(({ name }) => name.endsWith('.whl')))
  })

  it('installs for tests what they require, the extras and what the job has built, by their own constraints', async () => {
    const [eggs, spam] = [
      project({ name: 'eggs' }),
      project({ metadata: ['Provides-Extra: full', 'Requires-Dist: eggs; extra == "full"'] }),
    ].map((one) => yard.sdist(one))
    const rows = [
      jobPackage({ name: 'eggs', sdist_url: eggs?.url ?? '', sdist_sha256: eggs?.sha256 ?? '' }),
      jobPackage({
        sdist_url: spam?.url ?? '',
        sdist_sha256: spam?.sha256 ?? '',
        recipe: { ...noRecipe, test_command: 'python -c "import eggs, spam"', test_constraints: ['eggs<2'], build_constraints: ['eggs>9'] },
      }),
    ]
    good(await tryRun(yard, { jobData: jobData(rows), testExtras: 'full' }, { host: quick() }))
    assert.ok(!existsSync(yard.path('temp/wheelworks/spam-1.0-3')))
  })
  it('fails a row whose tests require what cannot be had', async () => {
    const { outcome } = await build({}, { test_command: 'true', test_requires: ['no-such-project'] })
    assert.match(outcome.problems[0]?.text ?? '', /pip install for the tests ended with exit code/)
  })

  it('tests on further pythons, each as it is there', async () => {
    const minor = Number(execFileSync(python, ['-c', 'import sys; print(sys.version_info[1])'], { encoding: 'utf8' }))
    const recipe = { test_command: 'python -c "import spam, sys; print(\'on\', sys.version_info[1])"' }
    const { log } = good(await build({}, recipe, { test_on: [`3.${minor}`] }))
    assert.equal(log.lines.filter((line) => line === `foreign: on ${minor}`).length, 2)
  })
  it('fails a row that is to be tested on a python that is not there', async () => {
    const { manifest } = await build({}, {}, { test_on: ['3.99'] })
    assert.equal(manifest.failures[0]?.code, 'INTERPRETER_MISSING')
  })

  it('builds one wheel with another of the job, in isolation by the real pip, where no index has it', async () => {
    const requires = '[build-system]\nrequires = ["eggs>=1"]\nbuild-backend = "other_backend"\nbackend-path = ["."]\n'
    const backend = 'import eggs\nfrom fixture_backend import *\nprint("built with eggs", eggs.version, flush=True)\n'
    const spam = yard.sdist(project({ files: { 'pyproject.toml': requires, 'other_backend.py': backend } }))
    const eggs = yard.sdist(project({ name: 'eggs' }))
    const rows = [
      jobPackage({ sdist_url: spam.url, sdist_sha256: spam.sha256, recipe: { ...noRecipe, build_constraints: ['eggs<2'] } }),
      jobPackage({ name: 'eggs', sdist_url: eggs.url, sdist_sha256: eggs.sha256 }),
    ]
    const { log, manifest } = good(await tryRun(yard, { jobData: jobData(rows) }))
    assert.match(log.text(), /foreign: +built with eggs 1\.0/)
    assert.equal(manifest.files.find((file) => file.project === 'spam')?.constraints, 'verified')
  })
})
