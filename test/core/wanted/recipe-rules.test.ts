import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe } from '../../../core/build/recipe.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { idleRules, makingOf, patchGlobs } from '../../../core/wanted/recipe-rules.ts'
import type { Making, Wanted } from '../../../core/wanted/wanted.ts'
import { parseWheelMatrix, type WheelMatrix } from '../../../core/wanted/wheel-matrix.ts'
import { platforms, refusesMatrix } from './matrices.ts'
import { plainMaking, row, version } from './rows.ts'

/** A matrix with these recipes, and PyYAML, cffi and spam on all platforms. */
function matrix(recipes: string, more = platforms): WheelMatrix {
  const packages = 'packages: { PyYAML: { versions: [latest, 5.4], platforms: freebsd }, cffi: { versions: [">=1"], platforms: linux } }'
  return parseWheelMatrix(`${more}\nrecipes: ${recipes}\n${packages}`, 'wheel_matrix.yml')
}

const making = (recipes: string, of: Wanted, at = '1.0'): Making => makingOf(matrix(recipes).recipes, of, version(at), new Map())
const matches = (selectors: string, of: Wanted, at = '1.0'): boolean =>
  making(`[{ ${selectors}test_command: yes }]`, of, at).recipe.test_command === 'yes'
const on = (...names: string[]): Wanted => {
  const one = row()
  return { ...one, platform: { ...one.platform, names } }
}

describe('what a recipe is for', () => {
  const table: [selectors: string, of: Wanted, at: string, expected: boolean][] = [
    ['', row(), '1.0', true],
    ['platforms: linux, ', on('linux', 'everywhere'), '1.0', true],
    ['platforms: everywhere, ', on('linux', 'everywhere'), '1.0', true],
    ['platforms: [fb14, linux], ', on('linux'), '1.0', true],
    ['platforms: freebsd, ', on('linux', 'everywhere'), '1.0', false],
    ['platforms: linux, ', on(), '1.0', false],
    ['for: spam, ', row(), '1.0', true],
    ['for: Spam.Ham, ', row({ name: 'spam-ham' }), '1.0', true],
    ['for: cffi, ', row(), '1.0', false],
    ['for: [cffi, spam], ', row(), '1.0', true],
    ['for: "spam >=5.4,<=6.0", ', row(), '5.4', true],
    ['for: "spam >=5.4,<=6.0", ', row(), '6.0.0', true],
    ['for: "spam >=5.4,<=6.0", ', row(), '6.0.1', false],
    ['for: "spam (>=5.4)", ', row(), '5.3', false],
    ['for: "spam>=2", ', row(), '2.1rc1', true],
    ['for: [spam<1, spam>=2], ', row(), '1.0', false],
    ['python: cp312, ', row(), '1.0', true],
    ['python: CP312, ', row(), '1.0', true],
    ['python: cp31?, ', row(), '1.0', true],
    ['python: cp312, ', row({ python: 'cp312-abi3' }), '1.0', false],
    ['python: cp*-abi3, ', row({ python: 'cp312-abi3' }), '1.0', true],
    ['python: cp*-abi3, ', row(), '1.0', false],
    ['python: cp*, ', row({ python: 'cp312-abi3' }), '1.0', true],
    ['python: cp*-*, ', row(), '1.0', false],
    ['python: "*t", ', row({ python: 'cp314t' }), '1.0', true],
    ['python: cp314-cp314t, ', row({ python: 'cp314t' }), '1.0', true],
    ['python: cp312-cp312, ', row(), '1.0', true],
    ['python: pp*, ', row({ python: 'pp311' }), '1.0', true],
    ['python: pp311-pypy311_pp73, ', row({ python: 'pp311' }), '1.0', true],
    ['python: py3-none, ', row({ python: 'py3' }), '1.0', true],
    ['python: "*-none", ', row({ python: 'py3' }), '1.0', true],
    ['python: py3, ', row({ python: 'py3' }), '1.0', true],
    ['python: [cp311, cp312], ', row(), '1.0', true],
    ['python: cp31, ', row(), '1.0', false],
    ['for: spam, python: cp311, ', row(), '1.0', false],
    ['for: spam, python: cp312, platforms: linux, ', on('linux'), '1.0', true],
    ['for: null, python: null, ', row(), '1.0', true],
  ]
  for (const [selectors, of, at, expected] of table)
    it(`${selectors === '' ? 'no selector, ' : selectors}${expected ? 'for' : 'not for'} ${of.name} ${at} ${of.python.tag} ${of.platform.names.join()}`, () =>
      assert.equal(matches(selectors, of, at), expected))

  it('is settled in a moment, whatever the glob', () => {
    const glob = '*1'.repeat(45)
    assert.equal(matches(`python: "${glob}", `, row({ python: 'cp312-abi3' })), false)
    assert.equal(matches(`python: "${'*'.repeat(100)}", `, row()), true)
  })
})

