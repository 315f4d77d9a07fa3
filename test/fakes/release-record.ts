import type { ReleaseRecord } from '../../core/release/record/record.ts'
import { approvedRelease, grace, releasePlan } from './approved-release.ts'

const plan = releasePlan()

/** A release that was approved, and of which one file was published so far. */
export const releaseRecord: ReleaseRecord = {
  plan,
  planned: { artifact: 'release-plan.plan.1', job: 'job-plan', attempt: 1 },
  publisher: {
    run: 7,
    planId: 'orchestration',
    job: 'job-publish',
    stage: 'publish',
    name: 'pypi',
    attempt: 2,
    stageAttempt: 3,
    environment: 'pypi',
    classic: undefined,
  },
  at: '2026-11-20T12:00:00.000Z',
  dryRun: false,
  uploader: 'twine',
  verifyUpload: 'both',
  evidence: approvedRelease(plan).evidence,
  verdict: { kind: 'allow', approvers: [{ person: grace, at: 'then' }], warnings: ['odd'] },
  outcomes: new Map([['spam-1.0.tar.gz', 'published']]),
  resumeBy: '',
  warnings: ['odd'],
  failure: undefined,
}
