import assert from 'node:assert/strict'
import { choiceText, pythonTitle, versionOf } from '../../../core/wanted/decision.ts'
import { Problem } from '../../../core/problem.ts'
import { build, restore } from './cached.ts'
import { row, version } from './rows.ts'

describe('titles of a row', () => {
  for (const python of ['cp314', 'cp312-abi3', 'cp314t', 'py3']) it(python, () => assert.equal(pythonTitle(row({ python })), python))
  for (const choice of ['latest', 'static', '>=1.0,<2', '1.10', 'v1.0-RC1'])
    it(choice, () => assert.equal(choiceText(row({ choice })), choice))
})

describe('versionOf', () => {
  it('is what was decided about', () => {
    const skip = { kind: 'skip' as const, row: row(), version: version('1.0'), why: 'upstream' as const, by: '' }
    const error = { kind: 'error' as const, row: row(), version: undefined, problem: new Problem('UNRESOLVED', '', '') }
    const told = [build(row()), restore(row()), skip, error].map((one) => versionOf(one)?.text)
    assert.deepEqual(told, ['1.0', '1.0', '1.0', undefined])
  })
})
