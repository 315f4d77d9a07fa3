import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe, type Patch } from '../../../core/build/recipe.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { makingFrom, mergeSaid } from '../../../core/wanted/recipe-merge.ts'
import { type RecipeKey, recipeKeys, type Said, type SaidValue } from '../../../core/wanted/recipe-said.ts'
import type { Making } from '../../../core/wanted/wanted.ts'
import { plainMaking } from './rows.ts'

const scalars: readonly RecipeKey[] = ['build', 'pure', 'retag', 'repair', 'test_command']
const maps: readonly RecipeKey[] = ['environment', 'test_environment', 'config_settings']
const orderly: readonly RecipeKey[] = ['before_build', 'config_settings']

const word = fc.constantFrom('a', 'b', 'c', 'd')
const list = fc.array(word, { maxLength: 3 })
const scalarOf: Readonly<Record<string, fc.Arbitrary<string>>> = {
  build: fc.nat(9).map(String),
  pure: fc.constant('allow'),
  retag: fc.constantFrom('true', 'false'),
}

function anyValue(key: RecipeKey): fc.Arbitrary<SaidValue> {
  const map = (value: fc.Arbitrary<SaidValue>): fc.Arbitrary<SaidValue> =>
    fc.dictionary(word, fc.option(value), { maxKeys: 3 }).map((one) => new Map(Object.entries(one)))
  if (scalars.includes(key)) return fc.option(scalarOf[key] ?? word)
  if (key === 'config_settings') return fc.option(map(fc.oneof(word, list)))
  return fc.option(maps.includes(key) ? map(word) : list)
}

/** What a recipe may say of some of its keys. */
const anySaid: fc.Arbitrary<Said> = fc
  .subarray([...recipeKeys])
  .chain((keys) => fc.tuple(...keys.map((key) => anyValue(key).map((value) => [key, value] as const))))
  .map((entries) => new Map(entries))
const several = fc.array(anySaid, { maxLength: 4 })

const patch = (path: string): Patch => ({ path, sha256: sha256Of(path) })
const patches = new Map(['a', 'b', 'c', 'd'].map((glob) => [glob, [patch(`${glob}/1.patch`), patch('both.patch')]]))
const making = (...all: readonly Said[]): Making => makingFrom(mergeSaid(all), patches, 'spam 1.0')
const said = (parts: Partial<Record<RecipeKey, SaidValue>>): Said =>
  new Map(recipeKeys.flatMap((key) => (parts[key] === undefined ? [] : [[key, parts[key]] as const])))
const map = (parts: Record<string, SaidValue>): SaidValue => new Map(Object.entries(parts))

describe('the merging of recipes', () => {
  const table: [why: string, all: Said[], expected: Partial<Making['recipe']>][] = [
    [
      'maps merge',
      [said({ environment: map({ A: '1', B: '1' }) }), said({ environment: map({ B: '2', C: '2' }) })],
      { environment: { A: '1', B: '2', C: '2' } },
    ],
    [
      'null clears a member',
      [said({ environment: map({ A: '1', B: '1' }) }), said({ environment: map({ A: null }) })],
      { environment: { B: '1' } },
    ],
    ['an empty text does not', [said({ environment: map({ A: '1' }) }), said({ environment: map({ A: '' }) })], { environment: { A: '' } }],
    [
      'null clears a map',
      [said({ environment: map({ A: '1' }) }), said({ environment: null }), said({ environment: map({ B: '1' }) })],
      { environment: { B: '1' } },
    ],
    ['lists append', [said({ system_packages: ['b'] }), said({ system_packages: ['a', 'b'] })], { system_packages: ['b', 'a'] }],
    ['an empty list changes nothing', [said({ system_packages: ['b'] }), said({ system_packages: [] })], { system_packages: ['b'] }],
    [
      'null clears a list',
      [said({ test_requires: ['b'] }), said({ test_requires: null }), said({ test_requires: ['c'] })],
      { test_requires: ['c'] },
    ],
    [
      'commands may come twice',
      [said({ before_build: ['make clean', 'x'] }), said({ before_build: ['make clean'] })],
      { before_build: ['make clean', 'x', 'make clean'] },
    ],
    [
      'scalars replace',
      [said({ repair: 'none', retag: 'true' }), said({ repair: 'auto', retag: 'false' })],
      { repair: 'auto', retag: false },
    ],
    ['null clears a scalar', [said({ repair: 'none', test_command: 'x' }), said({ repair: null })], { test_command: 'x' }],
    ['a setting is a list of one', [said({ config_settings: map({ a: '1' }) })], { config_settings: { a: ['1'] } }],
    [
      'a text replaces a setting',
      [said({ config_settings: map({ a: ['1', '2'] }) }), said({ config_settings: map({ a: '3' }) })],
      { config_settings: { a: ['3'] } },
    ],
    [
      'a list appends to a setting',
      [said({ config_settings: map({ a: '1' }) }), said({ config_settings: map({ a: ['2', '1'] }) })],
      { config_settings: { a: ['1', '2', '1'] } },
    ],
    [
      'null clears a setting',
      [said({ config_settings: map({ a: '1' }) }), said({ config_settings: map({ a: null, b: '2' }) })],
      { config_settings: { b: ['2'] } },
    ],
    [
      'a patch of two globs is applied once, where it came first',
      [said({ patches: ['b', 'a'] }), said({ patches: ['b'] })],
      { patches: [patch('b/1.patch'), patch('both.patch'), patch('a/1.patch')] },
    ],
  ]
  for (const [why, all, expected] of table)
    it(why, () => assert.deepEqual(making(...all), { ...plainMaking, recipe: { ...noRecipe, ...expected } }))

  it('says nothing where nothing is said', () => assert.deepEqual(making(), plainMaking))
  it('reads build and pure', () => {
    const { build, pure } = making(said({ build: '2', pure: 'allow' }))
    assert.deepEqual([build, pure], [2, true])
    assert.deepEqual(making(said({ build: '2', pure: 'allow' }), said({ build: null, pure: null })), plainMaking)
  })

  it('refuses a patch that no file is called by, and names the wheel', () => {
    assert.throws(() => making(said({ patches: ['gone/*.patch'] })), { code: 'FILE_MISSING', message: /gone\/\*\.patch.*spam 1\.0/ })
    assert.throws(() => makingFrom(said({ patches: ['a'] }), new Map([['a', []]]), 'spam'), { code: 'FILE_MISSING' })
  })
  it('does not miss a patch that was cleared', () =>
    assert.deepEqual(making(said({ patches: ['gone'] }), said({ patches: null })), plainMaking))
})

