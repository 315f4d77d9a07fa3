import assert from 'node:assert/strict'
import fc from 'fast-check'
import { branchesOf } from '../../core/coverage/branches.ts'
import { parseCobertura } from '../../core/coverage/cobertura.ts'
import type { BranchCoverage, Coverage, LineCoverage } from '../../core/coverage/coverage.ts'
import { formatCobertura } from '../../core/coverage/format.ts'
import { mergeCoverage } from '../../core/coverage/merge.ts'

const ways = fc
  .record({ total: fc.integer({ min: 1, max: 4 }), taken: fc.integer({ min: 0, max: 4 }), known: fc.boolean() })
  .chain(({ total, taken, known }) =>
    fc
      .array(fc.constantFrom('exit', '3', '7', '20'), { minLength: Math.max(0, total - taken), maxLength: 5 })
      .map((missing) => branchesOf(total, taken, known ? missing : undefined)),
  )
const line: fc.Arbitrary<LineCoverage> = fc.record(
  { hits: fc.nat({ max: 3 }), branches: fc.option(ways, { nil: undefined, freq: 1 }) },
  { noNullPrototype: true },
)
const file = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), line), { maxLength: 6 }).map((lines) => new Map(lines))
const name = fc.oneof(
  fc.constantFrom('a.py', 'src/b.py', 'src/sub/c.py'),
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\p{C}]/u.test(text)),
)
const coverage: fc.Arbitrary<Coverage> = fc.array(fc.tuple(name, file), { maxLength: 4 }).map((files) => new Map(files))

/** What was run and what was not, however often. */
function sets(of: Coverage): unknown {
  return new Map(
    [...of].map(([path, lines]) => [path, new Map([...lines].map(([number, { hits, branches }]) => [number, [hits > 0, branches]]))]),
  )
}

function linesOf(of: Coverage): [path: string, number: number, line: LineCoverage][] {
  return [...of].flatMap(([path, lines]) => [...lines].map(([number, one]): [string, number, LineCoverage] => [path, number, one]))
}

describe('coverage that is merged', () => {
  it('is the same in whatever order its parts come', () =>
    fc.assert(fc.property(coverage, coverage, (a, b) => assert.deepEqual(mergeCoverage([a, b]), mergeCoverage([b, a])))))

  it('is the same however its parts were merged before', () =>
    fc.assert(
      fc.property(coverage, coverage, coverage, (a, b, c) => {
        const whole = mergeCoverage([a, b, c])
        assert.deepEqual(mergeCoverage([mergeCoverage([a, b]), c]), whole)
        assert.deepEqual(mergeCoverage([a, mergeCoverage([b, c])]), whole)
      }),
    ))

  it('with itself covers what it covered', () =>
    fc.assert(fc.property(coverage, (a) => assert.deepEqual(sets(mergeCoverage([a, a])), sets(a)))))

  it('alone is what it was', () => fc.assert(fc.property(coverage, (a) => assert.deepEqual(mergeCoverage([a, new Map()]), a))))

  it('never covers less than one of its parts, nor lacks a line or a way of it', () =>
    fc.assert(
      fc.property(fc.array(coverage, { maxLength: 4 }), (parts) => {
        const whole = mergeCoverage(parts)
        for (const [path, number, line] of parts.flatMap(linesOf)) {
          const merged = whole.get(path)?.get(number)
          assert.ok(merged !== undefined && merged.hits >= line.hits)
          assert.ok((merged.branches?.covered ?? 0) >= (line.branches?.covered ?? 0))
          assert.ok((merged.branches?.total ?? 0) >= (line.branches?.total ?? 0))
        }
      }),
    ))

  it('is read as it was written, merged or not', () =>
    fc.assert(
      fc.property(coverage, coverage, (a, b) => {
        const whole = mergeCoverage([a, b])
        const read = parseCobertura(formatCobertura(whole, 7), 'c.xml')
        assert.deepEqual(read, { sources: ['.'], coverage: whole, time: 7 })
        assert.equal(formatCobertura(read.coverage, read.time), formatCobertura(whole, 7))
      }),
    ))
})

describe('a way out that no run has', () => {
  it('is never made up', () =>
    fc.assert(
      fc.property(fc.array(ways, { minLength: 1, maxLength: 4 }), (all) => {
        const parts = all.map((branches): Coverage => new Map([['a', new Map([[1, { hits: 1, branches }]])]]))
        const found: BranchCoverage | undefined = mergeCoverage(parts).get('a')?.get(1)?.branches
        assert.equal(found?.total, Math.max(...all.map(({ total }) => total)))
        for (const way of found?.missing ?? []) assert.ok(all.some(({ missing }) => missing?.includes(way)))
      }),
    ))
})
