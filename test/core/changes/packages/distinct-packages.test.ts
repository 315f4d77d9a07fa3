import assert from 'node:assert/strict'
import fc from 'fast-check'
import { localPackage } from '../../../../core/changes/packages/declared.ts'
import { distinctPackages } from '../../../../core/changes/packages/distinct-packages.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'

const made = (name: string, folder: string): LocalPackage =>
  localPackage(folder, name, { version: undefined, versionTool: '', needs: [], sources: new Map() }, new Map())

describe('distinctPackages', () => {
  it('sorts by project, and leaves none of those that share a name', () => {
    const { packages, problems } = distinctPackages([made('b', '1'), made('X.y', '3'), made('a', '2'), made('x_Y', '0'), made('C', '4')])
    assert.deepEqual(
      packages.map(({ name }) => name),
      ['a', 'b', 'C'],
    )
    assert.deepEqual(
      problems.map(({ code, message }) => [code, message]),
      [['FILE_INVALID', '2 packages are called x-y: in 0, 3.']],
    )
  })

  it('loses none without a word, and does not hang on the order', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'A', 'd', 'e')), (names) => {
        const all = names.map((name, at) => made(name, `f${at}`))
        const [one, other] = [distinctPackages(all), distinctPackages(all.toReversed())]
        assert.deepEqual(one, other)
        const lost = all.filter((each) => !one.packages.includes(each))
        assert.ok(lost.every(({ project }) => one.problems.some(({ message }) => message.includes(` called ${project}:`))))
      }),
    ))

  it('takes ten thousand of one name', () => {
    const { packages, problems } = distinctPackages(Array.from({ length: 10_000 }, (_, at) => made('a', `f${at}`)))
    assert.deepEqual([packages.length, problems.length], [0, 1])
    assert.ok((problems[0]?.message.length ?? 0) < 300)
  })
})
