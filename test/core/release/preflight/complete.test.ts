import assert from 'node:assert/strict'
import type { FileEntry } from '../../../../core/index/entry.ts'
import type { ProjectListing } from '../../../../core/ports.ts'
import { Problem } from '../../../../core/problem.ts'
import { type Missing, requireComplete } from '../../../../core/release/preflight/complete.ts'
import { plannedRows } from '../../../../core/release/preflight/planned-rows.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { planText } from '../../../fakes/plan-text.ts'

const rows = plannedRows(planText([{}, { python: 'cp312' }]), 'plan.json')
const nothing: Missing = { rows: [], says: [] }
const strict = { complete: true }
const entry = (filename: string, more: Partial<FileEntry> = {}): FileEntry => ({ filename, url: filename, yanked: false, ...more })
const listed = (...files: FileEntry[]): ReadonlyMap<string, ProjectListing | undefined> =>
  new Map([
    ['spam', { files, deleted: [] }],
    ['eggs', undefined],
  ])
const abi3 = 'spam-1.0-cp311-abi3-win_amd64.whl'

describe('a complete release', () => {
  it('lacks nothing', () => {
    assert.deepEqual(requireComplete(nothing, strict, new Map()), [])
    assert.deepEqual(requireComplete(nothing, { complete: false }, new Map()), [])
  })
  it('refuses a row that is nowhere', () =>
    assert.equal(
      problemCode(() => requireComplete({ ...nothing, rows }, strict, new Map())),
      'FILE_MISSING',
    ))
  it('refuses what was not built', () =>
    assert.equal(
      problemCode(() => requireComplete({ ...nothing, says: ['it broke'] }, strict, new Map())),
      'FILE_MISSING',
    ))
  it('has a row that the index lists', () => assert.deepEqual(requireComplete({ ...nothing, rows }, strict, listed(entry(abi3))), []))
  for (const [what, files] of [
    ['lists one of them', [entry('spam-1.0-cp311-cp311-win_amd64.whl')]],
    ['has yanked the file', [entry(abi3, { yanked: true })]],
    ['has yanked the file, with a reason', [entry(abi3, { yanked: 'broken' })]],
    ['lists a file that leaves that Python out', [entry(abi3, { requiresPython: '<3.12' })]],
    ['lists another version', [entry('spam-1.1-cp311-abi3-win_amd64.whl')]],
    ['lists an sdist', [entry('spam-1.0.tar.gz')]],
    ['lists nothing', []],
  ] as const)
    it(`lacks a row where the index ${what}`, () =>
      assert.equal(
        problemCode(() => requireComplete({ ...nothing, rows }, strict, listed(...files))),
        'FILE_MISSING',
      ))

  it('is told of where the policy lets it be otherwise, each lack in a sentence', () => {
    const told = requireComplete({ rows, says: ['ham 1 was not built'] }, { complete: false }, listed())
    assert.equal(told.length, 3)
    assert.match(told[0] ?? '', /ham 1 was not built: it will be missing\.$/)
    assert.match(told[2] ?? '', /spam 1\.0 for cp312 on win_amd64/)
  })
  it('tells of all at once, and counts what is too much to tell', () => {
    const says = Array.from({ length: 25 }, (_, at) => `leg ${at} broke`)
    assert.throws(
      () => requireComplete({ rows, says }, strict, listed()),
      (error) =>
        error instanceof Problem &&
        error.text.includes('leg 19 broke') &&
        !error.text.includes('leg 20 broke') &&
        error.text.includes('and 7 more'),
    )
  })
})
