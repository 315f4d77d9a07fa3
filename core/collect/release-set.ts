import type { Manifest } from '../build/manifest.ts'
import { legName, type Offer, type Union } from '../build/union.ts'
import { addTo } from '../add-to.ts'
import { counted } from '../counted.ts'
import { nameKey } from '../index/standing.ts'
import type { Whereabouts } from '../pipeline/artifact-name.ts'
import type { ToldRun } from './suite-runs.ts'

/** A file of the release set that several legs have built. */
export interface Merged {
  readonly name: string
  /** How many legs have built it, released or not, and in how many different contents. */
  readonly legs: number
  readonly contents: number
  /** Whose it is. */
  readonly taken: string
}

/** What several legs have built of the files that are taken; of one leg its last attempt counts. */
export function mergedFiles({ files, left }: Pick<Union, 'files' | 'left'>): Merged[] {
  const byName = new Map<string, Offer[]>()
  for (const { offer, why } of left)
    if (why !== 'older-plan' && why !== 'older-attempt' && why !== 'collected' && offer.file.origin !== 'dependency')
      addTo(byName, nameKey(offer.file.name), offer)
  return files.flatMap((taken) => {
    const last = new Map<string, Offer>()
    for (const offer of [...(byName.get(nameKey(taken.file.name)) ?? []), taken]) {
      const leg = legName(offer.manifest)
      if ((last.get(leg)?.manifest.attempt ?? 0) <= offer.manifest.attempt) last.set(leg, offer)
    }
    if (last.size < 2) return []
    const contents = new Set([...last.values()].map(({ file }) => file.sha256)).size
    return [{ name: taken.file.name, legs: last.size, contents, taken: legName(taken.manifest) }]
  })
}

/** `demo-1.0-py3-none-any.whl: built by 17 legs, 3 different contents; that of build.linux_310 is taken`. */
export function tellMerged({ name, legs, contents, taken }: Merged): string {
  const how = contents === 1 ? 'the same bytes' : counted(contents, 'different content')
  return `${name}: built by ${counted(legs, 'leg')}, ${how}; that of ${taken} is taken`
}

/** The manifest of a release set: its files with who built each, and what all suites came to, whose reports stay where they are. */
export function setManifest(
  files: readonly Offer[],
  runs: readonly ToldRun[],
  { where, commit, buildId }: { readonly where: Whereabouts; readonly commit: string; readonly buildId: string },
): Manifest {
  return {
    version: 1,
    ...where,
    planDigest: '',
    commit,
    buildId,
    files: files.map(({ file, manifest }) => ({ ...file, leg: legName(manifest) })),
    failures: [],
    suites: runs.map(({ run }) => ({ ...run, reports: [], coverage: '' })),
    collected: true,
  }
}
