import assert from 'node:assert/strict'
import { lookupIn, shownOf } from '../../../core/matrix/lookup.ts'
import type { Combination } from '../../../core/matrix/matrix-file.ts'

const leg: Combination = [
  {
    name: 'Linux',
    isSet: true,
    group: 'OS',
    values: [
      ['Image', 'ubuntu-24.04'],
      ['Pool', ''],
    ],
  },
  { name: 'x64', isSet: true, group: 'pool', values: [] },
  { name: 'alone', isSet: false, group: 'mixed', values: [['alone', 'v']] },
  { name: 'Python', isSet: false, values: [['Python', '3.10']] },
]

describe('lookupIn', () => {
  const cases: [name: string, cell: string | undefined, shown: string | undefined][] = [
    ['python', '3.10', '3.10'],
    ['IMAGE', 'ubuntu-24.04', 'ubuntu-24.04'],
    ['os', undefined, 'Linux'],
    ['pool', '', ''],
    ['mixed', undefined, 'v'],
    ['alone', 'v', 'v'],
    ['gone', undefined, undefined],
    ['constructor', undefined, undefined],
  ]
  for (const [name, cell, shown] of cases)
    it(`finds ${name}: a cell before a group`, () => {
      const found = lookupIn(leg)
      assert.deepEqual([found.cell(name), found.shown(name)], [cell, shown])
    })
})

describe('shownOf', () => {
  it('is the name of a set, and the value of a parameter', () => assert.deepEqual(leg.map(shownOf), ['Linux', 'x64', 'v', '3.10']))
})
