import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { wheelFiles } from '../../adapters/zip/wheel-files.ts'
import { readNative } from '../../core/wheel/native-image.ts'
import { inspectWheelFile } from '../../flows/inspect-wheel.ts'
import { findSetuptools, minorOf, requireCompiler } from '../servers/python.ts'

const code = (call: string): string => `
#include <Python.h>
static PyObject *answer(PyObject *self, PyObject *arg) { return ${call}; }
static PyMethodDef methods[] = {{"answer", answer, METH_O, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "spam", NULL, -1, methods};
PyMODINIT_FUNC PyInit_spam(void) { return PyModule_Create(&module); }
`

interface Project {
  /** What the one function answers. */
  readonly call: string
  /** Value of the macro Py_LIMITED_API. */
  readonly macro?: string
  /** Whether the extension is told to be named for the stable ABI. */
  readonly named: boolean
  /** The python tag that the wheel is told to have with abi3. */
  readonly tag?: string
  readonly optional?: boolean
}

const setup = ({ macro, named, tag, optional = false }: Project): string => `
from setuptools import Extension, setup
macros = [('Py_LIMITED_API', '${macro ?? ''}')] if '${macro ?? ''}' else []
spam = Extension('spam', ['spam.c'], define_macros=macros, py_limited_api=${named ? 'True' : 'False'}, optional=${optional ? 'True' : 'False'})
options = {'bdist_wheel': {'py_limited_api': '${tag ?? ''}'}} if '${tag ?? ''}' else {}
setup(name='spam', version='1.0', ext_modules=[spam], options=options)
`

const sound = 'PyLong_FromLong(42)'
const projects: readonly [string, Project, RegExp, readonly (readonly [string, string, RegExp])[]][] = [
  ['with the limited API, done right', { call: sound, macro: '0x03080000', named: true, tag: 'cp38' }, /-cp38-abi3-/, []],
  [
    'with the tag, and the extension not told of it',
    { call: sound, named: false, tag: 'cp38' },
    /-cp38-abi3-/,
    [['error', 'native', /spam\.cpython-3/]],
  ],
  [
    'with the tag and the name, but compiled without the limit',
    { call: 'PyLong_FromLong(_PyLong_Sign(arg))', named: true, tag: 'cp38' },
    /-cp38-abi3-/,
    [['error', 'abi3', /spam\.abi3\.so needs what is not in the stable ABI: _PyLong_Sign$/]],
  ],
  [
    'with a tag older than what it needs',
    { call: 'PyType_GetModule(Py_TYPE(arg))', macro: '0x030a0000', named: true, tag: 'cp38' },
    /-cp38-abi3-/,
    [['error', 'abi3', /spam\.abi3\.so .* of 3\.8 .*: PyType_GetModule \(since 3\.10\)$/]],
  ],
  [
    'with the tag of what it needs',
    { call: 'PyType_GetModule(Py_TYPE(arg))', macro: '0x030a0000', named: true, tag: 'cp310' },
    /-cp310-abi3-/,
    [],
  ],
  [
    'with the limit, and the wheel not told of it',
    { call: sound, macro: '0x03080000', named: true },
    /-cp3[0-9]+-cp3[0-9]+-/,
    [['warning', 'abi3', /py_limited_api of bdist_wheel/]],
  ],
  ['for one Python', { call: sound, named: false }, /-cp3[0-9]+-cp3[0-9]+-/, []],
  [
    'whose extension is optional, and does not compile',
    { call: 'no_such_thing +', named: false, optional: true },
    /-cp3[0-9]+-cp3[0-9]+-/,
    [['error', 'native-missing', /see in the build log/]],
  ],
]

describe('wheels that setuptools makes', () => {
  let folder: string
  let wheels: readonly string[]

  before(async function () {
    this.timeout(120_000)
    requireCompiler(this)
    const python = findSetuptools(this)
    if (minorOf(python) < 10) this.skip()
    folder = await mkdtemp(join(tmpdir(), 'audit-'))
    wheels = await Promise.all(projects.map(async ([, project], at) => await build(python, join(folder, String(at)), project)))
  })
  after(async () => await rm(folder, { recursive: true, force: true }))

  for (const [at, [why, , named, expected]] of projects.entries())
    it(`${why}: ${expected.map(([severity, about]) => `${severity} ${about}`).join(', ') || 'fine'}`, async () => {
      const wheel = wheels[at] ?? assert.fail('no wheel')
      assert.match(wheel, named)
      const { facts, findings } = await inspectWheelFile(wheel, { wheelFiles })
      assert.equal(facts?.name.project, 'spam')
      assert.deepEqual(
        findings.map(({ severity, code: about }) => [severity, about]),
        expected.map(([severity, about]) => [severity, about]),
        findings.map(({ says }) => says).join('\n'),
      )
      for (const [index, [, , says]] of expected.entries()) assert.match(findings[index]?.says ?? '', says)
    })
})

async function build(python: string, folder: string, project: Project): Promise<string> {
  await mkdir(folder)
  await writeFile(join(folder, 'spam.c'), code(project.call))
  await writeFile(join(folder, 'setup.py'), setup(project))
  await promisify(execFile)(python, ['setup.py', '-q', 'bdist_wheel'], { cwd: folder })
  return join(folder, 'dist', readdirSync(join(folder, 'dist'))[0] ?? '')
}

describe('native code of this machine', () => {
  it('needs what nm says', function () {
    const folder = dynload()
    const names = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.so'))
    if (folder === undefined || names.length === 0 || !hasNm()) this.skip()
    for (const name of names.slice(0, 12)) {
      const image = readNative(readFileSync(join(folder, name)), false)
      assert.ok(!('unread' in image) && image.imports !== undefined && !('unread' in image.imports), name)
      const lines: string[] = execFileSync('nm', ['-D', '--undefined-only', join(folder, name)], { encoding: 'utf8' }).split('\n')
      const told: string[] = lines.flatMap((line: string) => /^ +U (_?Py[A-Z_][^@]*)/.exec(line)?.[1] ?? [])
      assert.deepEqual(image.imports.needs, told.toSorted(), name)
    }
  })
})

function dynload(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import _json; print(_json.__file__)'], { encoding: 'utf8' })
      .trim()
      .replace(/\/[^/]*$/, '')
  } catch {
    return undefined
  }
}

function hasNm(): boolean {
  try {
    return process.platform === 'linux' && execFileSync('nm', ['--version'], { encoding: 'utf8' }) !== ''
  } catch {
    return false
  }
}
