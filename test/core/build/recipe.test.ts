import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe, parseRecipe, type Recipe, recipeDigest, recipeJson } from '../../../core/build/recipe.ts'
import { canonical } from '../../../core/canonical.ts'
import { Field, parseJson } from '../../../core/json.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { anyRecipe } from '../pipeline/packages.ts'

const read = (value: unknown): Recipe => parseRecipe(new Field(value, 'job_data', 'PLAN_INVALID', ['recipe']))
const patch = { path: 'patches/a.patch', sha256: sha256Of('a') }
const full: Recipe = {
  system_packages: ['gmake'],
  environment: { A: 'b' },
  environment_pass: ['TOKEN'],
  build_constraints: ['Cython<3'],
  config_settings: { a: ['b', 'c'] },
  patches: [patch],
  before_build: ['rustc --version'],
  repair: 'none',
  retag: true,
  test_requires: ['pytest'],
  test_constraints: ['pytest<9'],
  test_environment: { C: 'd' },
  test_command: 'pytest',
}

describe('recipeJson and parseRecipe', () => {
  it('give the same recipe back', () =>
    fc.assert(
      fc.property(anyRecipe, (recipe) =>
        assert.deepEqual(parseRecipe(parseJson(canonical(recipeJson(recipe)), 'job_data', 'PLAN_INVALID')), recipe),
      ),
    ))
  it('give patches back', () => assert.deepEqual(read(recipeJson(full)), full))
  it('hold nothing of what is empty', () => {
    assert.deepEqual(recipeJson(noRecipe), {})
    assert.deepEqual(Object.keys(recipeJson({ ...noRecipe, retag: true, environment: { A: '' } })), ['environment', 'retag'])
  })
  it('take what is missing as empty, and what is not known as nothing', () => {
    assert.deepEqual(read({}), noRecipe)
    assert.deepEqual(read({ later: 1, repair: null }), noRecipe)
  })
  for (const broken of [
    [],
    'x',
    { repair: 1 },
    { retag: 'true' },
    { system_packages: 'a' },
    { environment: { A: 1 } },
    { patches: [{ path: 'a', sha256: 'b' }] },
  ])
    it(`refuse ${JSON.stringify(broken)}`, () => assert.throws(() => read(broken), { code: 'PLAN_INVALID' }))
})

describe('recipeDigest', () => {
  it('is the same in every run', () =>
    assert.equal(recipeDigest(noRecipe), '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'))

  it('does not hang on the order of names', () =>
    assert.equal(
      recipeDigest({ ...noRecipe, environment: { A: '1', B: '2' } }),
      recipeDigest({ ...noRecipe, environment: { B: '2', A: '1' } }),
    ))

  it('is that of the same recipe read back', () =>
    fc.assert(fc.property(anyRecipe, (recipe) => assert.equal(recipeDigest(read(recipeJson(recipe))), recipeDigest(recipe)))))

  const changes: Partial<Recipe>[] = [
    { system_packages: ['gmake', 'libyaml'] },
    { environment: { A: 'c' } },
    { environment_pass: [] },
    { build_constraints: ['Cython<4'] },
    { config_settings: { a: ['c', 'b'] } },
    { patches: [{ ...patch, sha256: sha256Of('b') }] },
    { before_build: [] },
    { repair: 'auto' },
    { retag: false },
  ]
  for (const change of changes)
    it(`changes with ${Object.keys(change).join()}`, () => assert.notEqual(recipeDigest({ ...full, ...change }), recipeDigest(full)))

  const tests: Partial<Recipe>[] = [{ test_requires: [] }, { test_constraints: [] }, { test_environment: {} }, { test_command: 'tox' }]
  for (const change of tests)
    it(`does not with ${Object.keys(change).join()}, which makes no other wheel`, () =>
      assert.equal(recipeDigest({ ...full, ...change }), recipeDigest(full)))

  it('tells two recipes apart', () =>
    fc.assert(
      fc.property(anyRecipe, anyRecipe, (a, b) => {
        const untested = { test_requires: [], test_constraints: [], test_environment: {}, test_command: '' }
        const making = (recipe: Recipe): string => canonical(recipeJson({ ...recipe, ...untested }))
        assert.equal(recipeDigest(a) === recipeDigest(b), making(a) === making(b))
      }),
    ))
})
