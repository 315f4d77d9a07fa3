import assert from 'node:assert/strict'
import { auditLines, tellReleaseAudit } from '../../../../core/release/record/tell-release-audit.ts'
import { grace, releasePlan } from '../../../fakes/approved-release.ts'

const record = {
  artifact: 'release-record.publish.1',
  at: 'then',
  plan: releasePlan(),
  came: 'released' as const,
  failure: '',
  environment: 'pypi',
  approvers: [{ person: grace, at: 'noon' }],
}

describe('the summary of an audit', () => {
  it('says that nothing speaks against a release, who approved it and what is there', () => {
    const text = tellReleaseAudit(7, [record], [{ level: 'warning', code: 'FILE_YANKED', says: 'a was yanked' }], { there: 2, all: 3 })
    for (const part of [
      /Nothing speaks against it/,
      /Grace \(noon\)/,
      /https:\/\/upload\.example\.org\/legacy\//,
      / \| pypi \| /,
      /2 of 3 approved files/,
      /FILE_YANKED/,
      /released/,
      /release-record\.publish\.1/,
    ])
      assert.match(text, part)
  })
  it('counts what is wrong', () => {
    const findings = [
      { level: 'wrong', code: 'FILE_GONE', says: 'gone' },
      { level: 'warning', code: 'FILE_YANKED', says: 'yanked' },
    ] as const
    assert.match(tellReleaseAudit(7, [record], findings, { there: 0, all: 1 }), /\*\*1 of what was recorded cannot be proved/)
  })
  it('counts no files where nothing was released', () =>
    assert.doesNotMatch(tellReleaseAudit(7, [{ ...record, came: 'refused' }], [], { there: 0, all: 0 }), /0 of 0/))
  it('lets nothing that was read add markup', () => {
    const hostile = '|<img src=x>[a](http://evil)`'
    const text = tellReleaseAudit(
      7,
      [{ ...record, artifact: hostile, at: hostile, environment: hostile }],
      [{ level: 'wrong', code: hostile, says: hostile }],
      {
        there: 0,
        all: 0,
      },
    )
    assert.doesNotMatch(text, /<img|\[a\]\(|\|<img/)
  })
})

describe('the log of an audit', () => {
  const lines = auditLines([record, { ...record, came: 'broke off', failure: 'CREDENTIALS: none', approvers: [] }], [], {
    there: 2,
    all: 3,
  })
  it('has each record with what came of it, and why it broke off', () => {
    assert.match(lines[0] ?? '', /^release-record\.publish\.1: released at then, plan [0-9a-f]{64}$/)
    assert.match(lines[3] ?? '', /broke off at then, plan [0-9a-f]{64} \(CREDENTIALS: none\)$/)
  })
  it('names the approvers of what was released, and none of what was not', () =>
    assert.deepEqual(
      lines.filter((line) => line.startsWith('  approved by')),
      ["  approved by Grace (noon), for the environment 'pypi'"],
    ))
  it('says that nobody is known to have approved a release', () =>
    assert.ok(
      auditLines([{ ...record, approvers: [] }], [], { there: 0, all: 3 }).includes(
        "  approved by nobody of whom the service tells, for the environment 'pypi'",
      ),
    ))
  it('ends with what it comes to', () =>
    assert.deepEqual(lines.slice(-2), ['2 of 3 approved files are in the index with the approved bytes.', 'Nothing speaks against it.']))
  it('does not call a release sound that was warned of', () => {
    const warned = auditLines([record], [{ level: 'warning', code: 'FILE_YANKED', says: 'yanked' }], { there: 3, all: 3 })
    assert.equal(warned.at(-1), 'Nothing speaks against it, but there is 1 warning.')
  })
})
