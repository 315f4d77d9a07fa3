import assert from 'node:assert/strict'
import fc from 'fast-check'
import { noRecipe } from '../../core/build/recipe.ts'
import { satisfies, type Wish } from '../../core/python/satisfies.ts'
import { admits, parseSpecifiers } from '../../core/python/specifier.ts'
import { isFinal, type Version } from '../../core/python/version.ts'
import { parseWheelName } from '../../core/python/wheel-name.ts'
import { type Decision, versionOf } from '../../core/wanted/decision.ts'
import type { Rules } from '../../core/wanted/facts.ts'
import { planWheels } from '../../core/wanted/plan.ts'
import type { VersionChoice, Wanted } from '../../core/wanted/wanted.ts'
import { declaredWheel, wishOf } from '../../core/wanted/wish.ts'
import { facts, row, usualRules } from '../core/wanted/rows.ts'
import type { ListedFile } from '../fakes/memory-index.ts'

const platforms = [
  'any',
  'linux_x86_64',
  'LINUX_x86_64',
  'manylinux_2_17_x86_64',
  'manylinux_2_28_x86_64',
  'win_amd64',
  'macosx_11_0_universal2',
  'macosx_13_0_arm64',
]
const pythons = ['cp39', 'cp312', 'cp312-abi3', 'cp314', 'cp314t', 'cp311-none', 'py3', 'pp311']

/** Of specifiers that take several versions. */
const taking = [2, 'all' as const].map((take): VersionChoice => {
  const set = parseSpecifiers('>=1,<4')
  if (set === undefined) throw new Error('is a specifier')
  return { kind: 'specifier', text: set.text, set, take, pre: take === 'all' }
})

const rows: fc.Arbitrary<Wanted[]> = fc.array(
  fc
    .record({
      name: fc.constantFrom('spam', 'eggs', 'gone'),
      choice: fc.constantFrom<(string | VersionChoice)[]>('latest', 'latest pre', '1.0', '1.0.0', '2.0', '3.0rc1', '9.9', '<3', ...taking),
      python: fc.constantFrom(...pythons),
      tag: fc.constantFrom(...platforms),
      instance: fc.constantFrom('a', 'b'),
    })
    .map((parts) => row(parts)),
  { maxLength: 15 },
)
const files = (name: string): fc.Arbitrary<ListedFile[]> =>
  fc
    .array(
      fc.record({
        version: fc.constantFrom('1.0', '2.0', '3.0rc1'),
        end: fc.constantFrom('.tar.gz', '.zip', '-py3-none-any.whl', '-cp312-cp312-linux_x86_64.whl'),
        yanked: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant('bad') }),
        requiresPython: fc.constantFrom('', '>=3.10', '<3.12'),
      }),
      { maxLength: 8 },
    )
    .map((list) => list.map(({ version, end, ...more }) => ({ filename: `${name}-${version}${end}`, ...more })))
const upstreams = fc.record({ spam: files('spam'), eggs: files('eggs') }, { noNullPrototype: true })
const stores = upstreams

const kinds = (decisions: readonly Decision[]): string[] =>
  decisions.map((one) => (one.kind === 'error' ? 'error' : `${one.kind} ${one.why}`))

/** Recipes that hang on what a row is and on its version. */
const usual: Rules = {
  ...usualRules,
  making: ({ platform, python }, { text }) => ({
    recipe: { ...noRecipe, environment: platform.instance === 'b' ? { ON: 'b' } : {} },
    build: text === '2.0' ? 2 : platform.tag === 'win_amd64' ? 1 : 0,
    pure: python.tag === 'cp39',
  }),
}
const wished = (row: Wanted, version: Version): Wish => wishOf(row, version, usual.making(row, version))

