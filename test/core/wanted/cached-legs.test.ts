import assert from 'node:assert/strict'
import fc from 'fast-check'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { planLegs, targetsToRead } from '../../../core/wanted/legs.ts'
import type { Needs } from '../../../core/wanted/together.ts'
import { build, refTo, restore } from './cached.ts'
import { row } from './rows.ts'

const requires =
  (table: Readonly<Record<string, readonly string[]>>): Needs =>
  ({ row: { name } }) =>
    (table[name] ?? []).map((text) => parseRequirement(text) ?? assert.fail())

describe('legs of a plan with a cache', () => {
  it('restore what is warm by the leg that would have built it, and build the rest', () => {
    const [warm, cold] = [restore(row({ name: 'a' })), build(row({ name: 'b' }))]
    const { jobs, restores, legBy } = planLegs([warm, cold, restore(row({ name: 'c', tag: 'win_amd64' }))], 0)
    const told = (legs: typeof jobs): unknown => legs.map(({ leg, packages }) => [leg, packages.map(({ name }) => name)])
    assert.deepEqual(told(jobs), [['wheel_linux_x86_64', ['b']]])
    assert.deepEqual(told(restores), [
      ['wheel_linux_x86_64', ['a']],
      ['wheel_win_amd64', ['c']],
    ])
    assert.deepEqual([legBy.get(warm), legBy.get(cold)], ['wheel_linux_x86_64', 'wheel_linux_x86_64'])
  })

  it('tell of each package where the cache keeps it', () => {
    const { jobs, restores } = planLegs([restore(row({ name: 'a' })), build(row({ name: 'b' }))], 0)
    assert.deepEqual(
      [...jobs, ...restores].flatMap(({ packages }) => packages.map(({ cache }) => cache)),
      [refTo({ name: 'b' }), refTo({ name: 'a' })],
    )
  })

  it('leave out what was not asked for, and keep its name to nobody', () => {
    const decisions = [restore(row({ name: 'a' })), build(row({ name: 'b' }))]
    const counts = (['all', 'cold', 'warm'] as const).map((status) => {
      const { jobs, restores, legBy } = planLegs(decisions, 0, () => [], status)
      return [jobs.length, restores.length, legBy.size]
    })
    assert.deepEqual(counts, [
      [1, 1, 2],
      [1, 0, 1],
      [0, 1, 1],
    ])
  })

  it('are named without a number where the jobs beside them are split', () => {
    const decisions = [...['a', 'b'].map((name) => build(row({ name }))), restore(row({ name: 'c' }))]
    const { jobs, restores } = planLegs(decisions, 1)
    assert.deepEqual(
      [...jobs, ...restores].map(({ leg }) => leg),
      ['wheel_linux_x86_64_1', 'wheel_linux_x86_64_2', 'wheel_linux_x86_64'],
    )
  })

  it('last as long as each other, as far as that is known', () => {
    const took = [100, 60, 30, 10].map((seconds, at) => build(row({ name: `p${at}` }), { seconds }))
    const parts = (decisions: Parameters<typeof planLegs>[0]): unknown =>
      planLegs(decisions, 2).jobs.map(({ packages }) => packages.map(({ name }) => name))
    const [equal, even] = [
      [
        ['p0', 'p1'],
        ['p2', 'p3'],
      ],
      [
        ['p0', 'p3'],
        ['p1', 'p2'],
      ],
    ]
    assert.deepEqual(parts(took), even)
    assert.deepEqual(parts(took.map(({ row: of }) => build(of))), equal)
  })

  describe('bring what a build requires and the cache has', () => {
    const warmOf = (decisions: Parameters<typeof planLegs>[0], table: Readonly<Record<string, readonly string[]>>, most = 0): unknown =>
      planLegs(decisions, most, requires(table)).jobs.map(({ warm }) => warm?.map(({ name, python }) => `${name} ${python}`))

    it('of the same platform and an interpreter that fits', () => {
      const pythons = ['cp312', 'cp313'].map((python) => restore(row({ name: 'a', python })))
      const elsewhere = restore(row({ name: 'a', tag: 'win_amd64' }))
      assert.deepEqual(warmOf([...pythons, elsewhere, build(row({ name: 'b' }))], { b: ['a>=1'] }), [['a 3.12']])
    })
    it('of a version that it admits', () =>
      assert.deepEqual(warmOf([restore(row({ name: 'a' })), build(row({ name: 'b' }))], { b: ['a>=2'] }), [undefined]))
    it('and nothing else', () =>
      assert.deepEqual(warmOf([restore(row({ name: 'a' })), build(row({ name: 'b' }))], { b: ['setuptools'] }), [undefined]))
    it('but no failure', () =>
      assert.deepEqual(warmOf([restore(row({ name: 'a' }), 'failed'), build(row({ name: 'b' }))], { b: ['a'] }), [undefined]))
    it('in the part that requires it alone', () => {
      const decisions = [restore(row({ name: 'a' })), build(row({ name: 'b' })), build(row({ name: 'c' }))]
      assert.deepEqual(warmOf(decisions, { c: ['a'] }, 1), [undefined, ['a 3.12']])
    })
    it('for which the sources of what is built beside it must be read', () => {
      const names = (decisions: Parameters<typeof targetsToRead>[0]): string[] => targetsToRead(decisions, 0).map((one) => one.row.name)
      assert.deepEqual(names([restore(row({ name: 'a' })), build(row({ name: 'b' }))]), ['b'])
      assert.deepEqual(names([restore(row({ name: 'a', tag: 'win_amd64' })), build(row({ name: 'b' }))]), [])
      assert.deepEqual(names([restore(row({ name: 'b', python: 'cp313' })), build(row({ name: 'b' }))]), [])
    })
  })

  it('lose nothing, whatever is warm, and give every platform the same names as without a cache', () => {
    const one = fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      python: fc.constantFrom('cp312', 'cp313'),
      tag: fc.constantFrom('linux_x86_64', 'win_amd64', 'any'),
      arch: fc.constantFrom('x86_64', 'arm64'),
      warm: fc.boolean(),
      seconds: fc.option(fc.nat({ max: 500 }), { nil: undefined }),
    })
    const many = fc.uniqueArray(one, { selector: ({ name, python, tag, arch }) => `${name} ${python} ${tag} ${arch}`, maxLength: 14 })
    fc.assert(
      fc.property(many, fc.nat({ max: 3 }), (parts, most) => {
        const decisions = parts.map(({ warm, seconds, ...rest }) =>
          warm ? restore(row(rest), 'warm', seconds) : build(row(rest), seconds === undefined ? {} : { seconds }),
        )
        const { jobs, restores, legBy } = planLegs(decisions, most)
        assert.equal([...jobs, ...restores].flatMap(({ packages }) => packages).length, parts.length)
        assert.equal(legBy.size, parts.length)
        if (most > 0) assert.ok(jobs.every(({ packages }) => packages.length <= most))
        for (const legs of [jobs, restores]) assert.equal(new Set(legs.map(({ leg }) => leg.toLowerCase())).size, legs.length)
        const plain = planLegs(
          parts.map(({ name, python, tag, arch }) => build(row({ name, python, tag, arch }))),
          0,
        ).jobs.map(({ leg }) => leg)
        assert.ok(restores.every(({ leg }) => plain.includes(leg)))
        const { legBy: _, ...turned } = planLegs(decisions.toReversed(), most)
        assert.deepEqual(turned, { jobs, restores })
      }),
    )
  })
})
