import assert from 'node:assert/strict'
import type { Field } from '../../core/json.ts'
import { Problem } from '../../core/problem.ts'
import { parseYaml } from '../../core/yaml.ts'

const read = (text: string): unknown => parseYaml(text, 'f.yml', 'MATRIX_INVALID').value
const nine = (name: string): string => Array.from({ length: 9 }, () => `*${name}`).join(',')
const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${nine('abcdefghi'[at] ?? '')}]`)]

describe('parseYaml', () => {
  const texts: [given: string, expected: unknown, why: string][] = [
    ['a: 3.10', { a: '3.10' }, 'a number is its text'],
    ['a: 1.0', { a: '1.0' }, 'as is a trailing zero'],
    ['no: no', { no: 'no' }, 'no boolean'],
    ['a: ~', { a: '~' }, 'no null'],
    ['a:', { a: '' }, 'nothing is an empty text'],
    ['a: 2026-11-20', { a: '2026-11-20' }, 'no date'],
    ['1.0: x', { '1.0': 'x' }, 'keys too'],
    ['a: &x {b: c}\nd: *x', { a: { b: 'c' }, d: { b: 'c' } }, 'anchors'],
    ['a: &x {b: c}\nd: {<<: *x, e: f}', { a: { b: 'c' }, d: { b: 'c', e: 'f' } }, 'merge keys'],
    ['{"a": ["b", "c"]}', { a: ['b', 'c'] }, 'JSON is YAML'],
    ['\ufeffa: b', { a: 'b' }, 'a byte order mark'],
    ['a: b\r\nc: d\r\n', { a: 'b', c: 'd' }, 'Windows line ends'],
  ]
  for (const [given, expected, why] of texts) it(`reads ${why}`, () => assert.deepEqual(read(given), expected))

  const refused: [given: string, says: RegExp, why: string][] = [
    ['', /is empty/, 'an empty file'],
    ['# nothing\n', /is empty/, 'a file of comments'],
    ['a: [1,', /line 1/, 'an open list, with its line'],
    ['a: 1\na: 2', /unique.*line 2/, 'a key given twice'],
    ['a: 1\nb: [{ c: { d: 1,\n d: 2 } }]', /unique at line 3, column 2/, 'a key given twice further in'],
    ['a: &x {b: c}\nd: {<<: *x,\n  <<: *x}', /unique at line 3/, 'two merges'],
    [`{${'"a":1,'.repeat(2)}"b":2}`, /unique at line 1, column 8/, 'JSON with a key given twice'],
    ['a: 1\n---\nb: 2', /several documents/, 'two documents'],
    ['a: *gone', /cannot be read/, 'an alias of nothing'],
    ['[a, b]: c', /cannot be read/, 'a key that is a list'],
    ['['.repeat(50_000), /nested deeper/, 'a nest without end'],
    ['{a: '.repeat(500), /nested deeper/, 'maps in maps in maps'],
    [`${'- '.repeat(50_000)}a`, /nested deeper/, 'lists in lists in lists'],
    [Array.from({ length: 400 }, (_, at) => `${' '.repeat(at)}a:`).join('\n'), /nested deeper/, 'steps without end'],
    [bomb.join('\n'), /Excessive alias count/, 'an alias bomb'],
    ['x'.repeat(9 * 1024 * 1024), /longer than 8 MiB/, 'more than a person writes'],
  ]
  for (const [given, says, why] of refused)
    it(`refuses ${why}`, () =>
      assert.throws(
        () => read(given),
        (error) =>
          error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.message) && error.message.startsWith('f.yml'),
      ))

  it('reads a map of as many keys as no person writes, soon', () => {
    const many = Array.from({ length: 200_000 }, (_, at) => `k${at}: x`).join('\n')
    assert.equal(parseYaml(many, 'f.yml', 'MATRIX_INVALID').entries().length, 200_000)
  })

  it('reads what is nested deeper than a person does', () => {
    const steps = Array.from({ length: 140 }, (_, at) => `${'  '.repeat(at)}a:`).join('\n')
    assert.equal(typeof read(`${steps} ${'['.repeat(250)}${']'.repeat(250)}`), 'object')
    assert.equal(typeof read(`a: |\n${`  ${'-'.repeat(500)}\n  if [ x ]; then y[1]; fi\n`.repeat(400)}`), 'object')
  })

  it('lets an anchor be used as often as a matrix has packages', () => {
    const text = `w: &w [a]\n${Array.from({ length: 2000 }, (_, at) => `p${at}: *w`).join('\n')}`
    assert.equal(parseYaml(text, 'f.yml', 'MATRIX_INVALID').entries().length, 2001)
  })

  it('reads what is null as null where asked to, and quoted texts and keys as texts', () => {
    const text = "a: null\nb: ~\nc:\nd: 'null'\ne: ''\nnull: x\nf: nullify\ng: [~, 3.10]"
    const expected = { a: null, b: null, c: null, d: 'null', e: '', null: 'x', f: 'nullify', g: [null, '3.10'] }
    assert.deepEqual(parseYaml(text, 'f.yml', 'MATRIX_INVALID', { nulls: true }).value, expected)
  })

  describe('names the line of what is refused', () => {
    const text = `# ours
x-rows: &rows
- tag: cp314
- tag: cp313
x-more: &more
  python: *rows
packages:
  spam:
    <<: *more
    versions:
      latest:
        wheel: [a]
  eggs: { versions: [1.0,
      2.0] }
`
    const table: [why: string, line: number, refuse: (field: Field) => unknown][] = [
      ['a value', 8, (root) => root.get('packages').get('spam').text()],
      ['an item', 14, (root) => root.get('packages').get('eggs').get('versions').list()[1]?.flag()],
      ['a key that is not known', 12, (root) => root.get('packages').get('spam').get('versions').get('latest').only('wheels')],
      [
        'what is missing: where it would stand',
        11,
        (root) => root.get('packages').get('spam').get('versions').get('latest').get('wheels').text(),
      ],
      ['what an anchor brings: where it is written', 4, (root) => root.get('packages').get('spam').get('python').list()[1]?.only('abi')],
      ['the whole', 2, (root) => root.text()],
    ]
    for (const [why, line, refuse] of table)
      it(why, () =>
        assert.throws(
          () => refuse(parseYaml(text, 'f.yml', 'MATRIX_INVALID')),
          (error) => error instanceof Problem && error.message.startsWith(`f.yml, line ${line}: `),
        ),
      )
    it('in JSON too, and with Windows line ends', () =>
      assert.throws(
        () => parseYaml('{\r\n"a": {\r\n"b": "c"}}', 'f.json', 'MATRIX_INVALID').get('a').get('b').list(),
        (error) => error instanceof Problem && error.message.startsWith('f.json, line 3: a.b must be a list'),
      ))
  })
})
