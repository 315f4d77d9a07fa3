import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Variable } from '../../../local-agent/record.ts'
import { Masker } from '../../../local-agent/worker/masking.ts'
import { isListedReadOnly } from '../../../local-agent/worker/read-only.ts'
import { replaceMacros, Variables } from '../../../local-agent/worker/variables.ts'
import { asVariable } from './one-job.ts'

function store(values: Readonly<Record<string, string | Partial<Variable>>>): { variables: Variables; masker: Masker; warnings: string[] } {
  const masker = new Masker()
  const variables = new Variables(
    masker,
    Object.entries(values).map(([name, value]): [string, Variable] => [name, asVariable(value)]),
  )
  return { variables, masker, warnings: variables.recalculate() }
}

/** `v1` = `$(v2)` = … of so many variables. */
function chain(length: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length }, (_, at) => [`v${at + 1}`, at + 1 === length ? 'end' : `$(v${at + 2})`]))
}

describe('Variables', () => {
  const EXPANDED: readonly (readonly [what: string, values: Record<string, string>, expected: string])[] = [
    ['no macro', { x: 'a' }, 'a'],
    ['a macro', { x: 'a$(y)b', y: '1' }, 'a1b'],
    ['a name in any case', { x: '$(Y.Z)', 'y.z': '1' }, '1'],
    ['nested macros', { x: '$(y)', y: '$(z)$(z)', z: '1' }, '11'],
    ['unknown macros', { x: '$(y) $() $( $(y', z: '' }, '$(y) $() $( $(y'],
    ['a macro in an unknown one', { x: '$(a$(y))', y: '1' }, '$(a1)'],
    ['a name that expansion would make', { x: '$($(y))', y: 'z', z: '1' }, '$(z)'],
    ['an empty value', { x: '<$(y)>', y: '' }, '<>'],
  ]
  for (const [what, values, expected] of EXPANDED)
    it(`expands ${what}`, () => {
      const { variables, warnings } = store(values)
      assert.deepEqual([variables.get('x'), warnings], [expected, []])
    })

  it('expands fifty variables deep, and no deeper', () => {
    const fits = store(chain(50))
    assert.deepEqual([fits.variables.get('v1'), fits.warnings.length], ['end', 0])
    const tooDeep = store(chain(51))
    assert.equal(tooDeep.variables.get('v1'), '$(v2)')
    assert.equal(tooDeep.variables.get('v2'), 'end')
    assert.deepEqual(tooDeep.warnings, ["Unable to expand variable 'v1'. The max expansion depth (50) was exceeded."])
  })

  it('leaves a circle as it is, with a warning each', () => {
    const { variables, warnings } = store({ a: '$(b)', b: '$(a)', c: '$(c)', d: 'x$(a)' })
    assert.deepEqual([variables.get('a'), variables.get('b'), variables.get('c'), variables.get('d')], ['$(b)', '$(a)', '$(c)', 'x$(a)'])
    assert.equal(warnings.length, 4)
  })

  it('expands what was set only from the next step on', () => {
    const { variables } = store({ y: '1' })
    variables.set('x', '$(y)')
    assert.equal(variables.get('x'), '$(y)')
    variables.recalculate()
    assert.equal(variables.get('x'), '1')
    variables.set('y', '2')
    variables.recalculate()
    assert.equal(variables.get('x'), '2')
  })

  it('makes a secret of what a secret is in', () => {
    const { variables, masker } = store({ x: 'user:$(s)', s: { value: 'hunter2', secret: true } })
    assert.equal(variables.all().find(({ name }) => name === 'x')?.secret, true)
    assert.equal(masker.mask('user:hunter2'), '***')
  })

  it('keeps secret and read-only for ever', () => {
    const { variables } = store({ x: { value: 'a', secret: true, readOnly: true } })
    const { secret, readOnly } = variables.set('X', 'b')
    assert.deepEqual([secret, readOnly, variables.get('x')], [true, true, 'b'])
  })

  it('protects what is flagged, and what is listed once it exists', () => {
    const { variables } = store({ flagged: { readOnly: true }, 'Build.BuildNumber': '1', free: '' })
    const names = ['FLAGGED', 'build.buildNumber', 'free', 'agent.os', 'new']
    assert.deepEqual(
      names.map((name) => variables.isReadOnly(name)),
      [true, true, false, false, false],
    )
  })
})

describe('replaceMacros', () => {
  const lookup = (name: string): string | undefined => ({ a: '1', b: '$(a)', c: '' })[name]
  const CASES: readonly (readonly [text: string, expected: string])[] = [
    ['', ''],
    ['$(a)', '1'],
    ['x$(a)y$(a)z', 'x1y1z'],
    ['$(b)', '$(a)'],
    ['$(c)', ''],
    ['$(d)', '$(d)'],
    ['$($(a))', '$(1)'],
    ['$$(a)', '$1'],
    ['$(a', '$(a'],
    ['$()', '$()'],
    ['$(A)', '$(A)'],
    ['$[a]${{a}}', '$[a]${{a}}'],
  ]
  for (const [text, expected] of CASES) it(`makes '${expected}' of '${text}'`, () => assert.equal(replaceMacros(text, lookup), expected))

  it('leaves every text alone whose macros nobody knows', () => {
    const text = fc.array(fc.constantFrom('$', '(', ')', '$(', 'x', ' ')).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (one) =>
        assert.equal(
          replaceMacros(one, () => undefined),
          one,
        ),
      ),
    )
  })
})

describe('isListedReadOnly', () => {
  for (const name of [
    'agent.jobstatus',
    'Agent.TempDirectory',
    'BUILD.SOURCESDIRECTORY',
    'pipeline.workspace',
    'system.accessToken',
    'task.displayName',
    'release.releaseId',
    'agent.cainfo',
  ])
    it(`lists ${name}`, () => assert.equal(isListedReadOnly(name), true))
  for (const name of ['path', 'build.buildId', 'my.variable', 'agent'])
    it(`does not list ${name}`, () => assert.equal(isListedReadOnly(name), false))
})
