import assert from 'node:assert/strict'
import type { ProjectListing } from '../../../../core/ports.ts'
import { plannedFiles } from '../../../../core/release/plan/plan.ts'
import { inUploadOrder, refuseConflicts, type StandingFile, standingsOf } from '../../../../core/release/plan/standings.ts'
import { type Sha256, sha256Of } from '../../../../core/sha256.ts'
import { releasePlan } from '../../../fakes/approved-release.ts'
import { problemCode } from '../../../fakes/problem-code.ts'
import { countedListing } from '../../../fakes/read-count.ts'

const plan = releasePlan()
const [wheel, sdist, pure] = plannedFiles(plan)
const listed = (entries: readonly [name: string, sha256: Sha256, time?: string][]): ProjectListing => ({
  files: entries.map(([filename, sha256, uploadTime]) => ({
    filename,
    url: filename,
    sha256,
    yanked: false,
    ...(uploadTime === undefined ? {} : { uploadTime }),
  })),
  deleted: ['spam-1.0.tar.gz'],
})
const standing = (files: readonly StandingFile[]): Record<string, string> =>
  Object.fromEntries(files.map((one) => [one.file.name, one.standing]))

describe('standingsOf', () => {
  it('tells absent, same and taken apart, deleted names included', () => {
    const listings = new Map([
      ['spam', listed([[wheel!.name, wheel!.sha256]])],
      ['eggs', undefined],
    ])
    assert.deepEqual(standing(standingsOf(plan, listings)), { [wheel!.name]: 'same', [sdist!.name]: 'conflict', [pure!.name]: 'absent' })
  })
  it('tells other bytes as taken', () => {
    assert.equal(standing(standingsOf(plan, new Map([['eggs', listed([[pure!.name, sha256Of('other')]])]])))[pure!.name], 'conflict')
  })
  it('reads a listing once, however many files are planned', () => {
    const [first] = plan.releases
    const many = Array.from({ length: 50 }, (_, at) => ({ ...wheel!, name: `spam-1.0-cp3${at}-cp3${at}-win_amd64.whl` }))
    const { listing, reads } = countedListing(listed([[wheel!.name, wheel!.sha256]]))
    assert.equal(standingsOf(releasePlan({ releases: [{ ...first!, files: many }] }), new Map([['spam', listing]])).length, 50)
    assert.equal(reads(), 1)
  })
})

describe('refuseConflicts', () => {
  it('names every taken file', () => {
    const files = standingsOf(plan, new Map([['spam', listed([[wheel!.name, sha256Of('other')]])]]))
    assert.equal(
      problemCode(() => refuseConflicts(files, 'index')),
      'CONFLICT',
    )
    assert.throws(
      () => refuseConflicts(files, 'index'),
      (error: Error) => error.message.includes(wheel!.name) && error.message.includes(sdist!.name),
    )
  })
  it('lets the rest pass', () =>
    assert.equal(
      problemCode(() => refuseConflicts(standingsOf(plan, new Map()), 'index')),
      undefined,
    ))
})

describe('inUploadOrder', () => {
  it('has wheels before the sdist and pure wheels first, release by release', () => {
    const names = ['b-1-cp311-cp311-win_amd64.whl', 'b-1.tar.gz', 'b-1-py3-none-any.whl', 'a-1.tar.gz', 'a-1-cp39-abi3-win32.whl']
    const files = names.map((name): StandingFile => ({
      file: { name, size: 1, sha256: sha256Of(name) },
      project: name.charAt(0),
      version: '1',
      standing: 'absent',
    }))
    const expected = ['a-1-cp39-abi3-win32.whl', 'a-1.tar.gz', 'b-1-py3-none-any.whl', 'b-1-cp311-cp311-win_amd64.whl', 'b-1.tar.gz']
    assert.deepEqual(
      inUploadOrder(files).map((one) => one.file.name),
      expected,
    )
  })
})