describe('makingOf', () => {
  it('lets all that match speak, from top to bottom', () => {
    const recipes =
      '[{ repair: none, system_packages: [a] }, { for: cffi, repair: auto }, { for: spam, system_packages: [b], build: 3, pure: allow }]'
    assert.deepEqual(making(recipes, row()), {
      recipe: { ...noRecipe, repair: 'none', system_packages: ['a', 'b'] },
      build: 3,
      pure: true,
    })
  })

  it('lets what a platform itself says come first', () => {
    const keys = 'platform_tag: any, platform_instance: x, platform_arch: y, python: [cp314]'
    const { recipes } = matrix(
      '[{ platforms: p, repair: auto, environment: { A: null } }]',
      platforms.replace(
        'platforms:',
        `platforms:\n  p: { ${keys}, repair: none, system_packages: [gmake], environment: { A: '1', B: '1' } }`,
      ),
    )
    assert.deepEqual(makingOf(recipes, on('p'), version('1'), new Map()).recipe, {
      ...noRecipe,
      repair: 'auto',
      system_packages: ['gmake'],
      environment: { B: '1' },
    })
    assert.deepEqual(makingOf(recipes, on('linux'), version('1'), new Map()), plainMaking)
  })

  it('takes the files of a glob as they are given', () => {
    const { recipes } = matrix('[{ patches: [patches/*.patch] }]')
    const files = ['patches/1.patch', 'patches/2.patch'].map((path) => ({ path, sha256: sha256Of(path) }))
    assert.deepEqual(makingOf(recipes, row(), version('1'), new Map([['patches/*.patch', files]])).recipe.patches, files)
    assert.throws(() => makingOf(recipes, row(), version('1'), new Map()), { code: 'FILE_MISSING' })
  })

  it('gives every row the same of a recipe without selectors', () => {
    const { rows, recipes } = matrix('[{ repair: none }]')
    for (const one of rows) assert.equal(makingOf(recipes, one, version('1'), new Map()).recipe.repair, 'none')
  })

  it('changes nothing when a recipe is split in two with the same selectors', () => {
    const selectors = ['', 'for: spam, ', 'for: cffi, ', 'platforms: linux, ', 'python: cp312, ']
    const says = ['repair: none', 'system_packages: [a]', 'environment: { A: b }', 'build: 2', 'test_command: x']
    fc.assert(
      fc.property(fc.constantFrom(...selectors), fc.subarray(says, { minLength: 2 }), fc.nat(), (selector, parts, at) => {
        const cut = 1 + (at % (parts.length - 1))
        const split = [parts.slice(0, cut), parts.slice(cut)].map((half) => `{ ${selector}${half.join(', ')} }`)
        assert.deepEqual(making(`[${split.join(', ')}]`, on('linux')), making(`[{ ${selector}${parts.join(', ')} }]`, on('linux')))
      }),
    )
  })
})

describe('patchGlobs', () => {
  it('is every glob once, in its order', () =>
    assert.deepEqual(
      patchGlobs(matrix('[{ patches: [b/*, a] }, { repair: auto }, { for: cffi, patches: a }, { patches: null }]').recipes),
      ['b/*', 'a'],
    ))
})

