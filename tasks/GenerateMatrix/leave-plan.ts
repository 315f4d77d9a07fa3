import { join } from 'node:path'
import { artifactName } from '../../core/pipeline/artifact-name.ts'
import { type Emitted, type EmittedLeg, emitMatrix } from '../../core/pipeline/emit.ts'
import { mostMatrixBytes } from '../../core/pipeline/limits.ts'
import { sha256Of } from '../../core/sha256.ts'
import type { Inputs } from './inputs.ts'
import type { Ports } from './ports.ts'

/** A plan that is made, as it leaves the task. */
export interface LeavingPlan {
  /** The bytes of plan.json. */
  readonly text: string
  readonly legs: readonly EmittedLeg[]
  /** How many builds it asks for. */
  readonly cold: number
  /** How many results a cache has that would be builds without it. */
  readonly warm: number
  /** How many legs may run at once; 0 for no limit. */
  readonly maxParallel: number
  /** What to do about a matrix that no agent carries. */
  readonly remedy: string
}

/** Writes and attaches plan.json, and tells what is to know of how the matrix carries the work; returns the outputs, in the order of the contract. */
export async function leavePlan(
  { text, legs, cold, warm, maxParallel, remedy }: LeavingPlan,
  inputs: Pick<Inputs, 'step' | 'where'>,
  ports: Pick<Ports, 'files' | 'log' | 'pipeline' | 'windows'>,
): Promise<Record<string, string>> {
  const planDigest = sha256Of(text)
  const planArtifact = artifactName(inputs.step === '' ? 'plan' : `plan_${inputs.step}`, inputs.where)
  const emitted = emitMatrix(legs, { digest: planDigest, artifact: planArtifact }, remedy)
  tell(emitted, remedy, ports)
  const planFile = join(await ports.files.scratch('plan'), 'plan.json')
  await ports.files.write(planFile, text)
  ports.pipeline.attach(planArtifact, planFile)
  return {
    matrix: emitted.matrix,
    hasJobs: String(legs.length > 0),
    jobCount: String(legs.length),
    coldCount: String(cold),
    warmCount: String(warm),
    planFile,
    planArtifact,
    planDigest,
    maxParallel: String(maxParallel),
  }
}

/** A job gets its own cells alone; it is the later steps of this job, on this agent, that are given the matrix whole. */
function tell({ carries, bytes }: Emitted, remedy: string, { log, windows }: Pick<Ports, 'log' | 'windows'>): void {
  if (carries === 'references')
    log.say(
      'info',
      `The work of all jobs passes ${mostMatrixBytes} bytes, so job_data refers to the plan's artifact, which BuildWheels reads.`,
    )
  if (windows && bytes > mostMatrixBytes)
    log.say(
      'warning',
      `The matrix takes ${bytes} bytes, and an agent of Windows, as this one is, gives later steps of this job ${mostMatrixBytes}. ${remedy}`,
    )
}
