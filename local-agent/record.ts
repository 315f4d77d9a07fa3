// What server, worker and services share: the job message, and the run as the service would show it.
// Shapes follow the agent's job message and the REST timeline (agent sources, Agent.Worker; REST build/timeline 7.1).

export interface Variable {
  readonly value: string
  readonly secret: boolean
  readonly readOnly: boolean
}

/** A service connection, or the system's own (`SystemVssConnection`, id of zeros). */
export interface Endpoint {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly url: string
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
  readonly data: Readonly<Record<string, string>>
}

interface StepCommon {
  /** The reference name, under which outputs are known; derived from the task's name where none is given. */
  readonly name: string
  readonly displayName: string
  /** An expression; absent means `succeeded()`. */
  readonly condition?: string
  readonly continueOnError: boolean
  readonly timeoutInMinutes: number
  readonly retryCountOnTaskFailure?: number
  readonly env: Readonly<Record<string, string>>
}

export type Step =
  | (StepCommon & { readonly kind: 'task'; readonly task: string; readonly inputs: Readonly<Record<string, string>> })
  | (StepCommon & { readonly kind: 'script'; readonly shell: 'sh' | 'bash'; readonly script: string; readonly workingDirectory: string })
  | (StepCommon & { readonly kind: 'checkout'; readonly self: boolean } & CheckoutOptions)
  | (StepCommon & { readonly kind: 'publish'; readonly path: string; readonly artifact: string })
  | (StepCommon & { readonly kind: 'download'; readonly source: 'current' | 'none'; readonly artifact: string })

/** How git fetches what is checked out; nothing of it matters where a folder is copied. */
export interface CheckoutOptions {
  /** 0 is the whole history. */
  readonly fetchDepth: number
  readonly fetchTags: boolean
  /** Whether the job's token stays in the configuration of git for the steps that follow. */
  readonly persistCredentials: boolean
}

/** A repository that is fetched with git. */
export interface Remote {
  readonly url: string
  /** `refs/heads/main`, `refs/pull/7/merge`. */
  readonly branch: string
  readonly commit: string
}

/** All that a worker needs to run one job. */
export interface JobMessage {
  readonly displayName: string
  /** The id of the job's record in the timeline, which the server has made. */
  readonly jobId: string
  readonly variables: ReadonlyMap<string, Variable>
  readonly steps: readonly Step[]
  readonly endpoints: readonly Endpoint[]
  /** This job's `_work`: every job has a fresh one, as on a hosted agent. */
  readonly workFolder: string
  /** What `checkout: self` copies, where there is no `remote` to fetch from. */
  readonly repository: string
  readonly remote?: Remote
  /** `dist/` of the extension: `tasks/<Name>/task.json`. */
  readonly extension: string
}

export type Result = 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped' | 'abandoned'

export interface Issue {
  readonly type: 'error' | 'warning'
  readonly message: string
}

/** A record of the timeline; mutable while the run goes on. */
export interface TimelineRecord {
  id: string
  parentId: string | undefined
  type: 'Stage' | 'Phase' | 'Job' | 'Task' | 'Checkpoint' | 'Checkpoint.Approval'
  name: string
  /** `stage`, `stage.job`, `stage.job.leg`; of a task its reference name. */
  identifier: string
  state: 'pending' | 'inProgress' | 'completed'
  result: Result | undefined
  attempt: number
  /** Oldest first. */
  previousAttempts: readonly PreviousAttempt[]
  order: number
  startTime: string | undefined
  finishTime: string | undefined
  task: { id: string; name: string; version: string } | undefined
  issues: Issue[]
  errorCount: number
  warningCount: number
  percentComplete: number
  currentOperation: string
  /** Output variables of a task record. */
  outputs: Map<string, Variable>
}

/** Where an earlier attempt of a record is found. */
export interface PreviousAttempt {
  readonly attempt: number
  readonly timelineId: string
  readonly recordId: string
}

