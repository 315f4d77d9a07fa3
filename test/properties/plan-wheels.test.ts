import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Decision } from '../../core/wanted/decision.ts'
import { planWheels } from '../../core/wanted/plan.ts'
import type { Wanted } from '../../core/wanted/wanted.ts'
import { declaredWheel } from '../../core/wanted/wish.ts'
import { facts, row, usualRules as usual } from '../core/wanted/rows.ts'
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

const rows: fc.Arbitrary<Wanted[]> = fc.array(
  fc
    .record({
      name: fc.constantFrom('spam', 'eggs', 'gone'),
      choice: fc.constantFrom('latest', '1.0', '1.0.0', '2.0', '3.0rc1', '9.9'),
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

describe('planWheels, by law', () => {
  it('decides every row once, in its order', () => {
    fc.assert(
      fc.property(rows, upstreams, stores, (wanted, upstream, store) => {
        const decisions = planWheels(wanted, facts({ upstream, store }), usual)
        assert.deepEqual(
          decisions.map((one) => one.row),
          wanted,
        )
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
        assert.deepEqual(
          second.filter((one) => one.kind === 'skip' && one.why === 'in-index').length,
          first.filter((one) => one.kind === 'build' || (one.kind === 'skip' && ['in-index', 'covered'].includes(one.why))).length,
        )
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
        const passed = ['skip in-index', 'skip covered', 'build absent']
        for (const [at, kind] of plain.entries()) {
          if (passed.includes(kind))
            assert.ok(['build forced', 'build absent', 'skip covered'].includes(forced[at] ?? ''), `${kind} -> ${forced[at]}`)
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
