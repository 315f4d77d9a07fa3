import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuiltFile, formatManifest } from '../../../core/build/manifest.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Attachment, Identity, JobMessage, Result, Step } from '../../../local-agent/record.ts'
import type { ReleaseDeployment, ReleaseIntervention, ReleaseRecord, ReleaseStage } from '../../../local-agent/release-record.ts'
import { systemConnection } from '../../../local-agent/server/new-run.ts'
import { releaseVariables } from '../../../local-agent/server/release-variables.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { runJob } from '../../../local-agent/worker/job.ts'
import { gatedRelease } from '../../fakes/approved-release.ts'
import { approvalOf, deploymentOf, grace, releaseOf, stageOf } from '../../local-agent/services/release.ts'
import { runOf } from '../../local-agent/services/run.ts'
import { root } from '../../root.ts'
import { account, made, token } from './real-release.ts'

/** What a job of a classic release left behind. */
export interface ClassicTold {
  readonly result: Result
  readonly lines: readonly string[]
  readonly attachments: readonly Attachment[]
  /** Artifacts that it tried to attach. */
  readonly uploads: readonly string[]
}

/** A classic release of one build, with its service and an index on loopback, whose jobs the local agent runs with the built bundle. */
export class ClassicJobs {
  readonly folder = mkdtempSync(join(tmpdir(), 'classic-'))
  readonly shelf = join(this.folder, 'shelf')
  readonly source = builtRun()
  /** What service and index do wrong. */
  readonly script = new FaultScript()
  readonly release: ReleaseRecord = releaseOf({
    artifacts: [{ alias: '_my wheels', run: this.source }],
    stages: [stageOf(21, 'Plan', { deployments: [] }), stageOf(22, 'Publish', { deployments: [] })],
  })
  service!: AzureDevOps
  index!: PackageIndex
  /** Besides what the service sets, as a step before could. */
  readonly variables: Record<string, string> = {}
  private jobs = 0

  async start(): Promise<this> {
    mkdirSync(this.shelf)
    this.service = await startAzureDevOps(this.source, { token, releases: [this.release], faults: this.script })
    this.index = await startPackageIndex({ folder: this.shelf, upload: account, faults: this.script })
    return this
  }

  async close(): Promise<void> {
    await Promise.all([this.service.close(), this.index.close()])
    rmSync(this.folder, { recursive: true, force: true })
  }

  stage(name: string): ReleaseStage {
    const found = this.release.stages.find((stage) => stage.name === name)
    if (found === undefined) throw new Error(`no stage ${name}`)
    return found
  }

  /** Somebody asks for a stage: its next attempt waits for its approval. */
  deploy(name: string): ReleaseDeployment {
    const stage = this.stage(name)
    for (const before of stage.deployments) before.status = 'failed'
    const attempt = stage.deployments.length + 1
    const deployment = deploymentOf({ attempt, deploymentId: 60 + stage.id + attempt, queuedOn: new Date().toISOString() })
    stage.deployments.push(deployment)
    return deployment
  }

  /** As a person does it at the service, before a stage. */
  approve(name: string, comments: string, approvedBy: Identity = grace): void {
    const attempt = this.stage(name).deployments.length
    const at = new Date().toISOString()
    this.stage(name).approvals.push(approvalOf({ id: 30 + attempt, attempt, status: 'approved', approvedBy, comments, modifiedOn: at }))
  }

  /** As a person does it at the service, between two jobs of a stage. */
  resume(name: string, comments: string, change: Partial<ReleaseIntervention> = {}): void {
    const at = new Date().toISOString()
    const stage = this.stage(name).id
    this.release.interventions.push({
      id: 41,
      stage,
      status: 'approved',
      approver: grace,
      comments,
      createdOn: at,
      modifiedOn: at,
      ...change,
    })
  }

