import assert from 'node:assert/strict'
import type { ProjectListing } from '../../../../core/ports.ts'
import { closesAt, refuseLate, resumeBy, tellDeadlines } from '../../../../core/release/upload/deadline.ts'
import { standingsOf } from '../../../../core/release/plan/standings.ts'
import { sha256Of } from '../../../../core/sha256.ts'
import { releasePlan } from '../../../fakes/approved-release.ts'
import { problemCode } from '../../../fakes/problem-code.ts'

const plan = releasePlan()
const listed = (...files: (readonly [name: string, time?: string])[]): ProjectListing => ({
  files: files.map(([filename, uploadTime]) => ({
    filename,
    url: '',
    yanked: false,
    sha256: sha256Of(filename),
    ...(uploadTime === undefined ? {} : { uploadTime }),
  })),
  deleted: [],
})
const begun = listed(['spam-1.0-cp311-cp311-linux_x86_64.whl', '2026-11-03T00:00:00.000000Z'], ['spam-0.9.tar.gz', '2020-01-01T00:00:00Z'])
const [spam] = plan.releases

describe('until when PyPI takes files of a release', () => {
  it('is 14 days after the first file of that version', () => {
    assert.ok(spam !== undefined)
    assert.equal(closesAt(spam, begun), '2026-11-17T00:00:00.000Z')
  })
  it('counts from a file that no plan knows, for whoever uploaded it opened the release', () => {
    assert.ok(spam !== undefined)
    const other = listed(['spam-1.0.0-cp39-cp39-win_amd64.whl', '2026-11-01T00:00:00Z'], ['spam-1.0.tar.gz', '2026-11-02T00:00:00Z'])
    assert.equal(closesAt(spam, other), '2026-11-15T00:00:00.000Z')
  })
  for (const [what, listing] of [
    ['nothing is there', undefined],
    ['another version is there', listed(['spam-0.9.tar.gz', '2020-01-01T00:00:00Z'])],
    ['no time is told', listed(['spam-1.0.tar.gz'])],
    ['a time is none', listed(['spam-1.0.tar.gz', 'soon'])],
    ['a time is none, though it ends in a number', listed(['spam-1.0.tar.gz', 'upload 1'])],
    ['a time is none that a calendar has', listed(['spam-1.0.tar.gz', '+275760-09-13T00:00:00Z'])],
  ] as const)
    it(`is not known where ${what}`, () => {
      assert.ok(spam !== undefined)
      assert.equal(closesAt(spam, listing), '')
      assert.equal(resumeBy(plan, new Map([['spam', listing]])), '')
    })
  it('is, of several releases, before the first of them closes', () => {
    const eggs = listed(['eggs-2.0-py3-none-any.whl', '2026-11-02T00:00:00.500000Z'])
    const listings = new Map([
      ['spam', begun],
      ['eggs', eggs],
    ])
    assert.equal(resumeBy(plan, listings), '2026-11-16T00:00:00.500Z')
  })
  it('is told of what was begun, and of the rest once', () => {
    const [first, rest, ...more] = tellDeadlines(plan, new Map([['spam', begun]]), '2026-11-10T00:00:00.000Z')
    assert.match(first ?? '', /spam 1\.0 until 2026-11-17/)
    assert.match(rest ?? '', /for 14 days after its first one/)
    assert.deepEqual(more, [])
  })
  it('is told when it is over', () =>
    assert.match(tellDeadlines(plan, new Map([['spam', begun]]), '2026-12-01T00:00:00.000Z')[0] ?? '', /no more files of spam 1\.0 since/))
})

describe('a release that PyPI takes no more files of', () => {
  const wheel = 'spam-1.0-cp311-cp311-linux_x86_64.whl'
  const late = '2026-11-17T00:00:00.001Z'
  const refused = (listing: ProjectListing, now: string): string | undefined => {
    const listings = new Map([['spam', listing]])
    return problemCode(() => refuseLate(plan, standingsOf(plan, listings), listings, now))
  }
  it('is refused before anything of any other is sent', () => assert.equal(refused(begun, late), 'RELEASE_FAILED'))
  it('is taken as long as there is time', () => assert.equal(refused(begun, '2026-11-16T23:59:59.999Z'), undefined))
  it('is nothing amiss where all of it is there', () =>
    assert.equal(refused(listed([wheel, '2020-01-01T00:00:00Z'], ['spam-1.0.tar.gz', '2020-01-01T00:00:00Z']), late), undefined))
  it('is not known of where no time is told', () => assert.equal(refused(listed([wheel]), late), undefined))
})
