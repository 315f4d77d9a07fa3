import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { Ask } from '../../../core/ask.ts'
import { type BuiltFile, formatManifest, type Manifest, manifestName } from '../../../core/build/manifest.ts'
import type { Outcome } from '../../../core/outcome.ts'
import type { ProjectListing, RunArtifact, Upload, Uploaded } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { ClassicIntervention, ClassicRelease } from '../../../core/release/classic/evidence.ts'
import {
  type Approval,
  type CheckConfiguration,
  type CheckSuite,
  type Fact,
  known,
  type Run,
  type TimelineRecord,
  unknown,
} from '../../../core/release/evidence.ts'
import { sha256Of, type Sha256 } from '../../../core/sha256.ts'
import { type Inputs, readInputs } from '../../../tasks/GatedRelease/inputs.ts'
import type { Ports } from '../../../tasks/GatedRelease/ports.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'

export const uploadUrl = 'https://upload.example.org/legacy/'
export const checkUrl = 'https://example.org/simple'

interface Made {
  readonly file: string
  readonly bytes: Buffer
}

/** What an artifact of the service holds: bytes by path. */
export interface HeldArtifact {
  readonly source: string
  readonly kind?: string
  /** What the service keeps of its content. */
  readonly data?: string
  readonly files: Map<string, Uint8Array>
}

/** A run of the service in memory, an index in memory, and real files in between. */
export class Releasing {
  readonly folder = mkdtempSync(join(tmpdir(), 'releasing-'))
  readonly artifacts = new Map<string, HeldArtifact>()
  readonly log = recordingLog()
  readonly pipeline = recordingPipeline()
  readonly clock = fixedClock()
  readonly secrets: string[] = []
  /** What happened, in order. */
  readonly events: string[] = []
  readonly published = new Map<string, { sha256: Sha256; project: string }>()
  /** Answers that the index gives before it works; `then` is told the file. */
  answers: ((file: Upload) => Uploaded | undefined)[] = []
  /** Requests for a listing that still see nothing of an upload. */
  lag = 0
  variables: Record<string, string> = { TWINE_USERNAME: 'ada', TWINE_PASSWORD: 'secret' }
  self: Fact<Run>
  timeline: Fact<readonly TimelineRecord[]>
  suite: Fact<CheckSuite>
  approval: Fact<Approval>
  configurations: Fact<readonly CheckConfiguration[]> = known([{ id: '5', version: 2, disabled: false }])
  release: Fact<ClassicRelease> = unknown('this is no classic release')
  interventions: Fact<readonly ClassicIntervention[]> = known([])
  /** Other runs than our own, by id. */
  readonly runs = new Map<number, Fact<Run>>()
  readonly timelines = new Map<number, Fact<readonly TimelineRecord[]>>()
  /** Timelines of earlier attempts, and checks of other stages, by their ids. */
  readonly attempts = new Map<string, Fact<readonly TimelineRecord[]>>()
  readonly suites = new Map<string, Fact<CheckSuite>>()
  /** A store of PublishIndex. */
  readonly objects = memoryStore()
  /** What is to be other than in this memory. */
  over: Partial<Ports> = {}
  private readonly good = approvedRelease()
  private here: Readonly<Record<string, string>> = {}

