import assert from 'node:assert/strict'
import { isForIndex, tellExtras } from '../../../core/build/extra-offers.ts'

describe('extra files', () => {
  const origins = ['built', 'restored', 'dependency', 'extra'] as const
  it('are what no index takes', () =>
    assert.deepEqual(
      origins.map((origin) => isForIndex({ origin })),
      [true, true, true, false],
    ))

  const cases: [what: string, extras: string[], told: string[]][] = [
    ['nothing of none', [], []],
    ['one', ['a.exe'], ['1 extra file is not for an index, and stays in the artifact: a.exe.']],
    ['several in one line', ['a.exe', 'b.exe'], ['2 extra files are not for an index, and stay in the artifact: a.exe, b.exe.']],
  ]
  for (const [what, extras, told] of cases)
    it(`are told of: ${what}`, () => {
      const files = [{ name: 'spam-1.0.tar.gz', origin: 'built' as const }, ...extras.map((name) => ({ name, origin: 'extra' as const }))]
      assert.deepEqual(tellExtras(files), told)
    })
  it('are told of by the first ten', () => {
    const [told = ''] = tellExtras(Array.from({ length: 300 }, (_, at) => ({ name: `${at}.exe`, origin: 'extra' as const })))
    assert.match(told, /^300 extra files .*9\.exe and 290 more\.$/)
  })
})
