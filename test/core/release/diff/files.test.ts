import assert from 'node:assert/strict'
import fc from 'fast-check'
import { diffFiles, type Weighed } from '../../../../core/release/diff/files.ts'

const file = (name: string, size = 100_000): Weighed => ({ name, size })

describe('the files of two versions', () => {
  it('are compared by their tags, in any order of these', () => {
    const before = [file('spam-1.0-cp311-cp311-win_amd64.whl'), file('spam-1.0.tar.gz'), file('spam-1.0-py2.py3-none-any.whl')]
    const now = [file('spam-2.0-cp312-cp312-win_amd64.whl'), file('spam-2.0-py3.py2-none-any.whl')]
    const { gained, lost } = diffFiles(before, now)
    assert.deepEqual([gained, lost], [['cp312-cp312-win_amd64'], ['cp311-cp311-win_amd64', 'sdist']])
  })
  it('are weighed together, where every size is told', () => {
    const { before, now } = diffFiles([{ name: 'a-1-py3-none-any.whl', size: undefined }, file('a-1.tar.gz')], [file('a-2.tar.gz', 7)])
    assert.deepEqual(
      [before, now],
      [
        { files: 2, bytes: undefined },
        { files: 1, bytes: 7 },
      ],
    )
  })
  for (const [what, before, now, told] of [
    ['a fifth more', 100_000, 120_000, true],
    ['a fifth less', 100_000, 80_000, true],
    ['less than a fifth', 1_000_000, 1_190_000, false],
    ['double of nearly nothing', 5000, 10_000, false],
    ['what nobody knows', undefined, 120_000, false],
  ] as const)
    it(`tell of ${told ? '' : 'no change by '}${what}`, () => {
      const { changed } = diffFiles([{ name: 'a-1.tar.gz', size: before }], [{ name: 'a-2.tar.gz', size: now }])
      assert.deepEqual(changed, told ? [{ tag: 'sdist', before, now }] : [])
    })
  it('tell of the largest change first', () => {
    const names = ['cp311-cp311', 'cp312-cp312'].map((tag) => `a-1-${tag}-win_amd64.whl`)
    const { changed } = diffFiles(
      names.map((name) => file(name)),
      names.map((name, at) => file(name, 200_000 + at * 50_000)),
    )
    assert.deepEqual(
      changed.map(({ now }) => now),
      [250_000, 200_000],
    )
  })
  it('are nothing new when they are the same', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 6, max: 20 })), (minors) => {
        const of = (version: string): Weighed[] => minors.map((minor) => file(`a-${version}-cp3${minor}-cp3${minor}-win_amd64.whl`))
        const { gained, lost, changed } = diffFiles(of('1'), of('2'))
        assert.deepEqual([gained, lost, changed], [[], [], []])
      }),
    ))
})
