import assert from 'node:assert/strict'
import type { Matrix } from '../../../core/matrix/matrix-file.ts'
import { parseMatrixFile } from '../../../core/matrix/parse.ts'
import { Problem } from '../../../core/problem.ts'
import { problemCode } from '../../fakes/problem-code.ts'

/** `a=1|2`, and of a set `group=first{a=1;b=2}`. */
function shown(matrix: Matrix): string[] {
  const values = (pairs: readonly (readonly [string, string])[]): string => pairs.map((pair) => pair.join('=')).join(';')
  return matrix.map(
    ({ name, choices }) =>
      `${name}=${choices.map((one) => (one.isSet ? `${one.name}{${values(one.values)}}` : one.values.map(([, value]) => value).join())).join('|')}`,
  )
}

describe('parseMatrixFile', () => {
  const matrices: [what: string, text: string, matrix: string[]][] = [
    ['lists', 'matrix: { a: [1, 2], b: [x] }', ['a=1|2', 'b=x']],
    ['values alone', 'matrix: { a: 1, b: x }', ['a=1', 'b=x']],
    ['values as they are written', 'matrix: { a: [3.10, 1.0, no, 0x1f, 1e3, True] }', ['a=3.10|1.0|no|0x1f|1e3|True']],
    ['numbers and flags of JSON', '{ "matrix": { "a": [1, 3.10, true, "3.10"] } }', ['a=1|3.10|true|3.10']],
    ['null', 'matrix: { a: null, b: [~, x], c: }', ['a=', 'b=|x', 'c=']],
    ['an empty text', '{ "matrix": { "a": ["", "x"] } }', ['a=|x']],
    ['parameter sets', 'matrix: { g: { one: { a: 1, b: 2 }, two: { a: 3 } } }', ['g=one{a=1;b=2}|two{a=3}']],
    ['an empty set', 'matrix: { g: { one: {} } }', ['g=one{}']],
    ['values within a group', 'matrix: { g: { a: 1, s: { b: 2 } } }', ['g=1|s{b=2}']],
    ['keys in any case', '{ "MATRIX": { "a": "1" } }', ['a=1']],
    ['names that are numbers, in their order', 'matrix:\n  x: [1]\n  312: [a]\n  39: [b]', ['x=1', '312=a', '39=b']],
    ['anchors', 'x-l: &l [1, 2]\nmatrix: { a: *l }', ['a=1|2']],
    ['a schema', '{ "$schema": "https://example.test/s.json", "matrix": { "a": "1" } }', ['a=1']],
    ['comments in JSON', '{ // why\n"matrix": { "a": ["1",] } }', ['a=1']],
    ['tabs in JSON', '{\n\t"matrix": {\n\t\t"a": [\t"1"\t]\n\t}\n}', ['a=1']],
    ['escapes of JSON', '{ "matrix": { "a": "\\/\\u00e9\\t" } }', ['a=/\u00e9\t']],
    ['a byte order mark', '\uFEFF{ "matrix": { "a": "1" } }', ['a=1']],
    [
      'names of what all objects have',
      'matrix: { constructor: [1], __proto__: [2], toString: x }',
      ['constructor=1', '__proto__=2', 'toString=x'],
    ],
    ['nothing', 'matrix: {}', []],
  ]
  for (const [what, text, matrix] of matrices)
    it(`reads ${what}`, () => assert.deepEqual(parseMatrixFile(text, 'm.yml').matrices.map(shown), [matrix]))

  it('reads all that a file has', () => {
    const file = parseMatrixFile(
      `displayNames: { --enableFoo: withfoo, X: ~ }
matrix: { $IMPORT: " eng/base.json ", a: [1] }
include: [{ a: [2, 3] }, {}]
exclude: { b: 4 }`,
      'm.yml',
    )
    assert.deepEqual(
      { ...file, matrices: file.matrices.map(shown), include: file.include.map(shown), exclude: file.exclude.map(shown) },
      {
        source: 'm.yml',
        matrices: [['a=1']],
        imports: 'eng/base.json',
        include: [['a=2|3'], []],
        exclude: [['b=4']],
        displayNames: new Map([
          ['--enablefoo', 'withfoo'],
          ['x', ''],
        ]),
        variables: [],
        legName: undefined,
        maxParallel: undefined,
      },
    )
  })

  it('has no import, include, exclude or display names where none are written', () => {
    const { imports, include, exclude, displayNames } = parseMatrixFile('{ matrix: { a: 1 }, include: , displayNames: null }', 'm.yml')
    assert.deepEqual({ imports, include, exclude, displayNames }, { imports: undefined, include: [], exclude: [], displayNames: new Map() })
  })

  const refused: [what: string, text: string][] = [
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[1, 2]'],
    ['a text', 'matrix'],
    ['broken JSON', '{ "matrix": { "a": [ } }'],
    ['broken YAML', 'matrix: {'],
    ['two documents', 'matrix: {}\n---\nmatrix: {}'],
    ['a wheel matrix', 'packages: { spam: { versions: {} } }'],
    ['neither matrix nor include', 'exclude: []'],
    ['a misspelt key', 'matrix: { a: 1 }\nincludes: []'],
    ['a key twice', '{ "matrix": {}, "Matrix": {} }'],
    ['a matrix that is a list', 'matrix: [a, b]'],
    ['a matrix that is a text', 'matrix: windows'],
    ['an include that is a text', 'include: windows'],
    ['an include of texts', 'matrix: { a: 1 }\ninclude: [windows]'],
    ['a parameter without values', 'matrix: { a: [] }'],
    ['a group without sets', 'matrix: { a: {} }'],
    ['a parameter twice ignoring case', 'matrix: { Framework: [1], framework: [2] }'],
    ['a set that sets a parameter twice', 'matrix: { g: { s: { a: 1, A: 2 } } }'],
    ['two sets of one name', 'matrix: { g: { s: { a: 1 }, S: { a: 2 } } }'],
    ['a parameter that a group sets too', 'matrix: { Pool: [x], g: { s: { pool: y } } }'],
    ['an exclude that contradicts itself', 'matrix: { a: 1 }\nexclude: [{ Pool: x, g: { s: { pool: y } } }]'],
    ['a list of maps', 'matrix: { g: [{ a: 1 }] }'],
    ['a list of lists', 'matrix: { a: [[1]] }'],
    ['a list in a set', 'matrix: { g: { s: { a: [1] } } }'],
    ['a list in a group', 'matrix: { g: { s: [1] } }'],
    ['a map in a set', 'matrix: { g: { s: { a: { b: c } } } }'],
    ['an import without a path', 'matrix: { $IMPORT: "" }'],
    ['an import that is a list', 'matrix: { $IMPORT: [a, b] }'],
    ['an import that is null', 'matrix: { $IMPORT: ~ }'],
    ['two imports', 'matrix: { $IMPORT: a, $import: b }'],
    ['an import in an include', 'include: [{ $IMPORT: a }]'],
    ['an import in an exclude', 'matrix: { a: 1 }\nexclude: [{ $IMPORT: a }]'],
    ['an import in a set', 'matrix: { g: { s: { $IMPORT: a } } }'],
    ['a parameter without a name', 'matrix: { "": 1 }'],
    ['a parameter of a set without a name', 'matrix: { g: { s: { " ": 1 } } }'],
    ['job_data', 'matrix: { Job_Data: x }'],
    ['a name that only the agent gives', 'matrix: { PATH: x }'],
    ['a name of the agent in a set', 'matrix: { g: { s: { System.AccessToken: x } } }'],
    ['a name of the agent in an include', 'include: [{ Agent.TempDirectory: x }]'],
    ['a name that no variable can have', 'matrix: { g: { "HOME=/tmp;X": x } }'],
    ['job_data in a set', 'matrix: { g: { s: { job_data: x } } }'],
    ['display names that are a list', 'matrix: { a: 1 }\ndisplayNames: [a]'],
    ['a display name that is a list', 'matrix: { a: 1 }\ndisplayNames: { a: [b] }'],
    ['one value displayed twice', 'matrix: { a: 1 }\ndisplayNames: { a: b, A: c }'],
  ]
  for (const [what, text] of refused)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => parseMatrixFile(text, 'm.yml')),
        'MATRIX_INVALID',
      ))

  const told: [text: string, says: RegExp][] = [
    ['matrix:\n  a: 1\ninclud: []', /m\.yml, line 3: .*include/],
    ['matrix:\n  g:\n    s:\n      a: [1]', /m\.yml, line 4: matrix\.g\.s\.a must be a text, not a list/],
    ['{\n// why\n"matrix": {\n"a": [] } }', /m\.yml, line 4: matrix\.a has no values/],
    ['matrix:\n  A: 1\n  a: 2', /m\.yml, line 3: .*'A'/],
  ]
  for (const [text, says] of told)
    it(`names the place: ${says.source}`, () =>
      assert.throws(
        () => parseMatrixFile(text, 'm.yml'),
        (error) => error instanceof Problem && says.test(error.text),
      ))
})
