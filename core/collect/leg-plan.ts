import { requireVersion } from '../build/manifest.ts'
import { type Field, parseJson } from '../json.ts'
import { isFolderLeg, type LocalFolder, parseFolderLeg } from '../pipeline/folder-leg.ts'
import { sha256Of } from '../sha256.ts'

/** A plan of GenerateMatrix, whatever its mode, as far as it tells which jobs of a matrix there are to be. */
export interface LegPlan {
  /** For people: the name of its artifact. */
  readonly name: string
  readonly digest: string
  readonly legs: readonly string[]
  /** Legs of which something is in a cache: the mode `restore` leaves a manifest for each. */
  readonly restores: readonly string[]
  /** The packages of its legs of folders, which jobs may share out otherwise. */
  readonly folders: readonly Pick<LocalFolder, 'name' | 'folder'>[]
}

/** Reads the legs of a plan.json; what is broken, or of a newer format, is `PLAN_INVALID`. */
export function parseLegPlan(bytes: Uint8Array, name: string): LegPlan {
  const root = parseJson(new TextDecoder().decode(bytes), `plan.json of '${name}'`, 'PLAN_INVALID')
  requireVersion(root)
  const legsOf = (those: readonly Field[]): string[] => those.map((job) => job.get('leg').text())
  const jobs = root.get('jobs').list()
  const restores = legsOf(root.get('restores').optional((field) => field.list()) ?? [])
  const folders = jobs.filter(isFolderLeg).flatMap((job) => parseFolderLeg(job).packages)
  return { name, digest: sha256Of(bytes), legs: legsOf(jobs), restores, folders }
}
