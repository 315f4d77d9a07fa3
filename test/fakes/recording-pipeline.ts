import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Pipeline } from '../../core/ports.ts'

/** A file that was attached. */
export interface Attached {
  readonly artifact: string
  readonly name: string
  readonly path: string
  /** The bytes at the moment of attaching: the upload starts at once. */
  readonly bytes: Uint8Array
}

/** A file that was added to the step's record. */
export interface Annotation {
  readonly type: string
  readonly name: string
  readonly bytes: Uint8Array
}

/** A pipeline that keeps what was attached to it. */
export interface RecordingPipeline extends Pipeline {
  readonly attached: Attached[]
  readonly annotations: Annotation[]
  readonly steps: string[]
  /** Test runs by their titles, with the reports as they were when published. */
  readonly testRuns: { title: string; reports: Uint8Array[] }[]
  readonly coverage: Uint8Array[]
  readonly tags: string[]
  /** What was kept for the post-job step, by name. */
  readonly remembered: Map<string, { value: string; secret: boolean }>
}

/** A new pipeline to which nothing is attached. */
export function recordingPipeline(): RecordingPipeline {
  const attached: Attached[] = []
  const steps: string[] = []
  const annotations: Annotation[] = []
  const remembered = new Map<string, { value: string; secret: boolean }>()
  const testRuns: RecordingPipeline['testRuns'] = []
  const coverage: Uint8Array[] = []
  const tags: string[] = []
  return {
    testRuns,
    coverage,
    tags,
    publishTests: (title, paths) => void testRuns.push({ title, reports: paths.map((path) => readFileSync(path)) }),
    publishCoverage: (path) => void coverage.push(readFileSync(path)),
    tag: (name) => void tags.push(name),
    attached,
    annotations,
    steps,
    remembered,
    remember: (name, value, secret = false) => void remembered.set(name, { value, secret }),
    attach: (artifact, path) => void attached.push({ artifact, name: basename(path), path, bytes: readFileSync(path) }),
    annotate: (type, name, path) => void annotations.push({ type, name, bytes: readFileSync(path) }),
    progress: (percent, what) => void steps.push(`${percent} ${what}`),
  }
}
