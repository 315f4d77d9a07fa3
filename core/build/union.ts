import { canonical } from '../canonical.ts'
import { nameKey } from '../index/standing.ts'
import { Problem } from '../problem.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { BuildFailure, BuiltFile, Manifest } from './manifest.ts'

/** A file that a leg of the run offers, and where it lies. */
export interface Offer {
  readonly file: BuiltFile
  readonly path: string
  readonly manifest: Manifest
}

/** An offer that was not taken, and why. */
export interface LeftOffer {
  readonly offer: Offer
  readonly why: 'not-for-release' | 'older-attempt' | 'same-bytes' | 'other-leg'
}

/** What a run has made, over all its legs and attempts. */
export interface Union {
  /** One offer for every file, sorted by file name. */
  readonly files: readonly Offer[]
  readonly left: readonly LeftOffer[]
  /** Rows that came to nothing in the last attempt of their leg that was finished. */
  readonly failures: readonly { readonly failure: BuildFailure; readonly manifest: Manifest }[]
  readonly warnings: readonly string[]
}

/**
 * The union over all attempts: of one leg's offers of a file the highest attempt's is taken. Two legs that offer one file with
 * other bytes are `CONFLICT`, unless it is a `none-any` wheel: then the first leg by name has it, with a warning. One leg of two runs,
 * or one attempt that offers a file twice, is `CONFLICT` always: nothing says which of the bytes are meant.
 */
export function unionOf(offers: readonly Offer[], manifests: readonly Manifest[]): Union {
  const taken = new Map<string, Offer>()
  const left: LeftOffer[] = []
  for (const offer of [...offers].sort(byLegThenAttempt)) {
    const key = nameKey(offer.file.name)
    const rival = taken.get(key)
    const why = offer.file.release ? rival && whyLeft(offer, rival) : 'not-for-release'
    if (why === undefined) taken.set(key, offer)
    else left.push({ offer, why })
  }
  const files = [...taken.values()].sort((a, b) => (a.file.name < b.file.name ? -1 : 1))
  return { files, left, failures: failuresOf(manifests), warnings: [...warnPlans(manifests), ...warnRivals(left)] }
}

/** `stage.job.leg`, as far as there are any: who made something. */
export function legName(manifest: Manifest): string {
  return [manifest.stage, manifest.job, manifest.leg].filter((part) => part !== '').join('.')
}

function whyLeft(offer: Offer, taken: Offer): LeftOffer['why'] {
  if (legKey(offer.manifest) === legKey(taken.manifest) && offer.manifest.attempt < taken.manifest.attempt) return 'older-attempt'
  if (offer.file.sha256 === taken.file.sha256) return 'same-bytes'
  const name = parseWheelName(offer.file.name)
  const pure = name?.tags.every((tag) => tag.abi === 'none' && tag.platform === 'any') === true
  if (pure && legName(offer.manifest) !== legName(taken.manifest)) return 'other-leg'
  throw new Problem(
    'CONFLICT',
    `${taken.file.name} was built by ${whoMade(taken)} and, with other bytes, by ${whoMade(offer)}.`,
    'Let one leg of one run build it, or give one of them `release: false`.',
  )
}

/** Attempts are counted within a leg of one run. */
function legKey(manifest: Manifest): string {
  return `${manifest.buildId} ${legName(manifest)}`
}

function whoMade({ manifest }: Offer): string {
  return `${legName(manifest)} (run ${manifest.buildId}, attempt ${manifest.attempt})`
}

/** Two steps of a job have a manifest each, and one attempt. */
function failuresOf(manifests: readonly Manifest[]): Union['failures'] {
  const last = new Map<string, number>()
  for (const manifest of manifests) last.set(legKey(manifest), Math.max(last.get(legKey(manifest)) ?? 0, manifest.attempt))
  const found = manifests
    .filter((manifest) => manifest.attempt === last.get(legKey(manifest)))
    .flatMap((manifest) => manifest.failures.map((failure) => ({ failure, manifest })))
  return [...new Map(found.map((one) => [`${legKey(one.manifest)} ${canonical({ ...one.failure })}`, one])).values()]
}

function warnPlans(manifests: readonly Manifest[]): string[] {
  const plans = new Set(manifests.map((manifest) => manifest.planDigest).filter((digest) => digest !== ''))
  return plans.size < 2 ? [] : [`The wheels of this run come of ${plans.size} different plans; all of them are taken.`]
}

function warnRivals(left: readonly LeftOffer[]): string[] {
  return left
    .filter(({ why }) => why === 'other-leg')
    .map(({ offer }) => `${offer.file.name} of ${legName(offer.manifest)} has other bytes than the one taken, of a leg before it by name.`)
}

function byLegThenAttempt(a: Offer, b: Offer): number {
  const [one, other] = [legName(a.manifest), legName(b.manifest)]
  if (one !== other) return one < other ? -1 : 1
  if (a.manifest.buildId !== b.manifest.buildId) return a.manifest.buildId < b.manifest.buildId ? -1 : 1
  return b.manifest.attempt - a.manifest.attempt
}
