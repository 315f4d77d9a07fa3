import assert from 'node:assert/strict'
import { Choices } from '../../../../core/changes/select/choices.ts'
import type { Choice, Reason } from '../../../../core/changes/select/selection.ts'
import { local } from '../local.ts'

const one = local('one')
const path = (text: string): Reason => ({ kind: 'path', path: text })

describe('Choices', () => {
  const table: [why: string, given: (readonly ['direct' | 'indirect', string])[], as: Choice['as'], reason: string | undefined][] = [
    ['nothing', [], 'not-selected', undefined],
    [
      'the first of direct ones',
      [
        ['direct', '1'],
        ['direct', '2'],
      ],
      'direct',
      '1',
    ],
    [
      'the first of indirect ones',
      [
        ['indirect', '1'],
        ['indirect', '2'],
      ],
      'indirect',
      '1',
    ],
    [
      'a direct one after an indirect one',
      [
        ['indirect', '1'],
        ['direct', '2'],
        ['direct', '3'],
      ],
      'direct',
      '2',
    ],
    [
      'no indirect one after a direct one',
      [
        ['direct', '1'],
        ['indirect', '2'],
      ],
      'direct',
      '1',
    ],
  ]
  for (const [why, given, as, reason] of table)
    it(why, () => {
      const choices = new Choices()
      for (const [how, text] of given) choices.choose(one, how, path(text))
      assert.deepEqual(choices.of([one]), [{ package: one, as, reason: reason === undefined ? undefined : path(reason) }])
      assert.equal(choices.none, given.length === 0)
      assert.equal(choices.isDirect(one), as === 'direct')
    })
})
