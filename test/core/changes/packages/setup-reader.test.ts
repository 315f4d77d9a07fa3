import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readingScript, runningScript } from '../../../../core/changes/packages/setup-reader.ts'
import { findPython } from '../../../servers/python.ts'

const setuptools = 'from setuptools import setup\n'

describe('the scripts that ask a setup.py', () => {
  let folder = ''
  let python = ''
  before(function () {
    python = findPython(this)
  })
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'setup-reader-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const lay = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  interface Answer {
    readonly at: number
    readonly how: string
    readonly told: object
    readonly whole?: boolean
    readonly says?: string
    readonly line?: number
  }
  const answers = (script: string, argument: string): Answer[] =>
    execFileSync(python, ['-I', '-B', '-X', 'utf8', '-c', script, argument], { encoding: 'utf8', stdio: 'pipe' })
      .trim()
      .split('\n')
      .map((line): Answer => JSON.parse(line))
  const read = (text: string): Answer => {
    lay({ 'setup.py': text, 'list.json': JSON.stringify([join(folder, 'setup.py')]) })
    const [first, found, ...more] = answers(readingScript, join(folder, 'list.json'))
    assert.ok(found !== undefined)
    assert.deepEqual([first?.at, found.at, more], [-1, 0, []])
    return found
  }
  const ran = (files: Readonly<Record<string, string>>): Answer => {
    lay(files)
    const [found, ...more] = answers(runningScript, folder)
    assert.ok(found !== undefined)
    assert.deepEqual(more, [])
    return found
  }

  const readings: [why: string, text: string, told: object, whole: boolean][] = [
    [
      'literals',
      "setup(name='a', version='1', install_requires=['b', 'c>=1'])",
      { name: 'a', version: '1', install_requires: ['b', 'c>=1'] },
      true,
    ],
    ['names that stand for a text', "NAME = 'a'\nsetup(name=NAME, version='1')\nprint(NAME)", { name: 'a', version: '1' }, true],
    [
      'lists and maps of names',
      "B = 'b'\nsetup(name='a', install_requires=[B], extras_require={'x': [B]})",
      { name: 'a', install_requires: ['b'], extras_require: { x: ['b'] } },
      true,
    ],
    ['a requirement that is a text', "setup(name='a', install_requires='b\\nc')", { name: 'a', install_requires: ['b\nc'] }, true],
    ['a call by the module', "import setuptools\nsetuptools.setup(name='a')", { name: 'a' }, true],
    ['nothing but the call', 'setup()', {}, true],
    ['a version that is computed', "setup(name='a', version=open('v').read())", { name: 'a', version: null }, false],
    [
      'a list that is changed later',
      "R = ['b']\nR.append('c')\nsetup(name='a', install_requires=R)",
      { name: 'a', install_requires: null },
      false,
    ],
    ['a name that is said twice', "N = 'a'\nN = 'b'\nsetup(name=N)", { name: null }, false],
    ['a map of arguments', "more = {}\nsetup(name='a', **more)", { name: 'a' }, false],
    ['two calls', "if x:\n  setup(name='a')\nelse:\n  setup(name='b')", {}, false],
    ['no call', 'x = 1', {}, false],
    [
      'tools that are imported',
      "from dunamai import Version\nsetup(name='a', version=Version.from_git().serialize())",
      { name: 'a', version: null, imports: 'dunamai' },
      false,
    ],
    ['marks of tools', "setup(use_scm_version={'root': '..'}, pbr=False)", { use_scm_version: true, pbr: false }, true],
  ]
  for (const [why, text, told, whole] of readings)
    it(`reads ${why}`, () => {
      const found = read(setuptools + text)
      assert.deepEqual([found.how, found.told, found.whole], ['read', told, whole])
    })

  it('names the line of what is no Python', () => {
    const found = read('import x\ndef (')
    assert.deepEqual([found.how, found.line], ['broken', 2])
  })

  const unreadable: [why: string, text: string][] = [
    ['deep', `x = ${'('.repeat(5000)}${')'.repeat(5000)}`],
    ['deeper than python counts', `x = ${'-'.repeat(60_000)}1`],
    ['binary', '\u0000\u0001\u0002'],
    ['encoded as nobody knows', '# -*- coding: nonsense -*-\nx = 1'],
  ]
  for (const [why, text] of unreadable)
    it(`ends at what is ${why}`, function () {
      // Some pythons end at such nesting without a word: then the file is asked by itself.
      try {
        assert.notEqual(read(text).whole, true)
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error
      }
    })

  const runs: [why: string, files: Readonly<Record<string, string>>, told: object][] = [
    ['what is computed', { 'setup.py': `${setuptools}setup(name='a', version='.'.join('12'))` }, { name: 'a', version: '1.2' }],
    [
      'a version in a module of its own',
      { 'setup.py': `${setuptools}import a\nsetup(name='a', version=a.VERSION)`, 'a/__init__.py': "VERSION = '3'" },
      { name: 'a', version: '3' },
    ],
    [
      'a version in a file beside it',
      { 'setup.py': `${setuptools}setup(name='a', version=open('V').read().strip())`, V: '4\n' },
      { name: 'a', version: '4' },
    ],
    [
      'its own folder',
      { 'setup.py': `${setuptools}import os\nsetup(name=os.path.basename(os.path.dirname(os.path.abspath(__file__))) and 'a')` },
      { name: 'a' },
    ],
    [
      'what setuptools offers beside setup',
      {
        'setup.py': `from setuptools import setup, find_packages, Extension, Command\nfrom setuptools.command.build_ext import build_ext\nfrom distutils.version import LooseVersion\nclass B(build_ext):\n  def run(self):\n    super().run()\nclass C(Command):\n  pass\nsetup(name='a', packages=find_packages('src'), ext_modules=[Extension('a.b', ['b.c'])], cmdclass={'b': B})`,
      },
      { name: 'a' },
    ],
    [
      'what builds extensions',
      {
        'setup.py': `import numpy\nfrom Cython.Build import cythonize\nfrom pybind11.setup_helpers import Pybind11Extension\n${setuptools}setup(name='a', ext_modules=cythonize('*.pyx'), include_dirs=[numpy.get_include()])`,
      },
      { name: 'a' },
    ],
    ['distutils', { 'setup.py': "from distutils.core import setup\nsetup(name='a', version='1')" }, { name: 'a', version: '1' }],
    [
      'what prints',
      {
        'setup.py': `${setuptools}print('{"at": 0, "how": "ran", "told": {"name": "b"}}', flush=True)\nimport os; os.system('echo x'); os.write(2, b'y')\nsetup(name='a')`,
      },
      { name: 'a' },
    ],
    ['what asks who runs it', { 'setup.py': `${setuptools}if __name__ == '__main__':\n  setup(name='a')` }, { name: 'a' }],
    [
      'only texts',
      { 'setup.py': `${setuptools}setup(name=3, version=None, install_requires=('b', 3), extras_require=[1], setup_requires='c')` },
      { name: null, version: null, install_requires: ['b'], extras_require: null, setup_requires: ['c'] },
    ],
    ['what catches all', { 'setup.py': `${setuptools}try:\n  setup(name='a')\nexcept BaseException:\n  setup(name='b')` }, { name: 'a' }],
    [
      'versioneer as a tool',
      { 'setup.py': `${setuptools}import versioneer\nsetup(name='a', version=versioneer.get_version())` },
      { name: 'a', version: null, imports: 'versioneer' },
    ],
    ['an argument that reads standard input', { 'setup.py': `${setuptools}import sys\nsetup(name='a' + sys.stdin.read())` }, { name: 'a' }],
  ]
  for (const [why, files, told] of runs)
    it(`runs ${why}`, () => {
      const found = ran(files)
      assert.deepEqual([found.how, found.told], ['ran', told])
      assert.deepEqual(readdirSync(folder).sort(), [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))].sort())
    })

  const failures: [why: string, text: string, says: RegExp][] = [
    ['exits', 'raise SystemExit(0)', /exited/],
    ['ends', 'x = 1', /ended without/],
    ['needs what is not there', 'import nothing_of_the_kind', /^ModuleNotFoundError: /],
    ['is no Python', 'def (', /^SyntaxError: /],
    ['calls itself', 'def f(): f()\nf()', /^RecursionError: /],
    ['asks for all memory', 'x = bytearray(1 << 36)', /^MemoryError/],
    ['says too much', `${setuptools}setup(name='x' * 2000000)`, /megabyte/],
    ['raises a novel', "raise ValueError('x' * 100000)", /^ValueError: x{200,300}$/],
  ]
  for (const [why, text, says] of failures)
    it(`tells of one that ${why}`, () => {
      const found = ran({ 'setup.py': text })
      assert.equal(found.how, 'failed')
      assert.match(found.says ?? '', says)
    })

  it('is not misled by modules of the repository', () => {
    const own = "raise RuntimeError('mine')"
    const found = ran({ 'setup.py': `${setuptools}setup(name='a')`, 'json.py': own, 'os.py': own, 'setuptools.py': own, 'runpy.py': own })
    assert.deepEqual([found.how, found.told], ['ran', { name: 'a' }])
  })
})
