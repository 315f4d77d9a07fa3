import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { withAbi3 } from '../../../core/build/abi3-settings.ts'
import { buildSystemOf } from '../../../core/build/build-system.ts'
import { findSetuptools, minorOf, platformOf, requireCompiler } from '../../servers/python.ts'
import { Yard } from '../../tasks/BuildWheels/projects.ts'
import { buildTree, probed } from './frontends.ts'

type Settings = readonly (readonly [string, string])[]

describe('config settings for the stable ABI', () => {
  const cases: [backend: string, tag: string, abi: string, expected: Settings][] = [
    ['setuptools.build_meta', 'cp312', 'abi3', [['--build-option', '--py-limited-api=cp312']]],
    ['setuptools.build_meta:__legacy__', 'cp39', 'abi3', [['--build-option', '--py-limited-api=cp39']]],
    ['maturin', 'cp312', 'abi3', [['build-args', '--features=pyo3/abi3-py312']]],
    ['scikit_build_core.build', 'cp311', 'abi3', [['wheel.py-api', 'cp311']]],
    ['mesonpy', 'cp312', 'abi3', [['setup-args', '-Dpython.allow_limited_api=true']]],
    ['flit_core.buildapi', 'cp312', 'abi3', []],
    ['hatchling.build', 'cp312', 'abi3', []],
    ['poetry.core.masonry.api', 'cp312', 'abi3', []],
    ['scikit_build_core.setuptools.build_meta', 'cp312', 'abi3', []],
    ['own_backend', 'cp312', 'abi3', []],
    ['setuptools.build_meta', 'cp312', '', []],
    ['setuptools.build_meta', 'cp312', 'cp312', []],
    ['setuptools.build_meta', 'cp315t', 'abi3t', []],
    ['setuptools.build_meta', 'pp311', 'abi3', []],
    ['setuptools.build_meta', 'py3', 'abi3', []],
  ]
  for (const [backend, tag, abi, expected] of cases)
    it(`of ${backend} for ${tag}-${abi}`, () => assert.deepEqual(withAbi3([], backend, tag, abi), expected))

  const users: [backend: string, own: Settings, expected: Settings][] = [
    ['maturin', [], [['build-args', '--features=pyo3/abi3-py312']]],
    [
      'maturin',
      [['x', 'y']],
      [
        ['x', 'y'],
        ['build-args', '--features=pyo3/abi3-py312'],
      ],
    ],
    ['maturin', [['build-args', '--features=abi3']], [['build-args', '--features=abi3']]],
    ['maturin', [['maturin.build-args', '--locked']], [['maturin.build-args', '--locked']]],
    ['scikit_build_core.build', [['skbuild.wheel.py-api', 'cp310']], [['skbuild.wheel.py-api', 'cp310']]],
    ['setuptools.build_meta', [['--build-option', '-j4']], [['--build-option', '-j4']]],
    ['flit_core.buildapi', [['a', 'b']], [['a', 'b']]],
  ]
  for (const [backend, own, expected] of users)
    it(`of ${backend} beside the user's ${JSON.stringify(own)}`, () => assert.deepEqual(withAbi3(own, backend, 'cp312', 'abi3'), expected))

  it('make a wheel of the stable ABI with setuptools', async function () {
    requireCompiler(this)
    const python = findSetuptools(this)
    const tag = `cp3${minorOf(python)}`
    const yard = new Yard()
    try {
      yard.write('src/setup.py', setup)
      yard.write(
        'src/fast.c',
        '#include <Python.h>\nstatic struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "fast", 0, -1, 0};\nPyMODINIT_FUNC PyInit_fast(void) { return PyModule_Create(&module); }\n',
      )
      const settings = withAbi3([], buildSystemOf(undefined, 'pyproject.toml').backend, tag, 'abi3')
      // pip reads the variable as the option's own value: no build isolation, hence no index.
      const how = { frontend: 'pip', toolchain: probed(python), settings, environment: { PIP_NO_BUILD_ISOLATION: '0' } } as const
      const { wheel, output } = await buildTree(yard, yard.path('src'), how)
      assert.equal(wheel, `fast-1.0-${tag}-abi3-${platformOf(python)}.whl`, output.join('\n'))
      const members = execFileSync(python, ['-m', 'zipfile', '-l', yard.path(`out-src-1/${wheel}`)], { encoding: 'utf8' })
      assert.match(members, /^fast\.abi3\.so /m)
    } finally {
      yard.remove()
    }
  })
})

const setup = `from setuptools import Extension, setup
import sys
macro = ('Py_LIMITED_API', '0x03%02x0000' % sys.version_info[1])
setup(name='fast', version='1.0', ext_modules=[Extension('fast', ['fast.c'], py_limited_api=True, define_macros=[macro])])
`
