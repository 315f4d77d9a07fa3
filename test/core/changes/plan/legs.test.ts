import assert from 'node:assert/strict'
import fc from 'fast-check'
import { folderLeg, type LegFacts } from '../../../../core/changes/plan/legs.ts'
import type { CacheRef } from '../../../../core/pipeline/cache-ref.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { packageGraph } from '../../../../core/changes/select/package-graph.ts'
import { normalizeName, type ProjectName } from '../../../../core/python/name.ts'
import { local, need } from '../local.ts'

/** `a` needs `b`, which needs `c`; `a` is tested with `t`, and so is `b` with `u`; `a` is built with `s`; `w` comes from the workspace alone. */
const all = [
  local('a', { needs: [need('b'), need('t', 'group'), need('s', 'build'), need('w', 'run', true), need('a[x]', 'optional')] }),
  local('b', { needs: [need('c'), need('u', 'group')] }),
  ...['c', 's', 't', 'u', 'w'].map((name) => local(name)),
]

function facts(packages: readonly LocalPackage[], more: Partial<LegFacts> = {}): LegFacts {
  const folderOf = ({ folder }: LocalPackage): string => `s/${folder}`
  const shownOf = ({ artifact }: LocalPackage): string => artifact
  return { commit: 'c0ffee', time: 7, folderOf, shownOf, graph: packageGraph(packages), build: 'all', selected: new Set(), ...more }
}

const pick = (...names: string[]): ProjectName[] => names.map((name) => normalizeName(name))
const names = (some: readonly { readonly name: string }[]): string => some.map(({ name }) => name).join(' ')

describe('folderLeg', () => {
  const table: [why: string, packages: string[], more: Partial<LegFacts>, dependencies: string][] = [
    ['builds all that they need, at second hand too', ['a'], { build: 'all' }, 'c b s t w'],
    ['builds what is selected, and what is had nowhere else', ['a'], { selected: new Set([normalizeName('b')]), build: 'selected' }, 'b w'],
    ['reaches through what it builds only', ['a'], { selected: new Set([normalizeName('c')]), build: 'selected' }, 'w'],
    ['builds nothing for others where it is told so', ['a'], { build: 'none' }, ''],
    ['does not build for others what it builds anyway', ['a', 'b', 'w'], { build: 'all' }, 'c s t u'],
    ['does not test what it builds for others', ['b'], { build: 'all' }, 'c u'],
    ['needs nothing for what needs nothing', ['c'], { build: 'all' }, ''],
  ]
  for (const [why, packages, more, expected] of table)
    it(why, () => assert.equal(names(folderLeg('x', pick(...packages), facts(all, more)).dependencies), expected))

  it('tells each package with its folder and what it needs of the same leg', () => {
    const leg = folderLeg('x', pick('a', 'b'), facts(all, { selected: new Set([normalizeName('c')]), build: 'selected' }))
    assert.deepEqual(leg, {
      leg: 'x',
      commit: 'c0ffee',
      time: 7,
      packages: [
        { name: 'b', folder: 's/packages/b', local: ['c'] },
        { name: 'a', folder: 's/packages/a', local: ['b', 'w'] },
      ],
      dependencies: [
        { name: 'c', folder: 's/packages/c', local: [] },
        { name: 'w', folder: 's/packages/w', local: [] },
      ],
    })
  })

  it('tells where a cache keeps each, and what is built for it', () => {
    const cacheOf = (project: ProjectName): CacheRef => ({ key: 'a'.repeat(64), place: `s/${project}/linux`, stale: [] })
    const leg = folderLeg('x', pick('b'), facts(all, { cacheOf }))
    const told = [...leg.packages, ...leg.dependencies].map(({ cache }) => cache?.place)
    assert.deepEqual(told, ['s/b/linux', 's/c/linux', 's/u/linux'])
  })

  it('tells what stands for a package that it builds, where that is not its name', () => {
    const named = [local('a', { artifact: 'acme-a', needs: [need('b'), need('c')] }), local('b', { artifact: 'acme-b' }), local('c')]
    const leg = folderLeg('x', pick('a', 'c'), facts(named))
    assert.deepEqual(
      [...leg.packages, ...leg.dependencies].map(({ name, key }) => [name, key]),
      [
        ['c', undefined],
        ['a', 'acme-a'],
        ['b', undefined],
      ],
    )
  })

  it('ends where packages need each other', () => {
    const circle = [local('x', { needs: [need('y')] }), local('y', { needs: [need('x')] })]
    const leg = folderLeg('l', pick('x'), facts(circle))
    assert.deepEqual([leg.packages[0]?.local, leg.dependencies[0]?.local], [['y'], ['x']])
  })

  it('builds nothing twice, and whatever is told as local is there', () => {
    const graph = fc.array(fc.array(fc.nat({ max: 7 }), { maxLength: 4 }), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(
        graph,
        fc.subarray([0, 1, 2, 3, 4, 5, 6, 7]),
        fc.constantFrom('selected' as const, 'all' as const, 'none' as const),
        (needs, own, build) => {
          const packages = needs.map((on, at) => local(`p${at}`, { needs: on.map((to) => need(`p${to}`)) }))
          const chosen = packages.filter((_, at) => own.includes(at)).map(({ project }) => project)
          const leg = folderLeg(
            'x',
            chosen,
            facts(packages, { build, selected: new Set(packages.slice(0, 4).map(({ project }) => project)) }),
          )
          const there = [...leg.packages, ...leg.dependencies].map(({ name }) => name)
          assert.equal(new Set(there).size, there.length)
          assert.equal(leg.packages.length, chosen.length)
          for (const one of [...leg.packages, ...leg.dependencies])
            for (const name of one.local) assert.ok(there.includes(name) && name !== one.name)
        },
      ),
    )
  })
})
