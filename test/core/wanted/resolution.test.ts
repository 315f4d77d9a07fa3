import assert from 'node:assert/strict'
import { refusesPython, unresolved } from '../../../core/wanted/resolution.ts'
import { row } from './rows.ts'

describe('refusesPython', () => {
  const table: [python: string, requires: string | undefined, refused: boolean][] = [
    ['cp312', undefined, false],
    ['cp312', '>=3.12', false],
    ['cp312', '>=3.12.4', false],
    ['cp312', '>=3.13', true],
    ['cp314t', '<3.14', true],
    ['py3', '>=3.13', false],
    ['pp311', '<3.11', true],
  ]
  for (const [python, requires, refused] of table)
    it(`${python} by ${requires ?? 'nothing'}: ${refused}`, () =>
      assert.equal(refusesPython(row({ python }), requires), refused ? `Requires-Python is ${requires}` : undefined))

  const built: [buildWith: string, requires: string, refused: boolean][] = [
    ['3.12', '>=3.13', true],
    ['3.13', '>=3.13', false],
    ['3.14t', '<3.14', true],
    ['pypy3.11', '>=3.11', false],
  ]
  for (const [buildWith, requires, refused] of built)
    it(`py3 built with ${buildWith} by ${requires}: ${refused}`, () =>
      assert.equal(refusesPython({ ...row({ python: 'py3' }), buildWith }, requires) !== undefined, refused))
})

describe('unresolved', () => {
  it('is one sentence and what to do', () =>
    assert.equal(unresolved('It is gone', 'Pin another.').problem.text, 'It is gone. Pin another.'))
})
