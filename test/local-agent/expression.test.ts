import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { check, evaluate, evaluateText, ExpressionError, holds, trace, type ExpressionContext } from '../../local-agent/expression.ts'

const VARIABLES: Readonly<Record<string, string>> = {
  'BUILD.REASON': 'Manual',
  X: 'x1',
  EMPTY: '',
  YES: 'true',
  'GM.HASJOBS': 'false',
  NAME: 'X',
}

const context: ExpressionContext = {
  variables: (name) => VARIABLES[name.toUpperCase()],
  dependencies: {
    plan: { result: 'Succeeded', outputs: { 'plan.gm.matrix': '{"a":{}}', 'plan.gm.hasJobs': 'true' } },
    build: { result: 'Failed', outputs: {} },
  },
  stageDependencies: { plan: { plan: { result: 'Succeeded', outputs: { 'gm.matrix': '{"b":{}}', 'cp39.step.var': 'leg' } } } },
}

const table = (rows: readonly (readonly [string, unknown])[]): void => {
  for (const [text, expected] of rows)
    it(`${text} is ${JSON.stringify(expected)}`, () => assert.deepEqual(evaluate(text, context), expected))
}

describe('expression: literals', () => {
  table([
    ["'it''s'", "it's"],
    ["''", ''],
    ['1.5', 1.5],
    ['-2', -2],
    ['.5', 0.5],
    ['True', true],
    ['false', false],
    ['null', null],
    ['  eq( 1 ,1 )  ', true],
  ])
})

describe('expression: what can be seen', () => {
  table([
    ["variables['Build.Reason']", 'Manual'],
    ["variables['build.reason']", 'Manual'],
    ['variables.x', 'x1'],
    ['Variables.X', 'x1'],
    ['variables[variables.name]', 'x1'],
    ['variables.absent', null],
    ["dependencies.plan.outputs['plan.gm.matrix']", '{"a":{}}'],
    ["dependencies.PLAN.outputs['Plan.GM.HasJobs']", 'true'],
    ["dependencies['plan']['result']", 'Succeeded'],
    ['dependencies.plan.outputs.absent', null],
    ["dependencies.absent.outputs['a.b']", null],
    ["stageDependencies.plan.plan.outputs['gm.matrix']", '{"b":{}}'],
    ["stageDependencies.plan.plan.outputs['cp39.step.var']", 'leg'],
    ['stageDependencies.plan.plan.result', 'Succeeded'],
  ])
})

describe('expression: comparison takes the type of the left operand', () => {
  table([
    ["eq('A', 'a')", true],
    ["ne('A', 'a')", false],
    ["eq('1', 1)", true],
    ["eq(1, '1.0')", true],
    ["eq(1000, '1,000')", true],
    ["eq('1', '1.0')", false],
    ["eq(1, 'one')", false],
    ["eq(0, '')", true],
    ['eq(0, null)', true],
    ["eq(null, '')", true],
    ['eq(null, 0)', false],
    ["eq('', null)", true],
    ["eq(true, 'anything')", true],
    ["eq(true, '')", false],
    ["eq('true', true)", true],
    ['eq(variables.yes, true)', true],
    ["eq(dependencies.plan, 'x')", false],
    ["eq(variables.absent, '')", true],
    ["ne(dependencies.absent.outputs['a.b'], 'false')", true],
    ['gt(2, 1)', true],
    ["gt(10, '9')", true],
    ["gt('10', '9')", false],
    ["lt('a', 'B')", true],
    ['ge(1, 1)', true],
    ['le(2, 1)', false],
    ["lt(null, '1')", true],
    ['gt(true, false)', true],
    ["in('b', 'A', 'B')", true],
    ["in('c', 'A', 'B')", false],
    ["notIn('c', 'A', 'B')", true],
    ["in(dependencies.build.result, 'Succeeded', 'SucceededWithIssues', 'Failed')", true],
  ])
})

describe('expression: functions', () => {
  table([
    ["and(true, 'x', 1)", true],
    ['and(true, 0)', false],
    ["or(false, '', null)", false],
    ["or(false, 'x')", true],
    ["not('')", true],
    ['xor(true, 1)', false],
    ["xor(true, '')", true],
    ["contains('ABC', 'b')", true],
    ["contains('ABC', '')", true],
    ["contains(123, '2')", true],
    ["contains(dependencies, 'plan')", false],
    ["startsWith('refs/heads/main', 'REFS/')", true],
    ["endsWith('refs/heads/main', 'MAIN')", true],
    ["coalesce(variables.absent, variables.empty, 'x')", 'x'],
    ['coalesce(null, null)', null],
    ["format('{0}-{1}-{0}', 'a', 2)", 'a-2-a'],
    ["format('{{0}} {0}', true)", '{0} True'],
  ])

  it('stop as soon as the answer is known', () => {
    for (const text of ["or(true, gt('a', dependencies))", "and(false, gt(1, 'x'))"]) assert.doesNotThrow(() => evaluate(text, context))
  })
})