describe('laws of the merging of recipes', () => {
  it('is associative: recipes together may be merged before others', () =>
    fc.assert(
      fc.property(several, several, (a, b) => {
        // A null clears what stands above; merged away beforehand, it would clear no more.
        fc.pre(!b.some(hasNull))
        assert.deepEqual(making(...a, mergeSaid(b)), making(...a, ...b))
      }),
    ))

  it('changes nothing by a recipe that says nothing, wherever it stands', () =>
    fc.assert(fc.property(several, several, (a, b) => assert.deepEqual(making(...a, new Map(), ...b), making(...a, ...b)))))

  it('changes nothing when a recipe is split in two by its keys', () =>
    fc.assert(
      fc.property(several, anySaid, fc.subarray([...recipeKeys]), (above, one, keys) => {
        const [first, second] = [true, false].map((side) => new Map([...one].filter(([key]) => keys.includes(key) === side)))
        assert.deepEqual(making(...above, first ?? new Map(), second ?? new Map()), making(...above, one))
        assert.deepEqual(making(...above, second ?? new Map(), first ?? new Map()), making(...above, one))
      }),
    ))

  it('changes nothing when a list is split in two', () =>
    fc.assert(
      fc.property(several, list, list, fc.constantFrom<RecipeKey>('system_packages', 'before_build', 'patches'), (above, a, b, key) =>
        assert.deepEqual(making(...above, new Map([[key, a]]), new Map([[key, b]])), making(...above, new Map([[key, [...a, ...b]]]))),
      ),
    ))

  it('says the same for the same recipe twice, but for commands and settings', () =>
    fc.assert(
      fc.property(several, anySaid, (above, one) => {
        const once = new Map([...one].filter(([key]) => !orderly.includes(key)))
        assert.deepEqual(making(...above, once, once), making(...above, once))
      }),
    ))

  it('lets the later scalar win, and the later member of a map', () =>
    fc.assert(
      fc.property(several, word, word, (above, text, name) => {
        const { recipe } = making(...above, said({ test_command: text, environment: map({ [name]: text }) }))
        assert.deepEqual([recipe.test_command, recipe.environment[name]], [text, text])
      }),
    ))

  it('forgets by null all that stands above, whatever it is', () =>
    fc.assert(
      fc.property(several, several, fc.constantFrom(...recipeKeys), (above, below, key) => {
        const others = above.map((one) => new Map([...one].filter(([other]) => other !== key)))
        assert.deepEqual(making(...above, new Map([[key, null]]), ...below), making(...others, ...below))
      }),
    ))

  it('keeps the order of what stands in lists', () =>
    fc.assert(
      fc.property(fc.array(list, { maxLength: 4 }), (lists) =>
        assert.deepEqual(making(...lists.map((one) => said({ before_build: one }))).recipe.before_build, lists.flat()),
      ),
    ))
})

function hasNull(one: Said): boolean {
  return [...one.values()].some((value) => value === null || (value instanceof Map && [...value.values()].includes(null)))
}
