import assert from 'node:assert/strict'
import { distinctEntries, membersIgnoringCase, scalarText } from '../../../core/matrix/keys.ts'
import { parseYaml } from '../../../core/yaml.ts'
import type { Field } from '../../../core/json.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const read = (text: string): Field => parseYaml(text, 'f.yml', 'MATRIX_INVALID', { nulls: true })
const keys = (text: string): string[] => distinctEntries(read(text)).map(([key]) => key)

describe('distinctEntries', () => {
  const orders: [text: string, keys: string[]][] = [
    ['{}', []],
    ['b: 1\na: 2\nB2: 3', ['b', 'a', 'B2']],
    ['Agent: 1\n312: 2\n39: 3', ['Agent', '312', '39']],
    ['{\n"312": 1,\n"Agent": 2,\n"39": 3\n}', ['312', 'Agent', '39']],
  ]
  for (const [text, expected] of orders)
    it(`has ${expected.join(', ') || 'nothing'} in the order of the file`, () => assert.deepEqual(keys(text), expected))

  for (const text of ['a: 1\nA: 2', '{ Framework: 1, frameworK: 2 }', '[1]', 'text'])
    it(`refuses ${JSON.stringify(text)}`, () =>
      assert.equal(
        problemCode(() => keys(text)),
        'MATRIX_INVALID',
      ))

  it('names the line of the second', () => assert.throws(() => keys('a: 1\n\nA: 2'), /line 3.*'a'/))
})

describe('membersIgnoringCase', () => {
  it('finds members by their keys in lower case', () =>
    assert.deepEqual(
      ['matrix', 'displaynames', 'Matrix'].map((key) => membersIgnoringCase(read('{ Matrix: a, displayNames: b }')).get(key)?.value),
      ['a', 'b', undefined],
    ))

  it('knows no members that were not written', () => assert.equal(membersIgnoringCase(read('a: 1')).get('constructor'), undefined))
})

describe('scalarText', () => {
  const texts: [written: string, text: string][] = [
    ['3.10', '3.10'],
    ['no', 'no'],
    ['true', 'true'],
    ['~', ''],
    ['null', ''],
    ['"null"', 'null'],
    ['""', ''],
    ['1e3', '1e3'],
  ]
  for (const [written, text] of texts)
    it(`of ${written} is '${text}'`, () => assert.equal(scalarText(read(`a: ${written}`).get('a')), text))

  for (const written of ['[a]', '{ a: b }'])
    it(`refuses ${written}`, () =>
      assert.equal(
        problemCode(() => scalarText(read(`a: ${written}`).get('a'))),
        'MATRIX_INVALID',
      ))
})