describe('planWheels, by law', () => {
  it('decides every row, in its order, and but for specifiers once', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const decided = planWheels(wanted, facts({ upstream, store }), usual).map((one) => one.row)
        assert.deepEqual(
          decided.filter((one, at) => one !== decided[at - 1]),
          wanted,
        )
        for (const one of wanted) {
          const count = decided.filter((row) => row === one).length
          assert.ok(one.choice.kind === 'specifier' ? one.choice.take === 'all' || count <= one.choice.take : count === 1)
        }
      }),
    )
  })

  it('takes of a specifier only what it admits, each version once, the highest first', () => {
    fc.assert(
      fc.property(rows, upstreams, (wanted, upstream) => {
        for (const row of wanted) {
          const { choice } = row
          if (choice.kind !== 'specifier') continue
          const versions = planWheels([row], facts({ upstream }), usual).flatMap((one) =>
            one.kind === 'build' ? [one.target.version] : [],
          )
          for (const version of versions) assert.ok(admits(choice.set, version) && (choice.pre || isFinal(version)))
          assert.deepEqual(
            versions.map(({ order }) => order),
            [...new Set(versions.map(({ order }) => order))].sort().toReversed(),
          )
        }
      }),
    )
  })

  it('builds or has a wheel that is what was wished, by its recipe', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const decisions = planWheels(wanted, facts({ upstream, store }), usual)
        const built = decisions.flatMap((one) => (one.kind === 'build' ? [declaredWheel(one.target)] : []))
        for (const one of decisions) {
          if (one.kind === 'error') continue
          const wish = wished(one.row, versionOf(one) ?? assert.fail())
          if (one.kind === 'build') assert.ok(satisfies(declaredWheel(one.target), wish))
          else if (one.why === 'covered') assert.ok(built.some((wheel) => satisfies(wheel, wish)))
          else if (one.why === 'in-index') assert.ok(satisfies(parseWheelName(one.by) ?? assert.fail(), wish))
        }
      }),
    )
  })

  it('names a lower build tag only where one is listed, and never builds what is', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        for (const one of planWheels(wanted, facts({ upstream, store }), usual)) {
          if (one.kind !== 'build' || one.why !== 'build-tag') continue
          assert.ok(one.target.making.build > (parseWheelName(one.by)?.build?.number ?? 0))
          assert.ok(satisfies(parseWheelName(one.by) ?? assert.fail(), { ...wished(one.row, one.target.version), build: 0 }))
        }
      }),
    )
  })

  it('has nothing left to build once all that it plans is in the store', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const first = planWheels(wanted, facts({ upstream, store }), usual)
        const built: Record<string, ListedFile[]> = { spam: [...store.spam], eggs: [...store.eggs] }
        for (const one of first) if (one.kind === 'build') built[one.row.project]?.push(declaredWheel(one.target).text)
        const second = planWheels(wanted, facts({ upstream, store: built }), usual)
        assert.deepEqual(
          second.filter((one) => one.kind === 'build'),
          [],
        )
        for (const [at, one] of first.entries())
          if (one.kind === 'build' || (one.kind === 'skip' && ['in-index', 'covered'].includes(one.why))) {
            const then = second[at]
            assert.ok(
              then?.kind === 'skip' && then.why === 'in-index',
              `${kinds([one]).join()} -> ${kinds(second.slice(at, at + 1)).join()}`,
            )
          }
      }),
    )
  })

  it('builds no more in whatever order the rows stand', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const names = (list: readonly Wanted[]): string[] =>
          planWheels(list, facts({ upstream, store }), usual)
            .flatMap((one) => (one.kind === 'build' ? [declaredWheel(one.target).text] : []))
            .sort()
        assert.deepEqual(names(wanted.toReversed()), names(wanted))
      }),
    )
  })

  it('forces only what is in the index: errors, refusals and withdrawn names stay', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const plain = kinds(planWheels(wanted, facts({ upstream, store }), usual))
        const forced = kinds(planWheels(wanted, facts({ upstream, store }), { ...usual, force: true }))
        const passed = ['skip in-index', 'skip covered', 'build absent', 'build build-tag']
        for (const [at, kind] of plain.entries()) {
          if (passed.includes(kind))
            assert.ok(
              ['build forced', 'build absent', 'build build-tag', 'skip covered'].includes(forced[at] ?? ''),
              `${kind} -> ${forced[at]}`,
            )
          else assert.equal(forced[at], kind)
        }
      }),
    )
  })

  it('skips no more for knowing the upstream only where it is asked to', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const plain = planWheels(wanted, facts({ upstream, store }), usual)
        const skipping = planWheels(wanted, facts({ upstream, store }), { ...usual, skipUpstream: true })
        assert.ok(plain.every((one) => one.kind !== 'skip' || one.why !== 'upstream'))
        const builds = (list: readonly Decision[]): number => list.filter((one) => one.kind === 'build').length
        assert.ok(builds(skipping) <= builds(plain) || skipping.some((one) => one.kind === 'skip' && one.why === 'upstream'))
      }),
    )
  })
})
