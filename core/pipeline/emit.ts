import { canonical } from '../canonical.ts'
import { Problem } from '../problem.ts'
import type { FolderLeg } from './folder-leg.ts'
import { formatJobData, type JobData, type PlanLeg } from './job-data.ts'
import { mostMatrixBytes, mostMatrixBytesAtAll } from './limits.ts'

/** The plan that the legs are of. */
export interface Emission {
  /** SHA-256 of plan.json. */
  readonly digest: string
  /** The artifact that holds plan.json. */
  readonly artifact: string
}

/** A leg of the matrix: its cells, and the work that `job_data` tells of. */
export interface EmittedLeg {
  readonly leg: string
  readonly cells: Readonly<Record<string, string>>
  /** Undefined where the plan knows of no work: then there is no `job_data`. */
  readonly work: Work | undefined
}

type Work = { readonly kind: 'wheels'; readonly leg: PlanLeg } | { readonly kind: 'folders'; readonly leg: FolderLeg }

/** The output variable `matrix`, and how it carries the work. */
export interface Emitted {
  /** One line of JSON: leg -> { cell: text }. */
  readonly matrix: string
  readonly carries: 'work' | 'references'
  /** UTF-8 bytes of `matrix`. */
  readonly bytes: number
}

/**
 * The matrix of the legs, in their order. Past 32,000 bytes every `job_data` becomes a reference to the plan's artifact; past what any agent
 * carries it is a Problem `TOO_MANY_JOBS`, whose remedy is told by whoever knows what the legs hold.
 */
export function emitMatrix(legs: readonly EmittedLeg[], emission: Emission, remedy: string): Emitted {
  const inlined = emit(legs, emission, 'work')
  if (inlined.bytes <= mostMatrixBytes || legs.every(({ work }) => work === undefined)) return requireCarried(inlined, legs.length, remedy)
  return requireCarried(emit(legs, emission, 'references'), legs.length, remedy)
}

function requireCarried(emitted: Emitted, jobs: number, remedy: string): Emitted {
  if (emitted.bytes <= mostMatrixBytesAtAll) return emitted
  throw new Problem(
    'TOO_MANY_JOBS',
    `The matrix of ${jobs} jobs takes ${emitted.bytes} bytes, and an agent carries ${mostMatrixBytesAtAll}.`,
    remedy,
  )
}

function emit(legs: readonly EmittedLeg[], emission: Emission, carries: Emitted['carries']): Emitted {
  const texts = legs.map((leg) => `${JSON.stringify(leg.leg)}:${canonical({ ...leg.cells, ...jobData(leg, emission, carries) })}`)
  const matrix = `{${texts.join(',')}}`
  return { matrix, carries, bytes: new TextEncoder().encode(matrix).length }
}

function jobData({ leg, work }: EmittedLeg, { digest, artifact }: Emission, carries: Emitted['carries']): Record<string, string> {
  if (work === undefined) return {}
  const reference: JobData = { kind: 'reference', leg, planDigest: digest, plan: artifact }
  return { job_data: formatJobData(carries === 'references' ? reference : inlined(work, digest)) }
}

function inlined(work: Work, planDigest: string): JobData {
  return work.kind === 'wheels'
    ? { kind: 'inline', work: { ...work.leg, version: 1, planDigest } }
    : { kind: 'folders', work: { ...work.leg, planDigest } }
}
