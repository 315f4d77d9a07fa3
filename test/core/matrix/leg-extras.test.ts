import assert from 'node:assert/strict'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import { parseMatrixFile } from '../../../core/matrix/parse.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { Problem } from '../../../core/problem.ts'

const read = (text: string): MatrixFile => parseMatrixFile(`matrix: { a: 1 }\n${text}`, 'm.yml')

function message(text: string): string {
  try {
    return JSON.stringify(read(text))
  } catch (error) {
    return error instanceof Problem ? error.text : String(error)
  }
}

describe('parseVariables', () => {
  const entries: [what: string, text: string, variables: MatrixFile['variables']][] = [
    ['nothing', 'variables:', []],
    [
      'an entry for all legs',
      "variables: [{ set: { b: 'true', C: ~ } }]",
      [
        {
          at: 'm.yml: variables[0]',
          where: [],
          set: [
            ['b', 'true'],
            ['C', ''],
          ],
        },
      ],
    ],
    ['one entry alone', 'variables: { set: { b: 1.0 } }', [{ at: 'm.yml: variables[0]', where: [], set: [['b', '1.0']] }]],
    ['an empty where', 'variables: [{ where: , set: { b: 1 } }]', [{ at: 'm.yml: variables[0]', where: [], set: [['b', '1']] }]],
    [
      'conditions of one value, of several and of none',
      'variables:\n- { set: { b: 1 } }\n- { where: { a: 3.10, os: [x, "", 0x1f], n: null }, set: { b: "{a} $(x)" } }',
      [
        { at: 'm.yml: variables[0]', where: [], set: [['b', '1']] },
        {
          at: 'm.yml: variables[1]',
          where: [
            ['a', ['3.10']],
            ['os', ['x', '', '0x1f']],
            ['n', ['']],
          ],
          set: [['b', '{a} $(x)']],
        },
      ],
    ],
    ['keys in any case', 'Variables: [{ set: { b: 1 } }]', [{ at: 'm.yml: variables[0]', where: [], set: [['b', '1']] }]],
  ]
  for (const [what, text, variables] of entries) it(`reads ${what}`, () => assert.deepEqual(read(text).variables, variables))

  const refused: [what: string, text: string, says: RegExp][] = [
    ['a map of variables', 'variables: { b: 1 }', /line 2.*'b'.*where, set/],
    ['a misspelled key', 'variables: [{ whre: { a: 1 }, set: { b: 1 } }]', /'whre'.*Did you mean 'where'/],
    ['an entry that sets nothing', 'variables: [{ where: { a: 1 } }]', /variables\[0\]\.set/],
    ['an entry whose set is empty', 'variables: [{ set: {} }]', /set sets no variable/],
    ['a text', 'variables: release', /must be a map/],
    ['a list as a value', 'variables: [{ set: { b: [1, 2] } }]', /must be a text, not a list/],
    ['a map as a condition', 'variables: [{ where: { a: { b: 1 } }, set: { c: 1 } }]', /must be a text, not a map/],
    ['no value at all', 'variables: [{ where: { a: [] }, set: { c: 1 } }]', /where\.a has no values/],
    ['a name twice', 'variables: [{ set: { b: 1, B: 2 } }]', /same name as 'b'/],
    ['a condition twice', 'variables: [{ where: { a: 1, A: 1 }, set: { b: 1 } }]', /same name as 'a'/],
    ['a name that no variable can have', 'variables: [{ set: { job_data: 1 } }]', /'job_data' tells a job its work/],
    ['a name that the agent keeps', 'variables: [{ set: { Agent.Name: 1 } }]', /'Agent\.Name'/],
    ['an empty name', 'variables: [{ set: { " ": 1 } }]', /is empty/],
    ['variables of variables', 'variables: [{ set: { __proto__: 1 }, x: 1 }]', /'x'/],
  ]
  for (const [what, text, says] of refused)
    it(`refuses ${what}, and says where`, () => {
      assert.equal(
        problemCode(() => read(text)),
        'MATRIX_INVALID',
      )
      assert.match(message(text), says)
    })

  it('keeps names of what all objects have', () =>
    assert.deepEqual(read('variables: [{ where: { constructor: 1 }, set: { __proto__: x, toString: y } }]').variables[0], {
      at: 'm.yml: variables[0]',
      where: [['constructor', ['1']]],
      set: [
        ['__proto__', 'x'],
        ['toString', 'y'],
      ],
    }))
})

describe('parseLegName', () => {
  const names: [text: string, parts: MatrixFile['legName']][] = [
    ['py{python}_{os}', [{ text: 'py' }, { of: 'python' }, { text: '_' }, { of: 'os' }]],
    ['{ a }', [{ of: 'a' }]],
    ['test', [{ text: 'test' }]],
    ['{Agent.Pool name}{a}', [{ of: 'Agent.Pool name' }, { of: 'a' }]],
    ['', undefined],
    ['~', undefined],
  ]
  for (const [text, parts] of names)
    it(`reads '${text}'`, () => assert.deepEqual(read(`legName: ${text === '~' ? text : JSON.stringify(text)}`).legName, parts))

  for (const text of ['py {python}', 'py-{python}', 'py{python', 'py}', '{}', 'a{{b}}', 'ä', '$(python)', '{a}.{b}'])
    it(`refuses '${text}'`, () =>
      assert.equal(
        problemCode(() => read(`legName: ${JSON.stringify(text)}`)),
        'MATRIX_INVALID',
      ))

  it('refuses one that is longer than any name', () =>
    assert.match(message(`legName: "${'{a}'.repeat(101)}"`), /legName has 303 characters/))

  it('refuses a list', () => assert.match(message('legName: [a]'), /must be a text, not a list/))
})

describe('parseMaxParallel', () => {
  for (const [text, most] of [
    ['8', 8],
    ['0', 0],
    ["'2'", 2],
    ['', undefined],
    ['~', undefined],
    ['999999', 999_999],
  ] as const)
    it(`reads '${text}'`, () => assert.equal(read(`maxParallel: ${text}`).maxParallel, most))

  for (const text of ['-1', '1.5', 'two', '1000000', '0x2', '[1]', '$(n)'])
    it(`refuses ${text}`, () =>
      assert.equal(
        problemCode(() => read(`maxParallel: ${text}`)),
        'MATRIX_INVALID',
      ))
})
