import assert from 'node:assert/strict'
import { failuresOf, filesOf, lackOf, type RowResult, suitesOf } from '../../../core/build/result.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { suiteRun } from '../suites/suite-runs.ts'
import { built, failed } from './results.ts'

describe('a manifest of results', () => {
  const results = [built('spam'), failed('eggs', 'no.'), built('spam')]
  it('holds each file once', () =>
    assert.deepEqual(
      filesOf(results).map(({ name }) => name),
      ['spam-1.0-py3-none-any.whl'],
    ))
  it('holds what an earlier try of this attempt has made, but not what an earlier attempt has', () => {
    const [one, two] = [built('spam'), built('eggs')]
    assert.ok(one?.kind === 'built' && two?.kind === 'built')
    const kept = [one, two].map(({ row, file }, attempt): RowResult => ({ kind: 'kept', row, file, attempt, besides: [] }))
    assert.deepEqual(filesOf(kept), [one.file])
  })
  it('holds what a cache had, with what was made besides', () => {
    const [one, two] = [built('spam'), built('eggs')]
    assert.ok(one?.kind === 'built' && two?.kind === 'built')
    const restored: RowResult = { kind: 'restored', row: one.row, file: one.file, besides: [two.file], suites: [suiteRun()] }
    assert.deepEqual([filesOf([restored]), suitesOf([restored])], [[one.file, two.file], [suiteRun()]])
  })
  it('holds each failure', () =>
    assert.deepEqual(failuresOf(results), [
      { package: 'eggs', version: '', python: '3.14', code: 'BUILD_FAILED', message: 'no.', log: 'eggs.log' },
    ]))
})

describe('the suites of results', () => {
  const [unit, lint] = [suiteRun(), suiteRun({ suite: 'lint' })]
  const kept = (suites: SuiteRun[]): RowResult => {
    const one = built('spam')
    assert.ok(one.kind === 'built')
    return { kind: 'kept', row: one.row, file: one.file, attempt: 0, besides: [], suites }
  }
  it('are those of each row, failed ones among them', () =>
    assert.deepEqual(
      suitesOf([
        { ...built('spam'), suites: [unit] },
        { ...failed('eggs', 'no.'), suites: [lint] },
      ]),
      [unit, lint],
    ))
  it('are those of an earlier try once, but for what ran again', () => {
    const again = suiteRun({ seconds: 9 })
    assert.deepEqual(suitesOf([kept([unit, lint]), kept([lint]), { ...built('spam'), suites: [again] }]), [lint, again])
  })
})

describe('failuresOf', () => {
  it('tells what would not have been released: a dependency, and all of a leg that is not for release', () => {
    const [eggs, base] = [failed('eggs', 'no.'), failed('base', 'no.')]
    const results = [eggs, { ...base, row: { ...base.row, origin: 'dependency' } } as RowResult]
    const told = (release: boolean): (boolean | undefined)[] => failuresOf(results, release).map((one) => one.release)
    assert.deepEqual(
      [told(true), told(false)],
      [
        [undefined, false],
        [false, false],
      ],
    )
  })
})

describe('lackOf', () => {
  const needing = (...names: readonly string[]): RowResult['row'] => ({ ...built('top').row, local: names.map(normalizeName) })
  const after = (...results: readonly RowResult[]): Map<RowResult['row'], RowResult> => new Map(results.map((one) => [one.row, one]))
  const skipped = (name: string): RowResult => ({ ...failed(name, 'no.'), tried: false }) as RowResult

  it('is nothing where all that was built is good, or is not needed', () => {
    assert.equal(lackOf(needing('spam'), after(built('spam'), failed('eggs', 'no.'))), undefined)
    assert.equal(lackOf(needing('still-to-come'), after()), undefined)
  })
  it('names the row that came to nothing', () => {
    const problem = lackOf(needing('spam', 'eggs'), after(built('spam'), failed('eggs', 'no.')))
    assert.equal(problem?.code, 'BUILD_FAILED')
    assert.match(problem?.message ?? '', /^eggs for 3\.14 .* top for 3\.14/)
  })
  it('names the root of it, not what was not tried either', () =>
    assert.match(lackOf(needing('eggs', 'spam'), after(skipped('eggs'), failed('spam', 'no.')))?.message ?? '', /^spam /))
  it('is no matter of another python', () => {
    const result = failed('spam', 'no.')
    const other = { ...result, row: { ...result.row, python: { ...result.row.python, label: '3.9' } } }
    assert.equal(lackOf(needing('spam'), after(other)), undefined)
  })
})
