import assert from 'node:assert/strict'
import { satisfies } from '../../../core/python/satisfies.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { declaredWheel, wishOf } from '../../../core/wanted/wish.ts'
import { plainMaking, row, version } from './rows.ts'

describe('a declared wheel', () => {
  const table: [python: string, tag: string, expected: string][] = [
    ['cp312', 'linux_x86_64', 'foo_bar-1.0-cp312-cp312-linux_x86_64.whl'],
    ['cp314t', 'win_amd64', 'foo_bar-1.0-cp314-cp314t-win_amd64.whl'],
    ['cp312-abi3', 'freebsd_14_4_RELEASE_amd64', 'foo_bar-1.0-cp312-abi3-freebsd_14_4_release_amd64.whl'],
    ['pp311', 'linux_x86_64', 'foo_bar-1.0-pp311-pypy311_pp73-linux_x86_64.whl'],
    ['py3', 'any', 'foo_bar-1.0-py3-none-any.whl'],
    ['cp311-none', 'any', 'foo_bar-1.0-cp311-none-any.whl'],
  ]
  for (const [python, tag, expected] of table)
    it(`${expected} is what its row wishes for`, () => {
      const wanted = row({ name: 'Foo.Bar', python, tag })
      const wheel = declaredWheel({
        row: wanted,
        version: version('1.0'),
        source: { kind: 'sdist', url: '', sha256: sha256Of('') },
        making: plainMaking,
      })
      assert.equal(wheel.text, expected)
      assert.ok(satisfies(wheel, wishOf(wanted, version('1.0'), plainMaking)))
    })

  it('has the build tag that its recipe asks for, and is what that wishes', () => {
    const making = { ...plainMaking, build: 2 }
    const wheel = declaredWheel({ row: row(), version: version('1.0'), source: { kind: 'sdist', url: '', sha256: sha256Of('') }, making })
    assert.equal(wheel.text, 'spam-1.0-2-cp312-cp312-linux_x86_64.whl')
    assert.deepEqual(
      [1, 2, 3].map((build) => satisfies(wheel, wishOf(row(), version('1.0'), { ...making, build }))),
      [true, true, false],
    )
  })
})