describe('idleRules', () => {
  const idle = (recipes: string): string[] => {
    const { recipes: rules, rows } = matrix(recipes)
    return idleRules(rules, rows)
  }
  const table: [recipe: string, expected: RegExp | undefined][] = [
    ['{ repair: auto }', undefined],
    ['{ for: pyyaml, repair: auto }', undefined],
    ['{ for: pyyaml<5.4, repair: auto }', undefined],
    ['{ for: cffi>=7, repair: auto }', undefined],
    ['{ for: PyYML, repair: auto }', /^wheel_matrix\.yml: recipes\[0\] is for no wheel of the matrix\. Did you mean 'PyYAML'\?$/],
    ['{ for: elsewhere, repair: auto }', /^wheel_matrix\.yml: recipes\[0\] is for no wheel of the matrix\.$/],
    ['{ for: cffi, platforms: freebsd, repair: auto }', /recipes\[0\] is for no wheel/],
    ['{ python: cp310, repair: auto }', /recipes\[0\] is for no wheel/],
  ]
  for (const [recipe, expected] of table)
    it(`${recipe} is ${expected === undefined ? 'for some' : 'for none'}`, () => {
      const lines = idle(`[${recipe}]`)
      if (expected === undefined) assert.deepEqual(lines, [])
      else assert.match(lines.join('\n'), expected)
    })

  it('judges versions that are known', () => {
    const { recipes } = matrix('[{ for: spam<1, repair: auto }]')
    assert.equal(idleRules(recipes, [row({ choice: '1.0' })]).length, 1)
    assert.equal(idleRules(recipes, [row({ choice: 'latest' })]).length, 0)
  })

  it('says nothing of a platform that nobody builds on', () => {
    const { recipes } = matrix('[]', platforms.replace('platform_arch: x86_64 }', 'platform_arch: x86_64, repair: none }'))
    assert.equal(recipes.length, 1)
    assert.deepEqual(idleRules(recipes, []), [])
  })
})

describe('recipes', () => {
  const refused: [recipes: string, says: RegExp][] = [
    ['{}', /recipes must be a list, not a map/],
    ['[cffi]', /recipes\[0\] must be a map/],
    ['[{ for: cffi }]', /recipes\[0\] says nothing/],
    ['[{ repair: auto, test-command: x }]', /'test-command'.*Did you mean 'test_command'/],
    ['[{ repair: auto, platform: linux }]', /Did you mean 'platforms'/],
    ['[{ repair: auto, platforms: liunx }]', /recipes\[0\]\.platforms is 'liunx'.*Did you mean 'linux'/],
    ['[{ repair: auto, platforms: [] }]', /names no platform/],
    ['[{ repair: auto, for: [] }]', /recipes\[0\]\.for selects nothing/],
    ['[{ repair: auto, python: [] }]', /recipes\[0\]\.python selects nothing/],
    ['[{ repair: auto, for: "spam 1.0" }]', /no project with a version specifier/],
    ['[{ repair: auto, for: "spam[x]" }]', /extra, an address or a marker/],
    ['[{ repair: auto, for: "spam; os_name" }]', /extra, an address or a marker/],
    ['[{ repair: auto, for: "spam @ https://a.test" }]', /extra, an address or a marker/],
    ['[{ repair: auto, for: "" }]', /no project/],
    ['[{ repair: auto, python: "cp{1,2}" }]', /no glob on pythons/],
    ['[{ repair: auto, python: "3.14" }]', /no glob on pythons/],
    ['[{ repair: atuo }]', /recipes\[0\]\.repair.*Did you mean 'auto'/],
  ]
  for (const [recipes, says] of refused)
    it(`refuses ${recipes}`, () => refusesMatrix(`${platforms}\nrecipes: ${recipes}\npackages: {}`, says))
  it('may be none', () => assert.deepEqual(matrix('null').recipes, []))
})