  constructor() {
    this.self = known(this.good.self)
    this.timeline = known(this.good.records)
    this.suite = known(this.good.suite)
    this.approval = known({ ...this.good.approval, status: 'pending', steps: [] })
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Attaches the artifact of a leg with its manifest. */
  built(leg: string, made: readonly Made[], change: Partial<BuiltFile> = {}, attempt = 1): void {
    const files = made.map(({ file, bytes }): BuiltFile => {
      const [project = '', version = ''] = file.replace('.tar.gz', '').split('-')
      const facts = { name: file, size: bytes.length, sha256: sha256Of(bytes), project: normalizeName(project), version, tags: [] }
      return { ...facts, source: 'x', seconds: 1, origin: 'built', release: true, ...change }
    })
    const manifest: Manifest = {
      version: 1,
      stage: 'build',
      job: 'wheels',
      leg,
      attempt,
      planDigest: '',
      commit: 'c0ffee',
      buildId: '7',
      files,
      failures: [],
    }
    const held = new Map<string, Uint8Array>(made.map(({ file, bytes }) => [file, bytes]))
    held.set(manifestName, Buffer.from(formatManifest(manifest)))
    this.artifacts.set(`wheels.build.wheels.${leg}.${attempt}`, { source: 'job-build', files: held })
  }

  /** As a person does it at the service. */
  approve(comment: string): void {
    const steps = [{ ...this.good.step, comment }]
    this.approval = known({ ...this.good.approval, steps })
  }

  async plan(given: Record<string, string> = {}, variables: Record<string, string> = {}): Promise<Outcome> {
    const before = this.pipeline.attached.length
    const outcome = await this.run(
      { mode: 'plan', repository: uploadUrl, checkUrl, ...given },
      { 'System.StageName': 'plan', 'System.PhaseName': 'plan', 'System.JobId': 'job-plan', ...variables },
    )
    for (const { artifact, name, bytes } of this.pipeline.attached.slice(before))
      this.artifacts.set(artifact, { source: 'job-plan', files: new Map([[name, bytes]]) })
    return outcome
  }

  async publish(given: Record<string, string> = {}, variables: Record<string, string> = {}): Promise<Outcome> {
    const here = { 'System.StageName': 'publish', 'System.PhaseName': 'publish', 'System.JobId': 'job-publish', 'Environment.Name': 'pypi' }
    return await this.run({ mode: 'publish', uploader: 'builtin', verifyUpload: 'index', ...given }, { ...here, ...variables })
  }

  /** By a job of another stage; what it is told of its own environment is nothing. */
  async verify(given: Record<string, string> = {}, variables: Record<string, string> = {}): Promise<Outcome> {
    const here = { 'System.StageName': 'audit', 'System.PhaseName': 'audit', 'System.JobId': 'job-audit' }
    return await this.run({ mode: 'verify', ...given }, { ...here, ...variables })
  }

  private async run(given: Record<string, string>, variables: Record<string, string>): Promise<Outcome> {
    this.here = variables
    return await run(inputsOf(given, variables), this.ports())
  }

  private ports(): Ports {
    const event = (text: string): void => void this.events.push(text)
    return {
      log: this.log,
      pipeline: this.pipeline,
      files: localFiles(this.folder),
      clock: this.clock,
      wheelFiles,
      sdistFiles,
      builds: () => ({
        run: (id) => Promise.resolve(this.runs.get(id) ?? this.self),
        timeline: (id, earlier) =>
          Promise.resolve((earlier === undefined ? this.timelines.get(id) : this.attempts.get(earlier)) ?? this.timeline),
      }),
      approvals: {
        suite: (id) => Promise.resolve(this.suites.get(id) ?? this.suite),
        approval: (id) => {
          event(`ask approval ${id}`)
          return Promise.resolve(this.approval)
        },
        configurations: () => Promise.resolve(this.configurations),
      },
      releases: { release: () => Promise.resolve(this.release), interventions: () => Promise.resolve(this.interventions) },
      artifacts: () => ({
        list: () => Promise.resolve(this.listed()),
        download: (artifact, into) => Promise.resolve(this.fetch(artifact, into)),
      }),
      index: (url) => ({ name: url, project: (project) => Promise.resolve(this.listing(project)) }),
      feed: () => Promise.reject(new Problem('NOT_SUPPORTED', 'no feed', '')),
      store: () => Promise.resolve(this.objects),
      outside: () => Promise.reject(new Error('no programs here')),
      sources: this.folder,
      builtin: (url, credentials) => {
        event(`sign in at ${url} as ${credentials.username}`)
        return { upload: (file) => Promise.resolve(this.upload(file)) }
      },
      connection: () => undefined,
      variable: (name) => ({ ...this.variables, ...this.here })[name],
      secret: (value) => void this.secrets.push(value),
      random: () => 0,
      ...this.over,
    }
  }

  private listed(): RunArtifact[] {
    return [...this.artifacts].map(([name, { source, kind = 'Container', data = `#/1/${name}` }]) => ({
      name,
      source,
      kind,
      data,
      downloadUrl: 'x',
    }))
  }

  private fetch(artifact: RunArtifact, into: string): void {
    if (artifact.kind === 'FilePath') throw new Problem('NOT_SUPPORTED', artifact.name, '')
    mkdirSync(into, { recursive: true })
    for (const [name, bytes] of this.artifacts.get(artifact.name)?.files ?? []) writeFileSync(join(into, name), bytes)
  }

  private listing(project: string): ProjectListing | undefined {
    this.events.push(`list ${project}`)
    if (this.lag-- > 0) return undefined
    const files = [...this.published].filter(([, one]) => one.project === project)
    if (files.length === 0) return undefined
    return {
      files: files.map(([filename, { sha256 }]) => ({
        filename,
        url: filename,
        sha256,
        yanked: false,
        uploadTime: '2026-11-20T11:30:00Z',
      })),
      deleted: [],
    }
  }

  private upload(file: Upload): Uploaded {
    this.events.push(`upload ${file.name}`)
    const answer = this.answers.shift()?.(file)
    if (answer !== undefined) return answer
    this.store(file)
    return { kind: 'stored' }
  }

  store(file: Pick<Upload, 'name' | 'sha256'>): void {
    this.published.set(file.name, { sha256: file.sha256, project: normalizeName(file.name.split('-')[0] ?? '') })
  }
}

/** Inputs as the agent would pass them, defaults of task.json left to the reader. */
export function inputsOf(given: Record<string, string>, variables: Record<string, string> = {}): Inputs {
  const agent: Record<string, string> = {
    'Build.BuildId': '7',
    'System.PlanId': 'orchestration',
    'System.JobId': 'job',
    'System.JobAttempt': '1',
    'System.StageAttempt': '1',
    ...variables,
  }
  return readInputs(new Ask({ input: (name) => given[name], variable: (name) => agent[name], inputs: Object.keys(given) }))
}
