import assert from 'node:assert/strict'
import { projectNameOf, buildSystemOf } from '../../../core/build/build-system.ts'

const legacy = 'setuptools.build_meta:__legacy__'
const requires = (text: string | undefined): string[] =>
  buildSystemOf(text, 'pyproject.toml').requires.map(({ project, specifiers }) => `${project}${specifiers.text}`)

describe('the build system of a project', () => {
  const cases: [what: string, text: string | undefined, backend: string, requires: string[]][] = [
    ['no pyproject.toml', undefined, legacy, ['setuptools', 'wheel']],
    ['an empty one', '', legacy, ['setuptools', 'wheel']],
    ['one for other tools', '[tool.black]\nline-length = 100', legacy, ['setuptools', 'wheel']],
    ['no backend (PEP 517)', '[build-system]\nrequires = ["setuptools>=40", "Cython"]', legacy, ['setuptools>=40', 'cython']],
    ['a backend', '[build-system]\nrequires = ["maturin>=1,<2"]\nbuild-backend = "maturin"', 'maturin', ['maturin>=1,<2']],
    ['nothing required', '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["."]', 'own', []],
    ['other spellings', '[build-system]\nrequires = [\'Flit_Core >=3 ; python_version>"3"\']', legacy, ['flit-core>=3']],
  ]
  for (const [what, text, backend, required] of cases) {
    it(`is known with ${what}`, () => assert.equal(buildSystemOf(text, 'pyproject.toml').backend, backend))
    it(`requires with ${what}`, () => assert.deepEqual(requires(text), required))
  }

  const told: [what: string, text: string | undefined, written: string[], backendPath: string[]][] = [
    ['no file', undefined, ['setuptools', 'wheel'], []],
    [
      'requirements as they are written',
      '[build-system]\nrequires = [\'Flit_Core >=3 ; python_version>"3"\']',
      ['Flit_Core >=3 ; python_version>"3"'],
      [],
    ],
    ['a backend of its own', '[build-system]\nrequires = []\nbuild-backend = "own"\nbackend-path = ["tools", "."]', [], ['tools', '.']],
  ]
  for (const [what, text, written, backendPath] of told)
    it(`tells ${what}`, () => {
      const system = buildSystemOf(text, 'pyproject.toml')
      assert.deepEqual([system.written, system.backendPath], [written, backendPath])
    })

  const dependent: [what: string, text: string | undefined, expected: string[]][] = [
    ['no file', undefined, []],
    ['what it lists', '[project]\ndependencies = ["Acme.Core>=1", "numpy; python_version > \'3\'"]', ['acme-core', 'numpy']],
    ['nothing that it does not know yet', '[project]\ndynamic = ["dependencies"]', []],
    ['nothing that cannot be read', '[project]\ndependencies = ["=="]', []],
    ['nothing of another shape', 'project = 3', []],
  ]
  for (const [what, text, expected] of dependent)
    it(`tells of dependencies ${what}`, () =>
      assert.deepEqual(
        buildSystemOf(text, 'pyproject.toml').dependencies.map(({ project }) => project),
        expected,
      ))

  const named: [text: string, expected: string | undefined][] = [
    ['[project]\nname = "Spam.Eggs"', 'Spam.Eggs'],
    ['[project]\nversion = "1"', undefined],
    ['[project]\nname = "no name"', undefined],
    ['[project]\nname = 3', undefined],
    ['project = 3', undefined],
    ['[project', undefined],
  ]
  for (const [text, expected] of named)
    it(`calls its project ${expected ?? 'nothing'} by ${JSON.stringify(text)}`, () => assert.equal(projectNameOf(text), expected))

  const broken: [what: string, text: string, says: RegExp][] = [
    ['no TOML', '\n[build-system', /^x\/pyproject\.toml:2 is not TOML/],
    ['no requires (PEP 518)', '[build-system]\nbuild-backend = "x"', /build-system\.requires/],
    ['requires of another shape', '[build-system]\nrequires = "setuptools"', /build-system\.requires must be a list/],
    ['no requirement', '[build-system]\nrequires = ["setuptools", "=="]', /build-system\.requires\[1\]/],
    ['a path of another shape', '[build-system]\nrequires = []\nbackend-path = "."', /backend-path/],
    ['a backend of another shape', '[build-system]\nrequires = []\nbuild-backend = 3', /build-backend/],
    ['no table', 'build-system = 3', /build-system/],
  ]
  for (const [what, text, message] of broken)
    it(`is refused with ${what}`, () => assert.throws(() => buildSystemOf(text, 'x/pyproject.toml'), { code: 'FILE_INVALID', message }))
})
