import { normalizeName } from '../../python/name.ts'
import type { LocalPackage } from '../local-package.ts'

/** What a package names as tested along with it. */
export interface Along {
  /** As it writes it, without the slashes around it. */
  readonly text: string
  /** Undefined where that is no package of the repository. */
  readonly one: LocalPackage | undefined
}

/** Finds what packages name as tested along with them (`additional`): by folder, artifact or name, ignoring case. */
export function testedAlong(packages: readonly LocalPackage[]): (by: LocalPackage) => Along[] {
  const known = new Map([
    ...packages.flatMap((one) => [[one.artifact.toLowerCase(), one] as const, [one.project, one] as const]),
    ...packages.map((one) => [one.folder.toLowerCase(), one] as const),
  ])
  return ({ additional }) =>
    additional
      .map((one) => one.replace(/^(?:\.?\/)+|\/+$/g, ''))
      .filter((text) => text !== '')
      .map((text) => ({ text, one: known.get(text.toLowerCase()) ?? known.get(normalizeName(text)) }))
}
