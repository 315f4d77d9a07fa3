import assert from 'node:assert/strict'
import { judgeLayout } from '../../../../core/release/preflight/zip-flaws.ts'
import type { ZipOddity } from '../../../../core/wheel/zip-layout.ts'

const mebi = 1024 * 1024
const layout = (odd: readonly ZipOddity[], size = 1000, unpacked = 2000): Parameters<typeof judgeLayout>[0] => ({
  size,
  unpacked,
  oddities: new Map(odd.map((oddity) => [oddity, ['a/b.py']])),
})
const told = (of: ReturnType<typeof layout>, forPyPI: boolean): string[] =>
  judgeLayout(of, forPyPI).map(({ code, severity }) => `${severity} ${code}`)

describe('how a zip lies in its file', () => {
  it('is nothing to tell of where it is plain', () => assert.deepEqual(told(layout([]), true), []))
  for (const [oddity, code, elsewhere] of [
    ['method', 'zip-method', 'fault'],
    ['differs', 'zip-differs', 'fault'],
    ['hidden', 'zip-hidden', 'fault'],
    ['name', 'zip-name', 'fault'],
    ['extra', 'zip-extra', 'fault'],
    ['tar', 'zip-tar', 'fault'],
    ['descriptor', 'zip-descriptor', 'warning'],
    ['comment', 'zip-comment', 'warning'],
  ] as const)
    it(`refuses '${oddity}' for PyPI; elsewhere it is a ${elsewhere}`, () => {
      assert.deepEqual(told(layout([oddity]), true), [`fault ${code}`])
      assert.deepEqual(told(layout([oddity]), false), [`${elsewhere} ${code}`])
    })
  it('tells of a comment at the end, which PyPI takes', () => {
    assert.deepEqual(told(layout(['archive-comment']), true), ['warning zip-comment'])
    assert.deepEqual(told(layout(['archive-comment']), false), ['warning zip-comment'])
  })
  for (const [size, unpacked, expected] of [
    [mebi, 50 * mebi, []],
    [mebi, 64 * mebi, []],
    [mebi, 64 * mebi + 1, ['zip-ratio']],
    [2 * mebi, 100 * mebi, []],
    [2 * mebi, 100 * mebi + 1, ['zip-ratio']],
  ] as const)
    it(`${expected.length === 0 ? 'takes' : 'refuses'} ${unpacked} bytes in ${size}`, () => {
      assert.deepEqual(
        told(layout([], size, unpacked), true),
        expected.map((code) => `fault ${code}`),
      )
      assert.deepEqual(
        told(layout([], size, unpacked), false),
        expected.map((code) => `warning ${code}`),
      )
    })
  it('names the members', () => assert.match(judgeLayout(layout(['hidden']), true)[0]?.says ?? '', /a\/b\.py/))
})
