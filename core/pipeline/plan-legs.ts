import { requireVersion } from '../build/manifest.ts'
import { type Field, parseJson } from '../json.ts'
import { Problem } from '../problem.ts'
import { type FolderLeg, isFolderLeg, parseFolderLeg } from './folder-leg.ts'
import { parsePlanLeg, type PlanLeg } from './job-data.ts'

/** A leg of a plan of either kind: one of folders tells what is built before its packages. */
export type AnyLeg = PlanLeg | FolderLeg

/** Whether a leg builds folders of the repository. */
export function isOfFolders(leg: AnyLeg): leg is FolderLeg {
  return 'dependencies' in leg
}

/** Reads the legs of plan.json, whichever mode made it; what is broken, of a newer format, or a plan that knows of no packages is `PLAN_INVALID`. */
export function parsePlanLegs(text: string, source: string): AnyLeg[] {
  const root = parseJson(text, source, 'PLAN_INVALID')
  requireVersion(root)
  if (root.get('kind').value === 'matrix')
    throw new Problem(
      'PLAN_INVALID',
      `${source} is of the mode matrix, which knows of no packages.`,
      "Name what is built in the input 'packages', or plan with the mode changes.",
    )
  return root.get('jobs').list().map(readLeg)
}

/** A leg that a plan has restored. */
export type LegToRestore = AnyLeg & {
  /** False where the matrix has a variable `release` that is false for it: the job that built it was told so (`release: $(release)`), and one step restores all legs. */
  readonly release: boolean
}

/**
 * What a plan has restored from the cache: the legs, in the form of its jobs, that would have built it, with the packages that are warm. None where it was made without a
 * cache; what is broken is `PLAN_INVALID`.
 */
export function parsePlanRestores(text: string, source: string): LegToRestore[] {
  const root = parseJson(text, source, 'PLAN_INVALID')
  requireVersion(root)
  const legs = root.get('restores').optional((field) => field.list()) ?? []
  return legs.map((leg) => ({ ...readLeg(leg), release: isForRelease(leg) }))
}

function isForRelease(leg: Field): boolean {
  const cells = leg.get('cells').optional((field) => field.entries()) ?? []
  return !cells.some(([name, { value }]) => name.toLowerCase() === 'release' && String(value).toLowerCase() === 'false')
}

function readLeg(job: Field): AnyLeg {
  return isFolderLeg(job) ? parseFolderLeg(job) : parsePlanLeg(job)
}

/** The leg of a plan by its name; one that it does not have is `PLAN_INVALID`. */
export function legNamed(legs: readonly AnyLeg[], name: string): AnyLeg {
  const found = legs.find(({ leg }) => leg === name)
  if (found !== undefined) return found
  throw new Problem('PLAN_INVALID', `The plan has no leg '${name}'.`, 'Run the plan and its legs again together.')
}
