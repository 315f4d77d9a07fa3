import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { findPython, findSetuptools, minorOf, platformOf, requireCompiler } from '../../servers/python.ts'
import { type Project, project, Yard } from './projects.ts'
import { quick } from './quick.ts'
import { jobData, jobPackage, type Tried, tryRun } from './try-run.ts'

const source = `
#include <Python.h>
static PyObject *where(PyObject *self, PyObject *none) { return PyUnicode_FromString(__FILE__ " " __DATE__); }
static PyMethodDef methods[] = {{"where", where, METH_NOARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fast", 0, -1, methods};
PyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }
`
const native: Partial<Project> = { c: 'fast.c', modules: {}, files: { 'fast.c': source } }

describe('a build of BuildWheels', () => {
  let python: string
  const yards: Yard[] = []
  before(function () {
    python = findPython(this)
  })
  afterEach(() => yards.splice(0).forEach((yard) => yard.remove()))

  function yard(): Yard {
    const made = new Yard()
    yards.push(made)
    return made
  }

  /** Builds an sdist in a yard; the wheel's digest and the run. */
  async function digestIn(place: Yard, told: Project, time?: string): Promise<{ digest: string; tried: Tried }> {
    const tried = await tryRun(place, { packages: place.sdist(told, time).path }, { host: quick() })
    assert.equal(tried.outcome.result, 'succeeded', tried.outcome.problems[0]?.text)
    return { digest: tried.manifest.files[0]?.sha256 ?? '', tried }
  }

  it('leaves the same bytes on a retry, an extension module included', async function () {
    requireCompiler(this)
    const place = yard()
    const [first, second] = [await digestIn(place, project(native)), await digestIn(place, project(native))]
    assert.equal(first.digest, second.digest)
  })

  it('leaves the same bytes in another folder, an extension module included', async function () {
    requireCompiler(this)
    const [first, second] = [await digestIn(yard(), project(native)), await digestIn(yard(), project(native))]
    assert.equal(first.digest, second.digest)
  })

  it('leaves the same bytes in another folder with setuptools and its own compiler flags', async function () {
    const setuptools = findSetuptools(this)
    requireCompiler(this)
    const digests: (string | undefined)[] = []
    for (const place of [yard(), yard()]) {
      place.write(
        'sources/lib/setup.py',
        "from setuptools import Extension, setup\nsetup(name='fast', version='1.0', ext_modules=[Extension('fast', ['fast.c'])])\n",
      )
      place.write('sources/lib/fast.c', source)
      // pip reads the variable as the option's own value: no build isolation, hence no index.
      const environment = { PATH: process.env['PATH'], HOME: place.folder, PIP_NO_BUILD_ISOLATION: '0', PIP_NO_INDEX: '1' }
      const { outcome, manifest } = await tryRun(place, { packages: 'lib', pythons: `3 = ${setuptools}` }, { environment })
      assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
      digests.push(manifest.files[0]?.sha256)
    }
    assert.equal(digests[0], digests[1])
  })

  it('makes an extension module for its own python and machine', async function () {
    requireCompiler(this)
    const place = yard()
    const { url, sha256 } = place.sdist(project(native))
    const minor = minorOf(python)
    const row = jobPackage({ sdist_url: url, sdist_sha256: sha256, python: `3.${minor}`, python_tag: `cp3${minor}`, abi: '', pure: false })
    const { outcome, manifest, log } = await tryRun(place, { jobData: jobData([row], { platform_tag: platformOf(python).toUpperCase() }) })
    assert.equal(outcome.result, 'succeeded', outcome.problems[0]?.text)
    assert.deepEqual(manifest.files[0]?.tags, [`cp3${minor}-cp3${minor}-${platformOf(python)}`])
    assert.match(log.text(), /import ok/)
  })

  it('bears the time of the newest file of its sdist', async () => {
    const place = yard()
    const { tried } = await digestIn(place, project({ tells: true }), '2020-02-03T04:05:06Z')
    assert.equal(told(tried)['SOURCE_DATE_EPOCH'], String(Date.parse('2020-02-03T04:05:06Z') / 1000))
  })

  it('is the same whatever the rights of who checked the sources out', async () => {
    const before = process.umask(0o077)
    try {
      const place = yard()
      place.tree('sources/lib', project())
      const first = await tryRun(place, { packages: 'lib' }, { host: quick() })
      chmodSync(place.path('sources/lib/project.json'), 0o666)
      process.umask(0o002)
      const second = await tryRun(place, { packages: 'lib' }, { host: quick() })
      assert.equal(first.manifest.files[0]?.sha256, second.manifest.files[0]?.sha256)
    } finally {
      process.umask(before)
    }
  })

  it('sees the declared environment alone', async () => {
    const place = yard()
    place.tree('sources/lib', project({ tells: true }))
    const environment = {
      PATH: process.env['PATH'],
      HOME: place.folder,
      SYSTEM_ACCESSTOKEN: 'x',
      JOB_DATA: 'x',
      TWINE_PASSWORD: 'x',
      PIP_NO_INDEX: '1',
    }
    const seen = told(await tryRun(place, { packages: 'lib', buildEnvironment: 'MINE=1' }, { environment, host: quick() }))
    for (const name of ['SYSTEM_ACCESSTOKEN', 'JOB_DATA', 'TWINE_PASSWORD']) assert.ok(!Object.hasOwn(seen, name), name)
    assert.deepEqual([seen['MINE'], seen['PYTHONHASHSEED'], seen['TZ'], seen['PIP_NO_INDEX']], ['1', '0', 'UTC', '1'])
    assert.ok(seen['TMPDIR']?.startsWith(place.folder))
  })

  it('gets its constraints and config settings', async () => {
    const place = yard()
    place.tree('sources/lib', project({ tells: true }))
    const { log } = await tryRun(place, { packages: 'lib', buildConstraints: 'no-such-project<3', configSettings: 'one=1\ntwo=a b=c' })
    assert.match(log.text(), /constraint no-such-project<3/)
    assert.match(log.text(), /settings \{"one": "1", "two": "a b=c"\}/)
  })

  it('sees the files of its sdist with their own times, by which makefiles go', async () => {
    const place = yard()
    const { path } = place.sdist(project({ fault: 'raises' }), '2020-02-03T04:05:06Z')
    await tryRun(place, { packages: path })
    const seen = statSync(place.path('temp/wheelworks/spam_1.0-3/src/project.json'))
    assert.equal(seen.mtime.toISOString(), '2020-02-03T04:05:06.000Z')
  })

  it('sees nothing of what the run has made in its folder', async () => {
    const place = yard()
    place.tree('sources', project({ tells: true, fault: 'raises' }))
    place.write('sources/dist/spam-0.9-py3-none-any.whl', '')
    await tryRun(place, { packages: '.', outputDirectory: 'dist' }, { host: quick() })
    const tree = place.path('temp/wheelworks/package-3/src')
    assert.deepEqual([existsSync(`${tree}/project.json`), existsSync(`${tree}/dist`)], [true, false])
  })

  it('sees all that its sdist holds, but of a checkout not what tools have left there', async () => {
    const place = yard()
    const told = project({ fault: 'raises', files: { 'npm/node_modules/x.js': '', 'npm/x.js': '' } })
    const { path } = place.sdist(told)
    place.tree('sources/lib', told)
    await tryRun(place, { packages: `${path}\nlib` }, { host: quick() })
    const seen = ['spam_1.0-3', 'lib-3'].map((label) => place.path(`temp/wheelworks/${label}/src/npm`))
    assert.deepEqual(
      seen.map((folder) => readdirSync(folder).sort()),
      [['node_modules', 'x.js'], ['x.js']],
    )
  })

  it('leaves the tree that it was copied from as it was', async () => {
    const place = yard()
    place.tree('sources/lib', project())
    const text = readFileSync(place.path('sources/lib/project.json'), 'utf8')
    await tryRun(place, { packages: 'lib' }, { host: quick() })
    assert.equal(readFileSync(place.path('sources/lib/project.json'), 'utf8'), text)
  })

  /** The environment that the backend printed. */
  function told({ log }: Tried): Record<string, string> {
    const line = log.lines.find((one) => one.includes('environment {')) ?? ''
    return JSON.parse(line.slice(line.indexOf('{'))) as Record<string, string>
  }
})
