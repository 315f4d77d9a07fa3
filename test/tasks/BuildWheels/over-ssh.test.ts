import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { sshHost } from '../../../adapters/ssh/ssh-host.ts'
import { noRecipe, type Recipe } from '../../../core/build/recipe.ts'
import type { JobPackage } from '../../../core/pipeline/job-data.ts'
import type { OpenHost } from '../../../tasks/BuildWheels/ports.ts'
import { findPython, minorOf, requireCompiler } from '../../servers/python.ts'
import { type Sshd, startSshd } from '../../servers/sshd.ts'
import { type Project, project, Yard } from './projects.ts'
import { withoutPip } from './quick.ts'
import { jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

const platform = 'freebsd_14_3_amd64'
const source = `
#include <Python.h>
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fast", 0, -1, 0};
PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
`

describe('BuildWheels over ssh', () => {
  let sshd: Sshd
  let yard: Yard
  let python: string
  before(async function () {
    python = findPython(this)
    requireCompiler(this)
    sshd = await startSshd(this, { environment: { _PYTHON_HOST_PLATFORM: 'freebsd-14.3-amd64', FAR: 'yes' } })
  })
  after(async () => await sshd?.close())
  beforeEach(() => (yard = new Yard()))
  afterEach(() => yard.remove())

  async function open(label: string, withPip: boolean): Promise<OpenHost> {
    mkdirSync(yard.path('secrets'), { recursive: true })
    const how = { signal: new AbortController().signal, secrets: yard.path('secrets'), label, patience: 5 }
    const host = await sshHost(sshd.address(), how)
    const run = host.run.bind(host)
    return Object.assign(host, {
      run: async (...[command, on]: Parameters<typeof run>) => await run(withPip ? command : withoutPip(command), on),
    })
  }

  /** Builds projects, in one leg, by their recipes. */
  async function build(
    projects: readonly (Partial<Project> & { readonly recipe?: Partial<Recipe>; readonly row?: Partial<JobPackage> })[],
    inputs: Readonly<Record<string, string>> = {},
    label = `run-${process.pid}`,
    withPip = false,
  ): Promise<Tried> {
    const packages = projects.map(({ recipe, row, ...told }) => {
      const { url, sha256 } = yard.sdist(project(told))
      return jobPackage({ name: told.name ?? 'spam', sdist_url: url, sdist_sha256: sha256, recipe: { ...noRecipe, ...recipe }, ...row })
    })
    const environment = {
      PATH: '/nowhere',
      PIP_NO_INDEX: '1',
      VENDOR_TOKEN: 'very-secret-token',
      SYSTEM_ACCESSTOKEN: 'agent-secret-token',
      HERE: 'yes',
    }
    const program = execFileSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
    const given = {
      jobData: jobData(packages, { platform_tag: platform }),
      pythons: `3 = ${program}\n3.${minorOf(python)} = ${program}`,
      ...inputs,
    }
    return await tryRun(
      yard,
      { ...given, host: 'ssh', hostCommand: 'unused' },
      { environment, openHost: async () => await open(label, withPip) },
    )
  }
  const good = (tried: Tried): Tried => {
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    return tried
  }

  it('builds an sdist there, brings it here, and builds the wheel of it there', async () => {
    yard.tree('sources/lib', project())
    const tried = good(await build([], { jobData: '', packages: 'lib', distributions: 'both' }))
    assert.deepEqual(readdirSync(yard.path('staging')).sort(), [
      'manifest.json',
      'spam-1.0-py3-none-any.whl',
      'spam-1.0-py3-none-any.whl.json',
      'spam-1.0.tar.gz',
      'spam-1.0.tar.gz.json',
    ])
    assert.match(tried.log.text(), /build_sdist of fixture_backend/)
  })

  it('builds an extension module for the machine there, the same in any folder, brings it here, and leaves nothing there', async () => {
    const minor = minorOf(python)
    const row = { python: `3.${minor}`, python_tag: `cp3${minor}`, abi: '', pure: false }
    const native = { name: 'fast', c: 'fast.c', modules: {}, files: { 'fast.c': source }, row }
    const labels = ['one', 'another-one'].map((label) => `${label}-${process.pid}`)
    const digests: (string | undefined)[] = []
    for (const [at, label] of labels.entries()) {
      const { manifest, log } = good(await build([native], { importCheck: 'always' }, label, at === 0))
      assert.deepEqual(manifest.files[0]?.tags, [`cp3${minor}-cp3${minor}-${platform}`])
      assert.match(log.text(), /import ok/)
      assert.ok(existsSync(yard.path(`staging/${manifest.files[0]?.name ?? ''}`)))
      digests.push(manifest.files[0]?.sha256)
    }
    assert.equal(digests[0], digests[1])
    assert.deepEqual(
      readdirSync('/tmp').filter((name) => labels.some((label) => name.endsWith(`-${label}`))),
      [],
    )
  })

  it('runs commands, tests and what one wheel needs of another there', async () => {
    const spam = {
      name: 'spam',
      metadata: ['Requires-Dist: eggs'],
      recipe: { before_build: ['echo far$FAR$HERE in $(basename "$PWD")'], test_command: 'python -c "import eggs, spam"' },
    }
    const { log, manifest } = good(await build([{ name: 'eggs' }, spam], { beforeAll: 'echo all in $PWD' }))
    assert.match(log.text(), /foreign: far in src/)
    assert.match(log.text(), new RegExp(`foreign: all in /tmp/wheelworks-${userInfo().username}-run-`))
    assert.match(log.text(), /built   spam .*tests ok/)
    assert.equal(manifest.files.length, 2)
  })

  it('runs suites there with files from here, and brings their reports home', async () => {
    const suites = `unit:
  files: [tests]
  run: python tests/check.py && cp tests/report.xml {results}/unit.xml && echo "far$FAR$HERE $VENDOR_TOKEN"
  environmentPass: [VENDOR_TOKEN]`
    const files = {
      'tests/check.py': 'import spam, sys\nassert spam.__file__.startswith(sys.prefix)\n',
      'tests/report.xml': '<testsuite><testcase classname="a" name="b"/></testsuite>',
    }
    const { log, manifest, pipeline } = good(await build([{ files }], { suites }))
    assert.deepEqual(
      manifest.suites?.map(({ result, counts }) => [result, counts?.tests]),
      [['passed', 1]],
    )
    assert.match(log.text(), /foreign: far \*\*\*/)
    assert.ok(pipeline.attached.some(({ name }) => name === 'spam-1.0-3-unit.junit.xml'))
  })

  it('shows a build there nothing of this agent but what it was passed, and that in no log', async () => {
    const { log, outcome } = await build([
      { tells: true, recipe: { environment_pass: ['VENDOR_TOKEN'] } },
      { name: 'eggs', tells: true },
    ])
    const [first, second] = log.lines.filter((line) => line.includes('environment {')).map((line) => line.slice(line.indexOf('{')))
    const [spam, eggs] = [first, second].map((text) => JSON.parse(text ?? '{}') as Record<string, string>)
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.deepEqual([spam?.['VENDOR_TOKEN'], eggs?.['VENDOR_TOKEN'], spam?.['PIP_NO_INDEX']], ['***', undefined, '1'])
    for (const seen of [spam, eggs])
      assert.deepEqual([seen?.['HERE'], seen?.['SYSTEM_ACCESSTOKEN'], seen?.['PATH'] === '/nowhere'], [undefined, undefined, false])
    assert.doesNotMatch(log.text(), /very-secret-token|agent-secret-token/)
  })

  it('brings good wheels home before one fails, and says what failed', async () => {
    const tried = await build([{ name: 'eggs' }, { name: 'spam', fault: 'raises' }])
    assert.deepEqual(
      [tried.manifest.files.map((one) => one.project), tried.manifest.failures.map((one) => one.code)],
      [['eggs'], ['BUILD_FAILED']],
    )
    assert.match(tried.outcome.problems[0]?.text ?? '', /this backend is broken/)
  })

  it('loses nothing when every connection is cut in the middle of a build', async () => {
    yard.write('waiting/.there', '')
    const flag = yard.path('waiting/flag')
    // The first try tells that it has begun and waits to be cut; the second finds that told.
    const wait = `if [ ! -e ${flag} ]; then touch ${flag}; echo waiting; sleep 300; fi`
    const cut = setInterval(() => {
      if (existsSync(flag) && !existsSync(`${flag}.cut`)) {
        yard.write('waiting/flag.cut', '')
        sshd.cut()
      }
    }, 50)
    try {
      const { manifest, log } = good(await build([{ name: 'eggs' }, { name: 'spam', recipe: { before_build: [wait] } }]))
      assert.equal(manifest.files.length, 2)
      assert.match(log.text(), /warning: spam 1\.0 for 3: The connection to .* broke.*try 2 of 3/)
    } finally {
      clearInterval(cut)
    }
  })
})
