import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../../../core/problem.ts'
import { planDigest } from '../../../../core/release/plan/plan.ts'
import { readRecord } from '../../../../core/release/record/read-record.ts'
import { formatRecord } from '../../../../core/release/record/record.ts'
import { releaseRecord as record } from '../../../fakes/release-record.ts'
import { root } from '../../../root.ts'

const { plan } = record

describe('a record that is read again', () => {
  it('says what was written', () => {
    const read = readRecord(formatRecord(record), 'r')
    assert.equal(planDigest(read.plan), planDigest(plan))
    assert.deepEqual(read.publisher, record.publisher)
    assert.deepEqual(
      [read.planDigest, read.planArtifact, read.at, read.dryRun, read.verdict, read.failure],
      [planDigest(plan), 'release-plan.plan.1', record.at, false, 'allow', ''],
    )
    assert.equal(read.outcomes.get('spam-1.0.tar.gz'), 'published')
    assert.equal(read.outcomes.get('eggs-2.0-py3-none-any.whl'), 'not tried')
  })
  it('says that it broke off, in a classic release', () => {
    const classic = { release: 1, environment: 2, attempt: 3 }
    const publisher = { ...record.publisher, stageAttempt: undefined, classic }
    const failure = { code: 'CREDENTIALS', message: 'none' } as const
    const read = readRecord(formatRecord({ ...record, publisher, planned: undefined, verdict: undefined, failure }), 'r')
    assert.deepEqual(read.publisher, publisher)
    assert.deepEqual([read.planArtifact, read.verdict, read.failure], ['', 'none', 'CREDENTIALS: none'])
  })

  const whole = formatRecord(record)
  for (const [what, text, code] of [
    ['nothing', '', 'ARTIFACT_INVALID'],
    ['half of it', whole.slice(0, 500), 'ARTIFACT_INVALID'],
    ['a list', '[]', 'ARTIFACT_INVALID'],
    ['the first format', whole.replace('"version":2,"warnings"', '"version":1,"warnings"'), 'ARTIFACT_INVALID'],
    ['a newer format', whole.replace('"version":2,"warnings"', '"version":3,"warnings"'), 'ARTIFACT_INVALID'],
    ['no version', whole.replace('"version":2,"warnings"', '"warnings"'), 'ARTIFACT_INVALID'],
    ['a verdict of its own', whole.replace('"kind":"allow"', '"kind":"perhaps"'), 'ARTIFACT_INVALID'],
    ['a publisher without a job', whole.replace('"job":"job-publish",', ''), 'ARTIFACT_INVALID'],
    ['a dry run that is neither', whole.replace('"dryRun":false', '"dryRun":"no"'), 'ARTIFACT_INVALID'],
    ['no plan', whole.replace('"plan":{', '"plans":{'), 'PLAN_INVALID'],
    ['a plan that asks for nobody', whole.replace('"minApprovers":1', '"minApprovers":0'), 'PLAN_INVALID'],
    ['a file beyond its folder', whole.replaceAll('spam-1.0.tar.gz', '../spam.tar.gz'), 'PLAN_INVALID'],
  ] as const)
    it(`is refused when it is ${what}`, () => {
      assert.notEqual(text, whole)
      assert.throws(
        () => readRecord(text, 'r'),
        (error: unknown) => error instanceof Problem && error.code === code,
      )
    })

  it('is read as it was shipped in format 2', () => {
    const shipped = readFileSync(join(root, 'test/golden/shipped/release-record-2.json'), 'utf8')
    const read = readRecord(shipped, 'shipped')
    assert.equal(planDigest(read.plan), read.planDigest)
    assert.deepEqual(Object.fromEntries(read.outcomes), {
      'eggs-2.0-py3-none-any.whl': 'published',
      'spam-1.0-cp311-cp311-linux_x86_64.whl': 'skipped',
      'spam-1.0.tar.gz': 'failed',
    })
    assert.deepEqual([read.verdict, read.publisher.environment, read.planArtifact], ['allow', 'pypi', 'release-plan.plan.plan.1'])
    assert.equal(read.failure, 'RELEASE_FAILED: The index refused spam-1.0.tar.gz.')
  })
  it('takes keys that it does not know', () => {
    const more = whole.replace('{"', '{"aNewKey":1,"')
    assert.equal(readRecord(more, 'r').verdict, 'allow')
  })
})
