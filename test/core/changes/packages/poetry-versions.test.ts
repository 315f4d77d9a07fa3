import assert from 'node:assert/strict'
import fc from 'fast-check'
import { plainSpecifiers } from '../../../../core/changes/packages/poetry-versions.ts'
import { admits, parseSpecifiers } from '../../../../core/python/specifier.ts'
import { parseVersion } from '../../../../core/python/version.ts'

describe('version constraints of poetry', () => {
  // https://python-poetry.org/docs/dependency-specification/
  const cases: [constraint: string, expected: string | undefined][] = [
    ['^1.2.3', '>=1.2.3,<2'],
    ['^1.2', '>=1.2,<2'],
    ['^1', '>=1,<2'],
    ['^0.2.3', '>=0.2.3,<0.3'],
    ['^0.0.3', '>=0.0.3,<0.0.4'],
    ['^0.0', '>=0.0,<0.1'],
    ['^0', '>=0,<1'],
    ['^1.0.0b2', '>=1.0.0b2,<2'],
    ['~1.2.3', '>=1.2.3,<1.3'],
    ['~1.2', '>=1.2,<1.3'],
    ['~1', '>=1,<2'],
    ['*', ''],
    ['', ''],
    ['1.*', '==1.*'],
    ['1.2.*', '==1.2.*'],
    ['1.2.3', '==1.2.3'],
    ['=1.2.3', '==1.2.3'],
    ['==1.2.3', '==1.2.3'],
    ['>=1.2', '>=1.2'],
    ['>= 1.2, < 2', '>=1.2,<2'],
    ['>=1.2 <2', '>=1.2,<2'],
    ['^1.2,!=1.3.1', '>=1.2,<2,!=1.3.1'],
    ['~=1.4', '~=1.4'],
    ['^1.0 || ^2.0', ''],
    ['<2|>3', ''],
    ['latest', undefined],
    ['^', undefined],
    ['>=', undefined],
    ['1.0 beta', undefined],
    [`^${'9'.repeat(1_000_000)}`, undefined],
  ]
  for (const [constraint, expected] of cases)
    it(`reads '${constraint.slice(0, 20)}'`, () => assert.equal(plainSpecifiers(constraint), expected))

  const number = fc.nat({ max: 12 })
  const release = fc.array(number, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'))
  it('admits the version itself by caret and by tilde, and none of the next major', () =>
    fc.assert(
      fc.property(release, fc.constantFrom('^', '~'), (text, operator) => {
        const set = parseSpecifiers(plainSpecifiers(operator + text) ?? '?')
        const [version, next] = [parseVersion(text), parseVersion(`${Number(text.split('.')[0]) + 1}.0`)]
        assert.ok(set !== undefined && version !== undefined && next !== undefined)
        assert.ok(admits(set, version) && !admits(set, next))
      }),
    ))
})
