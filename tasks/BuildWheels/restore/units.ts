import { rowsOf, titleOf } from '../../../core/build/row.ts'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import { type AnyLeg, isOfFolders, parsePlanRestores } from '../../../core/pipeline/plan-legs.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName, type ProjectName } from '../../../core/python/name.ts'
import type { Wish } from '../../../core/python/satisfies.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { namedPlan, onlyPlan } from '../rows/find-plan.ts'
import type { RestoreInputs } from './inputs.ts'
import type { RestorePorts } from './ports.ts'

/** What one entry of the cache is to give back. */
export interface RestoreUnit {
  /** For people: `cffi 1.17.1 for 3.14`, `harbour-core`. */
  readonly title: string
  readonly name: string
  /** Empty where only what was built tells. */
  readonly version: string
  /** Empty for all pythons of a leg together. */
  readonly python: string
  readonly project: ProjectName
  /** Undefined for a package of the repository. */
  readonly wish: Wish | undefined
  /** The package's folder in the repository; empty for a wheel of a matrix. */
  readonly folder: string
  readonly ref: CacheRef
}

/** A leg that would have built it. */
export interface RestoreLeg {
  readonly leg: string
  readonly units: readonly RestoreUnit[]
  /** False where its matrix says so. */
  readonly release: boolean
}

/** What a plan has restored. */
export interface Restores {
  /** For messages: where the plan was found. */
  readonly name: string
  readonly planDigest: string
  /** Each with something to restore. */
  readonly legs: readonly RestoreLeg[]
}

/** Reads what the plan of the input `plan`, or the run's only one, has in the cache; what is broken is `PLAN_INVALID`. */
export async function readRestores(
  inputs: Pick<RestoreInputs, 'buildId' | 'plan'>,
  ports: Pick<RestorePorts, 'artifacts' | 'files' | 'workspace'>,
): Promise<Restores> {
  const { name, text } = inputs.plan === undefined ? await onlyPlan(inputs, ports, none) : await namedPlan(inputs.plan, inputs, ports)
  const planDigest = sha256Of(text)
  const legs = parsePlanRestores(text, `the plan of '${name}'`).map((leg) => {
    return { leg: nameOf(leg), units: unitsOf(leg, planDigest), release: leg.release }
  })
  return { name, planDigest, legs: legs.filter(({ units }) => units.length > 0) }
}

const none = "This run has no artifact with a plan, and the input 'plan' is empty: there is nothing to restore."

/** It names a folder on this agent. */
function nameOf({ leg }: AnyLeg): string {
  if (/^[A-Za-z0-9_]{1,200}$/.test(leg)) return leg
  throw new Problem('PLAN_INVALID', `The plan restores a leg that is called '${leg}'.`, remedy)
}

function unitsOf(leg: AnyLeg, planDigest: string): RestoreUnit[] {
  if (!isOfFolders(leg))
    return rowsOf({ ...leg, version: 1, planDigest }).map((row) => {
      const { name, version, wish } = row
      const ref = row.cache ?? unkeyed(titleOf(row))
      return { title: titleOf(row), name, version, python: row.python.label, project: normalizeName(name), wish, folder: '', ref }
    })
  return leg.packages.map(({ name, folder, cache = unkeyed(name) }) => {
    return { title: name, name, version: '', python: '', project: normalizeName(name), wish: undefined, folder, ref: cache }
  })
}

function unkeyed(title: string): never {
  throw new Problem('PLAN_INVALID', `The plan restores ${title}, and does not say where the cache keeps it.`, remedy)
}

const remedy = 'It must be what GenerateMatrix left; do not edit it by hand.'
