import assert from 'node:assert/strict'
import { tellReleaseAudit } from '../../../core/release/tell-release-audit.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { grace } from '../../fakes/approved-release.ts'

const record = {
  artifact: 'release-record.publish.1',
  at: 'then',
  digest: sha256Of('plan'),
  came: 'released',
  approvers: [{ person: grace, at: 'x' }],
}

describe('the summary of an audit', () => {
  it('says that nothing speaks against a release, who approved it and what is there', () => {
    const text = tellReleaseAudit(7, [record], [{ level: 'warning', code: 'FILE_YANKED', says: 'a was yanked' }], { there: 2, all: 3 })
    for (const part of [
      /Nothing speaks against it/,
      /Grace/,
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
  it('lets nothing that was read add markup', () => {
    const hostile = '|<img src=x>[a](http://evil)`'
    const text = tellReleaseAudit(7, [{ ...record, artifact: hostile, at: hostile }], [{ level: 'wrong', code: hostile, says: hostile }], {
      there: 0,
      all: 0,
    })
    assert.doesNotMatch(text, /<img|\[a\]\(|\|<img/)
  })
})