  /** Runs a job of the latest attempt at a stage. */
  async run(name: string, inputs: Readonly<Record<string, string>>, hostType: 'release' | 'deployment' = 'release'): Promise<ClassicTold> {
    const stage = this.stage(name)
    const deployment = stage.deployments.at(-1) ?? this.deploy(name)
    deployment.phases.push({
      name: 'Agent job',
      startedOn: new Date().toISOString(),
      tasks: [{ name: 'GatedRelease', status: 'inProgress', task: gatedRelease }],
    })
    const id = (this.jobs += 1)
    const jobId = `22222222-0000-4000-8000-00000000000${id}`
    const variables = releaseVariables(
      this.release,
      { stage, deployment, jobId, planId: `33333333-0000-4000-8000-00000000000${id}`, hostType },
      this.service.url,
    )
    for (const [name, value] of Object.entries(this.variables)) variables.set(name, { value, secret: false, readOnly: false })
    variables.set('TWINE_USERNAME', { value: account.username, secret: false, readOnly: false })
    variables.set('TWINE_PASSWORD', { value: account.password, secret: true, readOnly: false })
    const told = { lines: [] as string[], attachments: [] as Attachment[], uploads: [] as string[] }
    const message: JobMessage = {
      displayName: 'Agent job',
      jobId,
      variables,
      steps: [stepOf({ ...this.target(), ...inputs })],
      endpoints: [systemConnection({ url: this.service.url, token })],
      workFolder: join(this.folder, `work-${id}`),
      repository: join(this.folder, 'none'),
      extension: join(root, 'dist'),
    }
    const sink = {
      line: (text: string) => void told.lines.push(text),
      record: () => undefined,
      attachment: (one: Attachment) => void told.attachments.push(one),
      upload: async (artifact: string) => await Promise.resolve(void told.uploads.push(artifact)),
      tag: () => undefined,
      coverage: () => undefined,
      testRun: () => undefined,
    }
    const { result } = await runJob(message, sink, new AbortController().signal, { artifacts: () => [] })
    return { ...told, result }
  }

  /** The code that a plan told in its log. */
  async plan(inputs: Readonly<Record<string, string>> = {}): Promise<string> {
    const { lines, result } = await this.run('Plan', { mode: 'plan', ...inputs })
    const code = lines.map((line) => /Approval code: ([0-9A-Z-]{19})/.exec(line)?.[1]).find((found) => found !== undefined)
    if (result !== 'succeeded' || code === undefined) throw new Error(`no plan:\n${lines.join('\n')}`)
    return code
  }

  async publish(inputs: Readonly<Record<string, string>> = {}, hostType?: 'release' | 'deployment'): Promise<ClassicTold> {
    return await this.run('Publish', { mode: 'publish', uploader: 'builtin', verifyUpload: 'index', ...inputs }, hostType)
  }

  shelved(): Record<string, string> {
    return Object.fromEntries(readdirSync(this.shelf).map((file) => [file, sha256Of(readFileSync(join(this.shelf, file)))]))
  }

  private target(): Record<string, string> {
    return { repository: this.index.uploadUrl, checkUrl: this.index.simpleUrl }
  }
}

function stepOf(inputs: Readonly<Record<string, string>>): Step {
  const common = { name: 'release', displayName: 'Gated release', continueOnError: false, timeoutInMinutes: 0, env: {} }
  return { ...common, kind: 'task', task: 'GatedRelease@1', inputs }
}

/** A run that has ended well, with one artifact of BuildWheels. */
function builtRun(): ReturnType<typeof runOf> {
  const files = made.map(({ file, bytes }): BuiltFile => {
    const [project = '', version = ''] = file.replace('.tar.gz', '').split('-')
    const facts = { name: file, size: bytes.length, sha256: sha256Of(bytes), project, version, tags: [] }
    return { ...facts, source: 'x', seconds: 1, origin: 'built', release: true }
  })
  const run = { stage: 'build', job: 'wheels', leg: '', attempt: 1, planDigest: '', commit: 'c', buildId: '42' }
  const manifest = Buffer.from(formatManifest({ version: 1, ...run, files, failures: [] }))
  const held = new Map<string, Uint8Array>([
    ...made.map(({ file, bytes }): [string, Uint8Array] => [file, bytes]),
    ['manifest.json', manifest],
  ])
  return runOf({
    status: 'completed',
    result: 'succeeded',
    artifacts: [{ id: 1, name: 'wheels.build.wheels.1', source: 'job-1', files: held }],
    approvals: [],
  })
}
