import assert from 'node:assert/strict'
import type { FileEntry } from '../../../../core/index/entry.ts'
import type { ProjectListing } from '../../../../core/ports.ts'
import { auditClaims, auditListing, countThere, type FoundRecord, knownNames } from '../../../../core/release/record/audit.ts'
import { planDigest } from '../../../../core/release/plan/plan.ts'
import { sha256Of } from '../../../../core/sha256.ts'
import { releasePlan } from '../../../fakes/approved-release.ts'
import { countedListing } from '../../../fakes/read-count.ts'

const plan = releasePlan()
const wheel = 'spam-1.0-cp311-cp311-linux_x86_64.whl'
const entry = (filename: string, change: Partial<FileEntry> = {}): FileEntry => ({
  filename,
  url: '',
  yanked: false,
  sha256: sha256Of(filename),
  ...change,
})
const listing = (...files: FileEntry[]): ProjectListing => ({ files, deleted: [] })
const eggs = listing(entry('eggs-2.0-py3-none-any.whl'))
const spam = [entry(wheel), entry('spam-1.0.tar.gz')]
const published = new Map([...spam, ...eggs.files].map(({ filename }) => [filename, 'published']))

describe('the audit of an index', () => {
  const audit = (held: ProjectListing | undefined, outcomes: ReadonlyMap<string, string> = published): string[] => {
    const listings = new Map([
      ['spam', held],
      ['eggs', eggs],
    ])
    return auditListing(plan, outcomes, knownNames([plan]), listings).map(({ level, code }) => `${level} ${code}`)
  }
  const [first, second] = spam
  assert.ok(first !== undefined && second !== undefined)

  for (const [what, held, expected] of [
    ['all is as it was approved', listing(...spam), []],
    ['another version is there', listing(...spam, entry('spam-1.1.tar.gz')), []],
    ['a file has other bytes', listing(entry(wheel, { sha256: sha256Of('x') }), second), ['wrong FILE_CHANGED']],
    ['a file has no hash', listing({ filename: wheel, url: '', yanked: false }, second), ['wrong FILE_CHANGED']],
    ['a file is gone', listing(second), ['wrong FILE_GONE']],
    ['a file was deleted', { files: [second], deleted: [wheel] }, ['wrong FILE_DELETED']],
    ['a file was yanked', listing(entry(wheel, { yanked: 'broken' }), second), ['warning FILE_YANKED']],
    ['a file was yanked without a reason', listing(entry(wheel, { yanked: true }), second), ['warning FILE_YANKED']],
    ['somebody has added a wheel', listing(...spam, entry('spam-1.0-cp311-cp311-win_amd64.whl')), ['warning FILE_STRANGE']],
    [
      'somebody has added one in another spelling',
      listing(...spam, entry('spam-1.0.0-cp312-cp312-win_amd64.whl')),
      ['warning FILE_STRANGE'],
    ],
    ['a post-release of another version is there', listing(...spam, entry('spam-2.0-1.tar.gz')), []],
    ['the project is gone', undefined, ['wrong FILE_GONE', 'wrong FILE_GONE']],
  ] as const)
    it(`is right when ${what}`, () => assert.deepEqual(audit(held), expected))

  it('warns of what was never published, and takes what was there before for published', () => {
    assert.deepEqual(audit(listing(second), new Map([[wheel, 'failed']])), ['warning FILE_UNPUBLISHED'])
    assert.deepEqual(audit(listing(second), new Map()), ['warning FILE_UNPUBLISHED'])
    assert.deepEqual(audit(listing(second), new Map([[wheel, 'skipped']])), ['wrong FILE_GONE'])
  })
  it('goes through a listing no oftener for many files', () => {
    const reads = (count: number): number => {
      const names = Array.from({ length: count }, (_, at) => `spam-1.0-cp3${at}-cp3${at}-win_amd64.whl`)
      const files = names.map((name) => ({ name, size: 1, sha256: sha256Of(name) }))
      const large = releasePlan({ releases: [{ project: 'spam', version: '1.0', files }] })
      const counted = countedListing(listing(...names.map((name) => entry(name))))
      const listings = new Map([['spam', counted.listing]])
      assert.deepEqual(auditListing(large, new Map(), knownNames([large]), listings), [])
      assert.equal(countThere(large, listings), count)
      return counted.reads()
    }
    assert.equal(reads(50), reads(1))
  })
  it('counts what is there with the approved bytes', () => {
    const listings = new Map([['spam', listing(entry(wheel, { sha256: sha256Of('x') }), second)]])
    assert.equal(countThere(plan, listings), 1)
  })
})

describe('the audit of what a record says of itself', () => {
  const found: FoundRecord = {
    artifact: { name: 'release-record.1', source: 'JOB', kind: 'Container', data: '' },
    record: {
      plan,
      planDigest: planDigest(plan),
      planArtifact: 'release-plan.1',
      publisher: {
        run: 7,
        planId: 'p',
        job: 'job',
        stage: '',
        name: '',
        attempt: 1,
        stageAttempt: 1,
        environment: 'pypi',
        classic: undefined,
      },
      at: '',
      dryRun: false,
      verdict: 'allow',
      outcomes: new Map(),
      failure: '',
    },
  }
  const listed = [{ name: 'release-plan.1', source: 'x', kind: 'Container', data: '' }]
  const claims = (one: FoundRecord, run = 7, names = listed): string[] => auditClaims(one, run, names).map(({ code }) => code)

  it('is content with what agrees, in any case of ids', () => assert.deepEqual(claims(found), []))
  it('doubts another digest', () =>
    assert.deepEqual(claims({ ...found, record: { ...found.record, planDigest: sha256Of('x') } }), ['DIGEST_OTHER']))
  it('doubts another run', () => assert.deepEqual(claims(found, 8), ['RECORD_OTHER']))
  it('doubts what another job attached, or nobody', () => {
    for (const source of ['other', '']) assert.deepEqual(claims({ ...found, artifact: { ...found.artifact, source } }), ['RECORD_FOREIGN'])
  })
  it('misses the plan', () => {
    assert.deepEqual(claims(found, 7, []), ['PLAN_GONE'])
    assert.deepEqual(claims({ ...found, record: { ...found.record, planArtifact: '' } }), ['PLAN_GONE'])
  })
})