describe('expression: status functions', () => {
  const rows: readonly (readonly [ExpressionContext, Readonly<Record<string, boolean>>])[] = [
    [step('succeeded'), { 'succeeded()': true, 'failed()': false, 'canceled()': false, 'always()': true, 'succeededOrFailed()': true }],
    [step('SucceededWithIssues'), { 'succeeded()': true, 'failed()': false, 'succeededOrFailed()': true }],
    [step('failed'), { 'succeeded()': false, 'failed()': true, 'succeededOrFailed()': true, 'not(canceled())': true }],
    [step('Canceled'), { 'succeeded()': false, 'failed()': false, 'canceled()': true, 'always()': true, 'succeededOrFailed()': false }],
    [graph({}), { 'succeeded()': true, 'failed()': false, 'succeededOrFailed()': true }],
    [graph({ a: 'Succeeded', b: 'SucceededWithIssues' }), { 'succeeded()': true, 'failed()': false }],
    [
      graph({ a: 'Succeeded', b: 'Failed' }),
      {
        'succeeded()': false,
        "succeeded('a')": true,
        "succeeded('A', 'b')": false,
        'failed()': true,
        "failed('a')": false,
        "failed('b')": true,
      },
    ],
    [graph({ a: 'Skipped' }), { 'succeeded()': false, 'failed()': false, 'succeededOrFailed()': false, 'not(canceled())': true }],
    [graph({ a: 'Succeeded' }), { "succeeded('unknown')": false }],
    [
      { ...graph({ a: 'Succeeded' }), canceled: true },
      { 'succeeded()': false, 'canceled()': true, 'always()': true, 'not(canceled())': false },
    ],
    [
      { ...graph({ a: 'Succeeded' }), upstream: { a: 'Succeeded', before: 'Failed' } },
      { 'succeeded()': false, "succeeded('a')": true },
    ],
  ]
  for (const [given, expected] of rows)
    for (const [text, value] of Object.entries(expected))
      it(`${text} of ${JSON.stringify({ ...given.dependencies, ...given.upstream, status: given.jobStatus })}`, () =>
        assert.equal(holds(text, given), value))
})

function step(jobStatus: string): ExpressionContext {
  return { variables: () => undefined, jobStatus }
}

function graph(results: Readonly<Record<string, string>>): ExpressionContext {
  const dependencies = Object.fromEntries(Object.entries(results).map(([name, result]) => [name, { result, outputs: {} }]))
  return { variables: () => undefined, dependencies }
}

describe('expression: what is refused', () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ['', /ends at position 1/],
    ['eq(1', /ends at position 5/],
    ['eq(1, 1) x', /'x' stands at position 10/],
    ['eq(1 1)', /'1' stands at position 6/],
    ["eq('a, 1)", /not closed at position 4/],
    ['a && b', /unexpected character '&'/],
    ['eq("a", 1)', /single quotes/],
    ['$(x)', /use variables\['x'\]/],
    ['1.2.3', /version literals/],
    ['eq(1)', /takes 2 arguments, 1 are given/],
    ['and(true)', /at least 2 arguments/],
    ['counter(1)', /unrecognized function 'counter'/],
    ["join(',', dependencies)", /unrecognized function 'join'/],
    ['dependencies.*.result', /unexpected character '\*'/],
    ['startWith(1, 2)', /Did you mean 'startsWith'\?/],
    ['varables.x', /Did you mean 'variables'\?/],
    ['parameters.x', /unrecognized value 'parameters'/],
    ['variables', /needs a name/],
    ["gt(1, 'x')", /'x' cannot be read as a number/],
    ['format(dependencies)', /Object cannot be read as text/],
    ["format('{1}', 'a')", /names no argument/],
    ["format('{', 'a')", /names no argument/],
    [`${'not('.repeat(51)}1${')'.repeat(51)}`, /50 deep/],
    [`'${'a'.repeat(21_000)}'`, /21000/],
  ]
  for (const [text, says] of rows)
    it(text.slice(0, 40), () =>
      assert.throws(
        () => evaluate(text, context),
        (error) => error instanceof ExpressionError && says.test(error.message),
      ),
    )

  it('dependencies, where a step asks for them', () =>
    assert.throws(() => evaluate('dependencies.a.result', step('succeeded')), /'dependencies' is not known here/))
  it('an object where text is needed', () => assert.throws(() => evaluateText('dependencies.plan', context), ExpressionError))
})

describe('expression: text, checks and traces', () => {
  it('null is empty text', () => assert.equal(evaluateText('variables.absent', context), ''))
  it('checks names and functions without working out', () => {
    check("and(succeeded(), eq(dependencies.any.outputs['a.b'], variables['c']))")
    assert.throws(() => check('and(true, foo(1))'), ExpressionError)
    assert.throws(() => check('eq(parameters.x, 1)'), ExpressionError)
    assert.throws(() => check('not(1, 2)'), ExpressionError)
  })
  it('traces a condition as the agent logs it', () =>
    assert.deepEqual(trace(" and(succeeded('plan'), ne(variables.absent, 'a''b')) ", context), [
      "Evaluating: and(succeeded('plan'), ne(variables.absent, 'a''b'))",
      "Expanded: and(True, ne(Null, 'a''b'))",
      'Result: True',
    ]))
})

describe('expression: laws', () => {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
  it('any text comes back from its literal', () =>
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => assert.equal(evaluate(quote(text), context), text))))
  it('eq is reflexive and ne its negation', () =>
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.equal(evaluate(`eq(${quote(a)}, ${quote(a)})`, context), true)
        assert.notEqual(evaluate(`eq(${quote(a)}, ${quote(b)})`, context), evaluate(`ne(${quote(a)}, ${quote(b)})`, context))
      }),
    ))
  it('any text is read or refused with an ExpressionError', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."eq(),'1.[]* variables".split('')) }), (text) => {
        try {
          evaluate(text, context)
        } catch (error) {
          assert.ok(error instanceof ExpressionError)
        }
      }),
    ))
})