/** A record as it begins: pending, with nothing told of it yet. */
export function newRecord(
  of: Pick<TimelineRecord, 'id' | 'parentId' | 'type' | 'name' | 'identifier' | 'attempt' | 'order'> &
    Partial<Pick<TimelineRecord, 'previousAttempts'>>,
): TimelineRecord {
  return {
    previousAttempts: [],
    ...of,
    state: 'pending',
    result: undefined,
    startTime: undefined,
    finishTime: undefined,
    task: undefined,
    issues: [],
    errorCount: 0,
    warningCount: 0,
    percentComplete: 0,
    currentOperation: '',
    outputs: new Map(),
  }
}

export interface Attachment {
  readonly type: string
  readonly name: string
  readonly recordId: string
  readonly bytes: Uint8Array
}

/** A container artifact: files by their path below the artifact. Uploads of several jobs under one name merge; the last writer of a path wins. */
export interface ArtifactRecord {
  readonly id: number
  readonly name: string
  /** The job record that made it. */
  readonly source: string
  readonly files: Map<string, Uint8Array>
}

/** Coverage that was published, with what the agent reads of it. Of several the service shows the last. */
export interface CoverageRecord {
  /** Of its file. */
  readonly name: string
  /** Undefined where its root does not tell. */
  readonly lines: Share | undefined
  readonly branches: Share | undefined
}

/** Tests that were published as one run. */
export interface TestRunRecord {
  readonly title: string
  /** The record of the job, in its attempt. */
  readonly jobId: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The names of those that failed. */
  readonly failures: readonly string[]
}

/** A part of a number of things. */
export interface Share {
  readonly covered: number
  readonly valid: number
}

export interface ApprovalRecord {
  /** Also the id of its `Checkpoint.Approval` record. */
  readonly id: string
  readonly environment: string
  readonly stage: string
  status: 'pending' | 'approved' | 'rejected'
  readonly createdOn: string
  approvedOn: string | undefined
  approver: Identity | undefined
  comment: string
}

export interface Identity {
  readonly id: string
  readonly displayName: string
  readonly uniqueName: string
  readonly descriptor: string
}

/** One run of one pipeline, as REST shows it. */
export interface RunRecord {
  readonly buildId: number
  readonly buildNumber: string
  readonly planId: string
  readonly project: { readonly id: string; readonly name: string }
  readonly definition: { readonly id: number; readonly name: string }
  readonly repository: { readonly id: string; readonly name: string; readonly type: string }
  readonly reason: string
  readonly sourceBranch: string
  readonly sourceVersion: string
  readonly requestedFor: Identity
  readonly queueTime: string
  status: 'inProgress' | 'completed'
  result: Result | undefined
  readonly records: TimelineRecord[]
  /** What was run again, as it was before; without outputs. */
  readonly earlier?: readonly TimelineRecord[]
  readonly artifacts: ArtifactRecord[]
  readonly attachments: Attachment[]
  readonly approvals: ApprovalRecord[]
  readonly tags: Set<string>
  /** In the order of its publishing. */
  readonly coverage: CoverageRecord[]
  readonly testRuns: TestRunRecord[]
}

/** What the worker tells the server while a job runs. */
export interface Sink {
  /** A line of the log, masked, as the agent prints it (without the timestamp). */
  line(text: string): void
  /** A record is new or has changed. */
  record(record: TimelineRecord): void
  attachment(attachment: Attachment): void
  /** The file, or files below the folder, at `path` are added to the artifact, at `folder` of its container: by rule the artifact's name, which is its root. The promise is the upload. */
  upload(artifact: string, folder: string, path: string): Promise<void>
  tag(tag: string): void
  coverage(coverage: CoverageRecord, text: string): void
  testRun(testRun: Omit<TestRunRecord, 'jobId'>): void
}

/** What is left of a job once it has ended. */
export interface JobOutcome {
  readonly result: Result
  /** `step.variable` -> value, of all its tasks. */
  readonly outputs: ReadonlyMap<string, Variable>
}
