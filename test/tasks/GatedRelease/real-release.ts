import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { azureApprovals } from '../../../adapters/azure/approvals.ts'
import { azureArtifacts } from '../../../adapters/azure/artifacts.ts'
import { azureBuilds } from '../../../adapters/azure/builds.ts'
import { azureFeed } from '../../../adapters/azure/feeds.ts'
import { azureReleases } from '../../../adapters/azure/releases.ts'
import { systemClock } from '../../../adapters/local/clock.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { openStore } from '../../../adapters/open-store.ts'
import { outsideOf } from '../../../adapters/outside.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { simpleIndex } from '../../../adapters/simple-index/simple-index.ts'
import { legacyUploader } from '../../../adapters/upload/legacy-upload.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { type BuiltFile, formatManifest, type Manifest } from '../../../core/build/manifest.ts'
import { repositoryAccess } from '../../../core/release/plan/repository-access.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ApprovalRecord, RunRecord, TimelineRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript, type RequestRecord } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import type { Ports } from '../../../tasks/GatedRelease/ports.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { gatedRelease } from '../../fakes/approved-release.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { record, runOf } from '../../local-agent/services/run.ts'
import { inputsOf } from './releasing.ts'

/** What a release of `realPorts` is told. */
export interface Told {
  readonly inputs: Record<string, string>
  readonly agent: Record<string, string>
  readonly collectionUri: string
  readonly project: string
  readonly token: string
  readonly temp: string
  /** Where attached files go, as `<artifact>/<name>`. */
  readonly attached: string
  /** Of what it does on this machine, the deed before which it dies; none for 0. */
  readonly dies: number
}

interface Made {
  readonly file: string
  readonly bytes: Uint8Array
}

export const token = 'job-token-canary'
/** The password is looked for in all that a release leaves behind. */
export const account = { username: 'ada', password: 'password-canary' }
export const made = [
  wheel({ name: 'spam', version: '1.0' }),
  sdist({ name: 'spam', version: '1.0' }),
  wheel({ name: 'eggs', version: '2.0' }),
]
/** The index when all of it is released. */
export const whole = Object.fromEntries(made.map(({ file, bytes }) => [file, sha256Of(bytes)]))

/** Every port real; `more` in place of some. */
export function realPorts(told: Told, more: Partial<Ports> = {}): Ports {
  const connection = { collectionUri: told.collectionUri, project: told.project, token: told.token }
  const of = (project?: string): typeof connection => (project === undefined ? connection : { ...connection, project })
  const inputs = inputsOf(told.inputs, told.agent)
  return {
    log: recordingLog(),
    pipeline: {
      remember: () => undefined,
      publishTests: () => undefined,
      publishCoverage: () => undefined,
      tag: () => undefined,
      attach: (artifact, path) => {
        mkdirSync(join(told.attached, artifact), { recursive: true })
        copyFileSync(path, join(told.attached, artifact, basename(path)))
      },
      annotate: () => undefined,
      progress: () => undefined,
    },
    files: localFiles(told.temp),
    clock: systemClock,
    wheelFiles,
    sdistFiles,
    builds: (project) => azureBuilds(of(project)),
    approvals: azureApprovals(connection),
    releases: azureReleases(connection),
    artifacts: (project) => azureArtifacts(of(project)),
    index: (url) => simpleIndex(url),
    feed: async (feed) => await azureFeed(connection, feed),
    store: async (repository) =>
      await openStore(repositoryAccess(repository, inputs), {
        endpoint: () => undefined,
        identity: async () => await Promise.resolve(''),
        secret: () => undefined,
      }),
    builtin: (url, credentials) => legacyUploader({ url, ...credentials }),
    outside: async (url) =>
      await Promise.resolve(outsideOf(url, { signal: new AbortController().signal, wayOut: undefined, environment: process.env })),
    sources: told.temp,
    connection: () => undefined,
    variable: (name) => told.agent[name],
    secret: () => undefined,
    random: () => 0,
    ...more,
  }
}

