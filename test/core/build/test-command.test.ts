import assert from 'node:assert/strict'
import { noRecipe } from '../../../core/build/recipe.ts'
import { passedTo, testEnvironment, testsOf } from '../../../core/build/test-command.ts'

const inputs = { command: 'pytest', requires: ['pytest'], constraints: ['pytest<9'], environment: { A: '1', B: '1' }, extras: ['fast'] }

describe('the tests of a row', () => {
  it('are those of the inputs where the recipe says nothing', () => assert.deepEqual(testsOf(noRecipe, inputs), inputs))
  it('are those of the recipe where it says something, part by part', () => {
    const recipe = { ...noRecipe, test_command: 'unittest', test_constraints: ['x<1'], test_environment: { B: '2' } }
    assert.deepEqual(testsOf(recipe, inputs), {
      ...inputs,
      command: 'unittest',
      constraints: ['x<1'],
      environment: { A: '1', B: '2' },
    })
  })
})

describe('the environment of tests', () => {
  const of = (build: Record<string, string>, own: Record<string, string> = {}): Readonly<Record<string, string>> =>
    testEnvironment(build, own, { folder: '/venv/bin', separator: ':' })
  it('has the programs of its virtual environment first', () => assert.equal(of({ PATH: '/bin' })['PATH'], '/venv/bin:/bin'))
  it('has them first of a path that tests are given', () =>
    assert.equal(of({ PATH: '/bin' }, { PATH: '/x:$PATH' })['PATH'], '/venv/bin:/x:/bin'))
  it('has the variable as Windows spells it', () =>
    assert.deepEqual(testEnvironment({ Path: 'C:\\W' }, {}, { folder: 'V', separator: ';' }), { Path: 'V;C:\\W' }))
  for (const name of ['PIP_CONSTRAINT', 'PIP_BUILD_CONSTRAINT', 'UV_CONSTRAINT', 'UV_BUILD_CONSTRAINT', 'pip_constraint'])
    it(`has no ${name} of builds`, () => assert.ok(!Object.hasOwn(of({ [name]: 'x' }), name)))
  it('has what else builds see, and its own on top', () => {
    const { CFLAGS, LEVEL } = of({ CFLAGS: '-O1', LEVEL: '1' }, { LEVEL: '2' })
    assert.deepEqual([CFLAGS, LEVEL], ['-O1', '2'])
  })
})

describe('what tests see of the step by name', () => {
  const step = { TOKEN: 'one', Token2: 'two', AWS_SECRET: 'three', UNSET: undefined }
  it('is what is set, and what no build sees they do not see', () =>
    assert.deepEqual(passedTo(['TOKEN', 'AWS_SECRET', 'UNSET', 'OTHER', 'TOKEN2'], step, false), { TOKEN: 'one' }))
  it('is told apart by no case on Windows', () =>
    assert.deepEqual(passedTo(['token', 'TOKEN2'], step, true), { TOKEN: 'one', Token2: 'two' }))
})
