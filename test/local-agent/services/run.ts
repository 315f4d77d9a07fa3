import type { Identity, RunRecord, TimelineRecord } from '../../../local-agent/record.ts'

export const ada: Identity = {
  id: 'a0a0a0a0-0000-4000-8000-000000000001',
  displayName: 'Ada',
  uniqueName: 'ada@example.org',
  descriptor: 'aad.YWRh',
}

/** A record of a timeline, completed and succeeded unless said otherwise. */
export function record(more: Pick<TimelineRecord, 'id' | 'type' | 'identifier'> & Partial<TimelineRecord>): TimelineRecord {
  return {
    parentId: undefined,
    name: more.identifier,
    state: 'completed',
    result: 'succeeded',
    attempt: 1,
    previousAttempts: [],
    order: 1,
    startTime: '2026-11-21T10:00:00.000Z',
    finishTime: '2026-11-21T10:05:00.000Z',
    task: undefined,
    issues: [],
    errorCount: 0,
    warningCount: 0,
    percentComplete: 100,
    currentOperation: '',
    outputs: new Map(),
    ...more,
  }
}

/** A run of two stages: `build`, which made an artifact, and `publish` behind an approval that is still pending. */
export function runOf(more: Partial<RunRecord> = {}): RunRecord {
  return {
    buildId: 42,
    buildNumber: '20261121.1',
    planId: '11111111-2222-4333-8444-555555555555',
    project: { id: 'cccccccc-0000-4000-8000-000000000001', name: 'My Wheels' },
    definition: { id: 7, name: 'release' },
    repository: { id: 'dddddddd-0000-4000-8000-000000000001', name: 'wheels', type: 'TfsGit' },
    reason: 'individualCI',
    sourceBranch: 'refs/heads/main',
    sourceVersion: '0123456789abcdef0123456789abcdef01234567',
    requestedFor: ada,
    queueTime: '2026-11-21T09:59:00.000Z',
    status: 'inProgress',
    result: undefined,
    records: [
      record({ id: 'stage-1', type: 'Stage', identifier: 'build' }),
      record({ id: 'phase-1', type: 'Phase', identifier: 'build.wheels', parentId: 'stage-1' }),
      record({ id: 'job-1', type: 'Job', identifier: 'build.wheels.cp312', parentId: 'phase-1' }),
      record({
        id: 'task-1',
        type: 'Task',
        identifier: 'make',
        parentId: 'job-1',
        result: 'succeededWithIssues',
        task: { id: 'eeeeeeee-0000-4000-8000-000000000001', name: 'BuildWheels', version: '1.2.3' },
        issues: [{ type: 'warning', message: 'beware' }],
        warningCount: 1,
      }),
      record({
        id: 'stage-2',
        type: 'Stage',
        identifier: 'publish',
        state: 'pending',
        result: undefined,
        finishTime: undefined,
        startTime: undefined,
      }),
      record({
        id: 'check-2',
        type: 'Checkpoint',
        identifier: 'Checkpoint',
        parentId: 'stage-2',
        state: 'inProgress',
        result: undefined,
        finishTime: undefined,
      }),
      record({
        id: 'approval-2',
        type: 'Checkpoint.Approval',
        identifier: 'approval-2',
        parentId: 'check-2',
        state: 'inProgress',
        result: undefined,
      }),
    ],
    artifacts: [
      {
        id: 1,
        name: 'wheels.build+1',
        source: 'job-1',
        files: new Map([
          ['a.whl', Buffer.from('first')],
          ['deep/ü.whl', Buffer.from('second')],
        ]),
      },
    ],
    attachments: [{ type: 'wheelworks.plan', name: 'plan one', recordId: 'task-1', bytes: Buffer.from('{"plan":1}') }],
    approvals: [
      {
        id: 'approval-2',
        environment: 'PyPI',
        stage: 'publish',
        status: 'pending',
        createdOn: '2026-11-21T10:06:00.000Z',
        approvedOn: undefined,
        approver: undefined,
        comment: '',
      },
    ],
    tags: new Set(['Automated']),
    coverage: [],
    testRuns: [],
    ...more,
  }
}
