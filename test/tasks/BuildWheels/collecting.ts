import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { localFiles } from '../../../adapters/local/files.ts'
import { type BuiltFile, formatManifest, type Manifest } from '../../../core/build/manifest.ts'
import { parseExpectation } from '../../../core/collect/expectation.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { type Artifacts, type Builds } from '../../../core/ports.ts'
import { known, type TimelineRecord } from '../../../core/release/evidence.ts'
import { collect } from '../../../tasks/BuildWheels/collect/collect.ts'
import type { CollectInputs } from '../../../tasks/BuildWheels/collect/inputs.ts'
import type { CollectPorts } from '../../../tasks/BuildWheels/collect/ports.ts'
import { type RecordingLog, recordingLog } from '../../fakes/recording-log.ts'
import { type RecordingPipeline, recordingPipeline } from '../../fakes/recording-pipeline.ts'
import { built, manifest } from '../../core/collect/told.ts'

/** What collecting came to, and what it told the run. */
export interface CollectedRun {
  readonly outcome: Outcome
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
  /** What was attached and published, in order. */
  readonly done: readonly string[]
}

/** A run whose jobs have left artifacts, and the mode `collect` in it. */
export class CollectingYard {
  readonly folder = mkdtempSync(join(tmpdir(), 'collecting-'))
  readonly artifacts = new Map<string, Map<string, string | Uint8Array>>()
  /** What the last collecting attached and published, also where it threw. */
  done: string[] = []

  /** Leaves a file in an artifact of the run. */
  leave(artifact: string, path: string, content: string | Uint8Array): void {
    const files = this.artifacts.get(artifact) ?? new Map<string, string | Uint8Array>()
    this.artifacts.set(artifact, files.set(path, content))
  }

  /** Leaves the artifact of a leg of `build.test`: files with their contents, its manifest, and whatever else that tells. */
  leg(
    leg: string,
    files: Readonly<Record<string, string | Uint8Array>> = {},
    more: Partial<Manifest> = {},
    of: Partial<BuiltFile> = {},
  ): string {
    const whole = manifest({ leg, files: Object.entries(files).map(([name, bytes]) => built(name, bytes, of)), ...more })
    const artifact = `wheels.${whole.job}.${leg}.${whole.attempt}`
    for (const [name, bytes] of Object.entries(files)) this.leave(artifact, name, bytes)
    this.leave(artifact, 'manifest.json', formatManifest(whole))
    return artifact
  }

  /** Leaves a plan of the mode `matrix`. */
  plan(legs: string, attempt = 1, step = 'gm'): void {
    const jobs = legs.split(' ').map((leg) => ({ leg, cells: {} }))
    this.leave(`plan_${step}.build.plan.${attempt}`, 'plan.json', JSON.stringify({ version: 1, kind: 'matrix', jobs }))
  }

  /** Folders with what the artifacts hold. */
  laid(): string[] {
    return [...this.artifacts].map(([name, files]) => {
      const folder = join(this.folder, 'laid', name)
      for (const [path, content] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), content)
      }
      return folder
    })
  }

  async collect(change: Partial<CollectInputs> = {}, ports: Partial<CollectPorts> = {}): Promise<CollectedRun> {
    const [log, pipeline, done] = [recordingLog(), recordingPipeline(), new Array<string>()]
    this.done = done
    const telling: CollectPorts['pipeline'] = {
      ...pipeline,
      attach: (artifact, path) => {
        done.push(`attach ${basename(path)}`)
        pipeline.attach(artifact, path)
      },
      publishCoverage: (path) => {
        done.push('coverage')
        pipeline.publishCoverage(path)
      },
      tag: (name) => {
        done.push(`tag ${name}`)
        pipeline.tag(name)
      },
    }
    const world: CollectPorts = {
      artifacts: async () => await Promise.resolve(this.#service()),
      builds: async () => await Promise.resolve(buildsOf(wellTimeline)),
      files: localFiles(join(this.folder, 'temp')),
      workspace: { temp: join(this.folder, 'temp'), staging: join(this.folder, 'staging'), sources: join(this.folder, 'sources') },
      log,
      cancelled: () => false,
      ...ports,
      pipeline: telling,
    }
    return { outcome: await collect({ ...plainCollect, ...change }, world), log, pipeline, done }
  }

  #service(): Artifacts {
    return {
      list: async () =>
        await Promise.resolve(
          [...this.artifacts.keys()].map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: name })),
        ),
      download: async ({ name }, into) => {
        for (const [path, content] of this.artifacts.get(name) ?? []) {
          mkdirSync(dirname(join(into, path)), { recursive: true })
          writeFileSync(join(into, path), content)
        }
        await Promise.resolve()
      },
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Nothing expected, nothing tagged. */
export const plainCollect: CollectInputs = {
  artifacts: [],
  expect: [],
  buildTag: undefined,
  outputDirectory: undefined,
  artifact: 'release',
  where: { stage: 'package', job: 'collect', leg: '', attempt: 1 },
  commit: 'c',
  buildId: '1',
  branch: 'refs/tags/v1.0',
  job: 'own-job',
  step: 'own-step',
}

export function expecting(...lines: string[]): Pick<CollectInputs, 'expect'> {
  return { expect: lines.map(parseExpectation) }
}

/** A service that knows of one timeline. */
export function buildsOf(records: readonly TimelineRecord[]): Builds {
  const none = { kind: 'unknown', why: 'nobody asks' } as const
  return { run: async () => await Promise.resolve(none), timeline: async () => await Promise.resolve(known(records)) }
}

export function timelineRecord(id: string, change: Partial<TimelineRecord> = {}): TimelineRecord {
  const ended = { state: 'completed', result: 'succeeded', attempt: 1, earlier: [], started: '', finished: '', task: '' }
  return { id, parentId: '', type: 'Job', name: id, ...ended, ...change }
}

/** This job runs, and another has passed. */
export const wellTimeline: readonly TimelineRecord[] = [
  timelineRecord('linux'),
  timelineRecord('own-job', { state: 'inProgress', result: '' }),
]

/** The text of a plan of the mode `wheels`: these versions of demo, for CPython 3.11 on Linux. */
export function wheelsPlan(...versions: string[]): string {
  const place = { instance: '', arch: '', platform_tag: 'linux_x86_64' }
  const row = { kind: 'build', name: 'demo', python: 'cp311', abi: '', ...place, at: 'm', why: 'absent', says: 's', leg: 'one' }
  const decisions = versions.map((version) => ({ ...row, version }))
  return JSON.stringify({ version: 1, decisions, jobs: [{ leg: 'one', ...place, packages: [] }] })
}
