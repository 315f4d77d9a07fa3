import assert from 'node:assert/strict'
import { recipeJson, noRecipe } from '../../../core/build/recipe.ts'
import { Problem } from '../../../core/problem.ts'
import { readSaid, recipeKeys, type SaidValue } from '../../../core/wanted/recipe-said.ts'
import { parseYaml } from '../../../core/yaml.ts'

const read = (text: string): ReturnType<typeof readSaid> => readSaid(parseYaml(text, 'm', 'MATRIX_INVALID', { nulls: true }))
const plain = (value: SaidValue | undefined): unknown =>
  value instanceof Map ? Object.fromEntries([...value].map(([name, one]) => [name, plain(one)])) : value

describe('readSaid', () => {
  it('knows every key of a recipe', () => {
    const unsaid = Object.keys(noRecipe).filter((key) => !recipeKeys.some((known) => known === key))
    assert.deepEqual(unsaid, [])
    assert.deepEqual(recipeJson(noRecipe), {})
  })

  const table: [given: string, expected: Record<string, unknown>, why: string][] = [
    ['{}', {}, 'nothing'],
    ['{ x-note: hi, platforms: linux }', {}, 'what is no key of a recipe'],
    [
      'system_packages: [lang/rust, libyaml-dev=1.2, "@development", g++]',
      { system_packages: ['lang/rust', 'libyaml-dev=1.2', '@development', 'g++'] },
      'system packages',
    ],
    ['system_packages: gmake', { system_packages: ['gmake'] }, 'one without brackets'],
    [
      'environment: { CFLAGS: -I/usr/local/include, JOBS: 4, EMPTY: "", GONE: null, x-why: y }',
      { environment: { CFLAGS: '-I/usr/local/include', JOBS: '4', EMPTY: '', GONE: null } },
      'an environment',
    ],
    [
      'environment: { FLAGS: "$CFLAGS -O2", MAKE: "$(CC) -x" }',
      { environment: { FLAGS: '$CFLAGS -O2', MAKE: '$(CC) -x' } },
      'variables of the shell and of make',
    ],
    ['environment_pass: [CARGO_REGISTRY_TOKEN]', { environment_pass: ['CARGO_REGISTRY_TOKEN'] }, 'names to pass'],
    [
      "build_constraints: ['Cython<3', 'setuptools ==84.0 ; python_version<\"3.13\"']",
      { build_constraints: ['Cython<3', 'setuptools ==84.0 ; python_version<"3.13"'] },
      'constraints',
    ],
    [
      'config_settings: { build-args: --features=a, list: [a, b], gone: null, x-set: y }',
      { config_settings: { 'build-args': '--features=a', list: ['a', 'b'], gone: null, 'x-set': 'y' } },
      'settings',
    ],
    ['patches: [patches/a/*.patch, fix.diff]', { patches: ['patches/a/*.patch', 'fix.diff'] }, 'patches'],
    ['before_build: [rustc --version, "a && b"]', { before_build: ['rustc --version', 'a && b'] }, 'commands'],
    ['before_build: "a\\nb"', { before_build: ['a\nb'] }, 'a command of two lines'],
    ['{ build: 2, pure: allow, retag: True }', { build: '2', pure: 'allow', retag: 'true' }, 'build, pure and retag'],
    ['{ build: 0, retag: false }', { build: '0', retag: 'false' }, 'no build tag and no retag'],
    ['repair: auto', { repair: 'auto' }, 'auto'],
    ['repair: none', { repair: 'none' }, 'none'],
    [
      "repair: '{python} {project}/fix.py {wheel} {dest_dir}'",
      { repair: '{python} {project}/fix.py {wheel} {dest_dir}' },
      'a repair command of the project',
    ],
    ["repair: 'fix -w {dest_dir} {wheel} ${HOME}'", { repair: 'fix -w {dest_dir} {wheel} ${HOME}' }, 'a repair command'],
    [
      "{ test_requires: [pytest, './plugin[x]'], test_constraints: [pytest<9], test_environment: { A: b }, test_command: 'pytest {project}' }",
      {
        test_requires: ['pytest', './plugin[x]'],
        test_constraints: ['pytest<9'],
        test_environment: { A: 'b' },
        test_command: 'pytest {project}',
      },
      'tests',
    ],
    [
      '{ patches: null, repair: ~, environment: , build: null }',
      { patches: null, repair: null, environment: null, build: null },
      'null, which clears',
    ],
    ['{ system_packages: [], environment: {} }', { system_packages: [], environment: {} }, 'what is empty'],
  ]
  for (const [given, expected, why] of table)
    it(`reads ${why}`, () => assert.deepEqual(Object.fromEntries([...read(given)].map(([key, value]) => [key, plain(value)])), expected))

  const refused: [given: string, says: RegExp][] = [
    ['system_packages: ["--allow-root"]', /no package/],
    ['system_packages: ["a b"]', /no package.*one name an item/],
    ['system_packages: {}', /must be a list/],
    ['system_packages: [[a]]', /must be a text/],
    ['environment: [A=b]', /must be a map/],
    ['environment: { "A B": c }', /'A B', which is no variable/],
    ['environment: { 1A: c }', /no variable/],
    ['environment: { AWS_SECRET_ACCESS_KEY: c }', /never reaches a build/],
    ['environment: { TOKEN: $(token) }', /not replaced here.*environment_pass: \[TOKEN\]/],
    ['environment: { A: [b] }', /environment\.A must be a text/],
    ['test_environment: { twine_password: c }', /never reaches a build/],
    ['environment_pass: [SYSTEM_ACCESSTOKEN]', /never reaches a build/],
    ['environment_pass: [TOKEN=abc]', /holds a value/],
    ['environment_pass: [$(TOKEN)]', /no variable/],
    ['environment_pass: { TOKEN: abc }', /must be a list/],
    ['build_constraints: [Cython 3]', /no constraint/],
    ['build_constraints: ["-c file"]', /no constraint/],
    ['build_constraints: ["a<1\\nb<2"]', /one line/],
    ['build_constraints: ["a[x]<1"]', /has extras/],
    ['test_constraints: ["", a]', /one line/],
    ['config_settings: { "a=b": c }', /Write the value after a colon/],
    ['config_settings: { a: { b: c } }', /must be a list/],
    ['config_settings: --a', /must be a map/],
    ['patches: [/etc/*.patch]', /relative to this file/],
    ['patches: [../a.patch]', /lies outside the sources/],
    ['patches: [..]', /relative to this file/],
    ['patches: [a/../../b.patch]', /relative to this file/],
    ['patches: ["a\\\\b.patch"]', /relative to this file/],
    ['patches: ["C:/a.patch"]', /relative to this file/],
    ['before_build: [""]', /must be a command/],
    ['before_build: [null]', /must be a text/],
    ['build: -1', /whole number/],
    ['build: 2.5', /whole number/],
    ['build: two', /whole number/],
    ['pure: allowed', /Did you mean 'allow'/],
    ['pure: true', /Known here: allow/],
    ['retag: yes', /Write true or false/],
    ['repair: atuo', /Did you mean 'auto'/],
    ['repair: auditwheel', /neither auto, none nor a command/],
    ['repair: fix {wheel}', /without \{dest_dir\}/],
    ['repair: "fix {wheel} {dest}"', /the place \{dest\}/],
    ['repair: "fix {whel} {dest_dir}"', /Did you mean '\{wheel\}'/],
    ['test_command: ""', /must be a command/],
    ['test_command: [a]', /must be a text/],
    ['test_requires: ["a\\nb"]', /one line/],
  ]
  for (const [given, says] of refused)
    it(`refuses ${given}`, () =>
      assert.throws(
        () => read(given),
        (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text),
      ))

  const paths: [folder: string, written: string, read: string | undefined][] = [
    ['', './a/*.patch', 'a/*.patch'],
    ['eng', 'patches/*.patch', 'eng/patches/*.patch'],
    ['eng/wheels', './a', 'eng/wheels/a'],
    ['eng/wheels', '../a', 'eng/a'],
    ['eng/wheels', './../../a/b', 'a/b'],
    ['eng/wheels', '../../../a', undefined],
    ['eng', 'a/../b', undefined],
  ]
  for (const [folder, written, expected] of paths)
    it(`takes the patch ${written} of a file in '${folder}' for ${expected ?? 'none'}`, () => {
      const said = (): SaidValue | undefined => readSaid(parseYaml(`patches: ['${written}']`, 'm', 'MATRIX_INVALID'), folder).get('patches')
      if (expected === undefined) assert.throws(said, { code: 'MATRIX_INVALID' })
      else assert.deepEqual(said(), [expected])
    })
})
