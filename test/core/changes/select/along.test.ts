import assert from 'node:assert/strict'
import { testedAlong } from '../../../../core/changes/select/along.ts'
import { local } from '../local.ts'

describe('testedAlong', () => {
  const packages = [local('My.Core', { folder: 'sdk/core/my-core', artifact: 'Microsoft.Core' }), local('other')]
  const table: [text: string, found: string | undefined][] = [
    ['/sdk/core/my-core', 'My.Core'],
    ['./SDK/core/my-core/', 'My.Core'],
    ['my_core', 'My.Core'],
    ['microsoft.core', 'My.Core'],
    ['other', 'other'],
    ['nobody', undefined],
  ]
  for (const [text, found] of table)
    it(`takes ${text} for ${found ?? 'none'}`, () =>
      assert.deepEqual(
        testedAlong(packages)(local('by', { additional: [text] })).map(({ one }) => one?.name),
        [found],
      ))
  it('passes over what names nothing', () => assert.deepEqual(testedAlong(packages)(local('by', { additional: ['', '/'] })), []))
})