/** A run with its service and an index, all on loopback, in which releases are planned and published. */
export interface RealRelease {
  readonly run: RunRecord
  readonly index: PackageIndex
  readonly service: AzureDevOps
  /** What service and index do wrong, and all that they were asked. */
  readonly script: FaultScript
  /** Before and after whichever of the two has acted on a request. */
  hooks: { before: Hook; after: Hook }
  folder(): string
  planning(more?: Partial<Told>): Told
  publishing(more?: Partial<Told>): Told
  /** What was attached becomes artifacts of the run, of the job whose id is given. */
  adopt(attached: string, job: string): void
  /** As a person does it at the service. */
  approve(code: string): void
  /** SHA-256 by file of what the index has. */
  shelved(): Record<string, string>
  shelve(file: string, bytes: Uint8Array | string): void
  /** Takes everything off the index. */
  clear(): void
  /** How many uploads the index was asked for. */
  posts(): number
  readonly temporary: string
  readonly shelf: string
  close(): Promise<void>
}

type Hook = (request: RequestRecord, count: number) => void | Promise<void>

/** `manifest`: what is otherwise in the manifest of the one artifact; `earlier`: runs that have ended, of whatever project. */
export async function startRealRelease(
  files: readonly Made[] = made,
  manifest: Partial<Manifest> = {},
  earlier: readonly RunRecord[] = [],
): Promise<RealRelease> {
  const temporary = mkdtempSync(join(tmpdir(), 'release-'))
  const shelf = join(temporary, 'shelf')
  const folder = (): string => mkdtempSync(join(temporary, 'x-'))
  const run = builtRun(files, manifest)
  const idle: Hook = () => undefined
  const hooks = { before: idle, after: idle }
  const script = new FaultScript([], {
    onRequest: async (request, count) => await hooks.before(request, count),
    onCarriedOut: async (request, count) => await hooks.after(request, count),
  })
  const service = await startAzureDevOps(run, { token, faults: script, earlier })
  mkdirSync(shelf)
  const index = await startPackageIndex({ folder: shelf, upload: account, faults: script })
  const told = (inputs: Told['inputs'], agent: Told['agent'], more: Partial<Told> = {}): Told => ({
    collectionUri: service.url,
    project: run.project.id,
    token,
    temp: folder(),
    attached: folder(),
    dies: 0,
    ...more,
    inputs: { ...inputs, ...more.inputs },
    agent: { 'Build.BuildId': '42', 'System.PlanId': run.planId, ...agent, ...more.agent },
  })
  return {
    run,
    index,
    service,
    script,
    hooks,
    folder,
    temporary,
    shelf,
    planning: (more) =>
      told(
        { mode: 'plan', repository: index.uploadUrl, checkUrl: index.simpleUrl },
        { 'System.JobId': 'job-1', 'System.StageName': 'build', 'System.PhaseName': 'plan' },
        more,
      ),
    publishing: (more) =>
      told(
        { mode: 'publish', uploader: 'builtin', verifyUpload: 'index' },
        {
          'System.JobId': 'job-2',
          'System.StageName': 'publish',
          'System.PhaseName': 'publish',
          'Environment.Name': 'PyPI',
          TWINE_USERNAME: account.username,
          TWINE_PASSWORD: account.password,
        },
        more,
      ),
    adopt: (attached, job) => {
      for (const artifact of readdirSync(attached)) {
        const held = readdirSync(join(attached, artifact)).map((name): [string, Uint8Array] => [
          name,
          readFileSync(join(attached, artifact, name)),
        ])
        run.artifacts.push({ id: 9 + run.artifacts.length, name: artifact, source: job, files: new Map(held) })
      }
    },
    approve: (code) => void run.approvals.splice(0, run.approvals.length, approvalOf(code)),
    shelved: () => Object.fromEntries(readdirSync(shelf).map((file) => [file, sha256Of(readFileSync(join(shelf, file)))])),
    shelve: (file, bytes) => writeFileSync(join(shelf, file), bytes),
    clear: () => {
      rmSync(shelf, { recursive: true, force: true })
      mkdirSync(shelf)
    },
    posts: () => script.requests.filter((request) => request.method === 'POST').length,
    close: async () => {
      await Promise.all([service.close(), index.close()])
      rmSync(temporary, { recursive: true, force: true })
    },
  }
}

