import assert from 'node:assert/strict'
import { Ask, isUnresolved } from '../../core/ask.ts'
import type { ProblemCode } from '../../core/problem.ts'

const ask = (inputs: Record<string, string>, variables: Record<string, string> = {}): Ask =>
  new Ask({
    input: (name) => inputs[name],
    variable: (name) => variables[name],
    inputs: Object.keys(inputs).map((name) => name.toUpperCase()),
  })

const refused = (code: ProblemCode, pattern: RegExp, work: () => unknown): void =>
  assert.throws(
    work,
    (error: unknown) =>
      error instanceof Error && 'code' in error && error.code === code && 'text' in error && pattern.test(String(error.text)),
  )

describe('Ask', () => {
  it('takes an unset input, a blank one and an unresolved macro as not given', () => {
    for (const value of ['', '   ', '$(job_data)']) assert.equal(ask({ jobData: value }).optional('jobData'), undefined)
    assert.equal(ask({}).text('mode', 'wheels'), 'wheels')
  })

  it('tells an input whose macro nobody replaced from one that is not set', () =>
    assert.deepEqual(
      ['$(x)', ' $(x) ', 'y', '', 'a $(x)'].map((a) => ask({ a }).isUnset('a')),
      [true, true, false, false, false],
    ))

  it('names the macro that nobody set when an input is required', () =>
    refused('INPUT_MISSING', /'store'.*\$\(store\)/, () => ask({ store: '$(store)' }).required('store', 'Set it.')))

  it('keeps a value that merely contains a macro', () => assert.equal(ask({ a: 'x$(y)' }).optional('a'), 'x$(y)'))

  it('reads a list, one item a line', () => assert.deepEqual(ask({ files: ' a \r\n\n b\n$(none)\n' }).lines('files'), ['a', 'b']))

  const flags: [string, boolean][] = [
    ['true', true],
    ['True', true],
    ['FALSE', false],
  ]
  for (const [text, value] of flags) it(`reads ${text} as ${value}`, () => assert.equal(ask({ a: text }).flag('a', !value), value))
  it('refuses another word for a flag', () => refused('INPUT_INVALID', /'a' is 'yes'/, () => ask({ a: 'yes' }).flag('a', true)))

  it('picks an option in any case and names the nearest for another', () => {
    assert.equal(ask({ mode: 'Publish' }).pick('mode', ['publish', 'plan'], 'plan'), 'publish')
    refused('INPUT_INVALID', /Did you mean 'publish'/, () => ask({ mode: 'publsh' }).pick('mode', ['publish', 'plan'], 'plan'))
  })

  const wholes: [string, boolean][] = [
    ['0', true],
    ['12', true],
    ['13', false],
    ['-1', false],
    ['1.5', false],
    ['1e1', false],
    ['many', false],
  ]
  for (const [text, good] of wholes) {
    it(`${good ? 'takes' : 'refuses'} ${text} as a whole number from 0 to 12`, () => {
      if (good) assert.equal(ask({ n: text }).whole('n', 5, 0, 12), Number(text))
      else refused('INPUT_INVALID', /from 0 to 12/, () => ask({ n: text }).whole('n', 5, 0, 12))
    })
  }

  it('refuses an input that nobody asked for, with the nearest name', () => {
    const misspelt = ask({ wheelMatrx: 'a.yml' })
    misspelt.text('wheelMatrix', 'wheel_matrix.yml')
    refused('INPUT_UNKNOWN', /wheelmatrx.*Did you mean 'wheelMatrix'/, () => misspelt.nothingElse())
  })

  it('takes an empty variable as not set', () => assert.equal(ask({}, { 'Build.Reason': '' }).variable('Build.Reason'), undefined))
})

describe('isUnresolved', () => {
  for (const [text, expected] of [
    ['$(a)', true],
    [' $(a.b c) ', true],
    ['$(a)b', false],
    ['$()', false],
    ['$(a)$(b)', false],
  ] as const)
    it(`${text} ${expected ? 'is' : 'is not'} an unresolved macro`, () => assert.equal(isUnresolved(text), expected))
})
