import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { expand, expandJson, type Leg, plain, slices } from '../../../local-agent/server/matrix.ts'

const names = (legs: readonly Leg[]): readonly string[] => legs.map(({ name }) => name)

describe('matrix: JSON of legs', () => {
  for (const text of ['', '  ', 'null', '{}'])
    it(`${JSON.stringify(text)} is one plain job`, () => assert.deepEqual(expandJson(text), plain))

  it('legs in the order of the JSON, with their place', () =>
    assert.deepEqual(expandJson('{"b":{"x":"1"},"a":{}}'), [
      { name: 'b', shown: 'b', variables: { x: '1' }, position: 1, total: 2, parallel: 'MultiConfiguration' },
      { name: 'a', shown: 'a', variables: {}, position: 2, total: 2, parallel: 'MultiConfiguration' },
    ]))

  const cells: readonly (readonly [string, string])[] = [
    ['"3.10"', '3.10'],
    ['3.10', '3.1'],
    ['3', '3'],
    ['true', 'True'],
    ['false', 'False'],
    ['null', ''],
    ['""', ''],
    ['" a "', ' a '],
    ['"$(other)"', '$(other)'],
  ]
  for (const [json, value] of cells)
    it(`a cell ${json} is '${value}'`, () => assert.equal(expandJson(`{"a":{"c":${json}}}`)[0]?.variables['c'], value))

  const refused: readonly (readonly [string, RegExp])[] = [
    ['{"a":', /no JSON/],
    ["{'a':{}}", /no JSON/],
    ['[]', /no JSON object of legs/],
    ['"a"', /no JSON object of legs/],
    ['{"a":"x"}', /Leg 'a' of the matrix is no JSON object/],
    ['{"a":{"c":{}}}', /Variable 'c' of leg 'a' of the matrix is no text/],
    ['{"a":{"c":[]}}', /Variable 'c' of leg 'a' of the matrix is no text/],
    ['{"a":{},"A":{}}', /two legs named 'A'/],
    ['{"a":{"PathX":"1"}}', /Leg 'a'.*'PathX'.*'Path'/],
    ['{"a":{"inputs":"1"}}', /'inputs'/],
    ['{"a":{"SecretOfMine":"1"}}', /'SecretOfMine'/],
    ['{"a":{"endpointUrl":"1"}}', /'endpointUrl'/],
    ['{"a":{"secureFile1":"1"}}', /'secureFile1'/],
  ]
  for (const [text, says] of refused) it(`${text} is refused`, () => assert.throws(() => expandJson(text), says))

  it('what only the server sets stays as it is', () =>
    assert.deepEqual(expandJson('{"a":{"System.JobId":"x","build.reason":"x","Agent.Os":"x","mine":"y"}}')[0]?.variables, { mine: 'y' }))
})

describe('matrix: names of legs', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['cp39_linux', 'cp39_linux'],
    ['A1', 'A1'],
    ['3.9', 'Job2'],
    ['_a', 'Job2'],
    ['a b', 'Job2'],
    ['a-b', 'Job2'],
    ['ä', 'Job2'],
    ['', 'Job2'],
    ['a'.repeat(100), 'a'.repeat(100)],
    ['a'.repeat(101), 'Job2'],
  ]
  for (const [given, name] of rows)
    it(`'${given.slice(0, 20)}' is known as ${name.slice(0, 20)}`, () => {
      const leg = expand(
        new Map([
          ['first', {}],
          [given, {}],
        ]),
      )[1]
      assert.deepEqual([leg?.name, leg?.shown], [name, given])
    })
})

describe('matrix: how many', () => {
  const many = (count: number) => new Map(Array.from({ length: count }, (_, at) => [`leg${at}`, {}]))
  it('256 legs', () => assert.equal(expand(many(256)).length, 256))
  it('257 legs are refused in the words of the service', () =>
    assert.throws(
      () => expand(many(257)),
      /^Error: The matrix expansion resulted in 257 jobs which exceeds the maximum allowable job count of 256\.$/,
    ))
  it('slices are equal jobs', () => {
    assert.deepEqual(names(slices(3)), ['Job1', 'Job2', 'Job3'])
    assert.deepEqual(slices(3)[2], { name: 'Job3', shown: 'Job3', variables: {}, position: 3, total: 3, parallel: 'MultiMachine' })
    assert.throws(() => slices(257), /256/)
  })
  it('a plain job has no parallel type', () => assert.deepEqual([plain[0]?.name, plain[0]?.parallel], ['__default', '']))
})

describe('matrix: laws', () => {
  const cell = fc.stringMatching(/^[b-d][a-z0-9]{0,8}$/)
  const legs = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,20}$/), fc.dictionary(cell, fc.string())), {
    selector: ([name]) => name.toLowerCase(),
    minLength: 1,
    maxLength: 30,
  })
  it('what was written as JSON text comes out: no leg lost, no cell changed', () =>
    fc.assert(
      fc.property(legs, (given) => {
        const out = expandJson(JSON.stringify(Object.fromEntries(given)))
        assert.deepEqual(new Map(out.map((leg) => [leg.name, leg.variables])), new Map(given.map(([name, cells]) => [name, { ...cells }])))
        assert.deepEqual(
          out.map(({ position, total }) => [position, total]),
          given.map((_, at) => [at + 1, given.length]),
        )
      }),
    ))
})