/** The same, planned, and approved with the code of its plan. */
export async function startApprovedRelease(...how: Parameters<typeof startRealRelease>): Promise<RealRelease> {
  const release = await startRealRelease(...how)
  const told = release.planning()
  const { outputs } = await run(inputsOf(told.inputs, told.agent), realPorts(told))
  release.adopt(told.attached, 'job-1')
  release.approve(outputs['approvalCode'] ?? '')
  return release
}

/** A run whose first stage has built and planned, and whose second stage runs behind its approval. */
export function builtRun(distributions: readonly Made[], more: Partial<Manifest> = {}): RunRecord {
  const files = distributions.map(({ file, bytes }): BuiltFile => {
    const [project = '', version = ''] = file.replace('.tar.gz', '').split('-')
    const facts = { name: file, size: bytes.length, sha256: sha256Of(bytes), project, version, tags: [] }
    return { ...facts, source: 'x', seconds: 1, origin: 'built', release: true }
  })
  const run = { stage: 'build', job: 'wheels', leg: '', attempt: 1, planDigest: '', commit: 'c', buildId: '42' }
  const manifest = formatManifest({ version: 1, ...run, files, failures: [], ...more })
  const held = new Map<string, Uint8Array>([
    ...distributions.map(({ file, bytes }): [string, Uint8Array] => [file, bytes]),
    ['manifest.json', Buffer.from(manifest)],
  ])
  const running: Partial<TimelineRecord> = { state: 'inProgress', result: undefined, finishTime: undefined }
  const task = { id: gatedRelease, name: 'GatedRelease', version: '1.0.0' }
  return runOf({
    artifacts: [{ id: 1, name: 'wheels.build.wheels.1', source: 'job-1', files: held }],
    approvals: [],
    records: [
      record({ id: 'stage-1', type: 'Stage', identifier: 'build' }),
      record({ id: 'phase-1', type: 'Phase', identifier: 'build.plan', parentId: 'stage-1' }),
      record({ id: 'job-1', type: 'Job', identifier: 'build.plan', parentId: 'phase-1' }),
      record({ id: 'task-1', type: 'Task', identifier: 'plan', parentId: 'job-1', task }),
      record({ id: 'stage-2', type: 'Stage', identifier: 'publish', ...running }),
      record({ id: 'check-2', type: 'Checkpoint', identifier: 'Checkpoint', parentId: 'stage-2' }),
      record({ id: 'approval-2', type: 'Checkpoint.Approval', identifier: 'approval-2', parentId: 'check-2' }),
      record({ id: 'phase-2', type: 'Phase', identifier: 'publish.publish', parentId: 'stage-2', ...running }),
      record({ id: 'job-2', type: 'Job', identifier: 'publish.publish', parentId: 'phase-2', ...running }),
    ],
  })
}

function approvalOf(code: string): ApprovalRecord {
  const approver = {
    id: 'b0b0b0b0-0000-4000-8000-000000000001',
    displayName: 'Grace',
    uniqueName: 'grace@example.org',
    descriptor: 'aad.Z3JhY2U',
  }
  return {
    id: 'approval-2',
    environment: 'PyPI',
    stage: 'publish',
    status: 'approved',
    createdOn: '2026-11-21T10:06:00.000Z',
    approvedOn: '2026-11-21T10:07:00.000Z',
    approver,
    comment: `checked: ${code}`,
  }
}
