import { Problem } from '../problem.ts'
import { sameVersion } from '../python/version.ts'
import type { SdistFacts } from '../sdist/inspect.ts'
import type { WheelFacts } from '../wheel/inspect.ts'
import type { BuiltFile } from './manifest.ts'
import { keyOf, type Row } from './row.ts'

/** What the input `distributions` asks for of each package; `none`: what is named is checked only. */
export const distributionKinds = ['wheel', 'sdist', 'both', 'none'] as const
/** One of them. */
export type DistributionKind = (typeof distributionKinds)[number]

/** Whether a row's sdist is to be built: not where its source is one already, nor of what is only built along for others. */
export function makesSdist({ source, origin }: Pick<Row, 'source' | 'origin'>, asked: DistributionKind): boolean {
  return (asked === 'sdist' || asked === 'both') && (source.kind === 'folder' || source.kind === 'git') && origin !== 'dependency'
}

/** The same for rows that have one sdist: those of a source with the same patches. */
export function sdistKey({ source, recipe }: Pick<Row, 'source' | 'recipe'>): string {
  return [keyOf(source), ...recipe.patches.map(({ path, sha256 }) => `${path} ${sha256}`)].join('\n')
}

/** An sdist as manifests tell of it. */
export function sdistFile(
  name: string,
  { project, version, size, sha256, metadata }: SdistFacts,
  told: Pick<BuiltFile, 'constraints' | 'fingerprint' | 'recipe' | 'seconds' | 'source'>,
  release: boolean,
): BuiltFile {
  const { requiresPython } = metadata
  const requires = requiresPython === undefined ? {} : { requires_python: requiresPython }
  return { name, size, sha256, project, version: version.text, tags: [], ...requires, ...told, origin: 'built', release }
}

/** Refuses an sdist of another project or version than its row was planned for, as `BUILD_FAILED`; without a plan there is nothing to compare. */
export function requirePlanned({ project, version }: SdistFacts, { wish }: Pick<Row, 'wish'>): void {
  if (wish === undefined || (project === wish.project && sameVersion(version, wish.version))) return
  throw new Problem(
    'BUILD_FAILED',
    `The sdist is of ${project} ${version.text}, and not of ${wish.project} ${wish.version.text}.`,
    "Check the plan's row, and where the project's version comes from.",
  )
}

/** Refuses a wheel of another project or version than the sdist that it was built from, as `BUILD_FAILED`. */
export function requireOfSdist(
  { name: wheel }: Pick<WheelFacts, 'name'>,
  { facts, name }: { readonly facts: SdistFacts; readonly name: string },
): void {
  if (wheel.project === facts.project && sameVersion(wheel.version, facts.version)) return
  throw new Problem(
    'BUILD_FAILED',
    `${wheel.text} was built from ${name}, but is not of its project and version.`,
    'The version must be the same without the checkout: let the sdist hold what it comes from, as PKG-INFO or a file that its build writes.',
  )
}
