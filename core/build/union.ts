import { canonical } from '../canonical.ts'
import { nameKey } from '../index/standing.ts'
import { Problem } from '../problem.ts'
import { isPure } from '../python/tag.ts'
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
  readonly why: 'not-for-release' | 'older-plan' | 'older-attempt' | 'same-bytes' | 'other-leg' | 'collected' | 'built-anew'
}

/** What a run has made, over all its legs and attempts. */
export interface Union {
  /** One offer for every file, sorted by file name. */
  readonly files: readonly Offer[]
  readonly left: readonly LeftOffer[]
  /** Rows, of those for release, that came to nothing in the last attempt of their leg that was finished. */
  readonly failures: readonly { readonly failure: BuildFailure; readonly manifest: Manifest }[]
  readonly warnings: readonly string[]
  /** Manifests that were written at the end of an attempt, but for those of plans that were replaced. */
  readonly current: readonly Manifest[]
  /** Attempts that ended before their manifest was written: rows may be missing that nobody tells of. */
  readonly unfinished: readonly string[]
}

/**
 * The union over all attempts of one plan: what an attempt made of a plan that later attempts of its job replaced is left, with a warning, since
 * these have made anew what they still wanted. Of one leg's offers of a file the highest attempt's is taken. Two legs that offer one file with
 * other bytes are `CONFLICT`, unless it is a `none-any` wheel: then the first leg by name has it, with a warning. What was restored gives way to what the
 * run has built of the same key, as a later attempt does that could not reach the cache. One leg of two runs, or one attempt that offers a file twice, is `CONFLICT` always: nothing says which of the bytes are meant. What the mode `collect` has united
 * counts only where the leg that built it is not there.
 */
export function unionOf(everyOffer: readonly Offer[], everyManifest: readonly Manifest[]): Union {
  const repetition = repetitions([...everyManifest, ...everyOffer.map(({ manifest }) => manifest)])
  const offers = everyOffer.filter(({ file, manifest }) => repetition(manifest, [file]) === undefined)
  const manifests = everyManifest.filter((manifest) => repetition(manifest) === undefined)
  const taken = new Map<string, Offer>()
  const left: LeftOffer[] = []
  const isReplaced = replacedPlans([...manifests, ...offers.map(({ manifest }) => manifest)])
  const inForce = offers.filter((offer) => isForRelease(offer) && !isReplaced(offer.manifest))
  const isAnew = builtAnew(inForce)
  for (const offer of [...offers].sort(byLegThenAttempt)) {
    const key = keyOf(offer)
    const rival = taken.get(key)
    const replaced = isReplaced(offer.manifest) ? 'older-plan' : undefined
    const why = isForRelease(offer) ? (replaced ?? isAnew(offer) ?? (rival && whyLeft(offer, rival))) : 'not-for-release'
    if (why === undefined) taken.set(key, offer)
    else left.push({ offer, why })
  }
  const files = [...taken.values()].sort((a, b) => (a.file.name < b.file.name ? -1 : 1))
  const current = manifests.filter((manifest) => !isReplaced(manifest))
  for (const offer of everyOffer) {
    const why = repetition(offer.manifest, [offer.file])
    if (why !== undefined) left.push({ offer, why })
  }
  const warnings = [
    ...warnPlans(current),
    ...warnReplaced(left, taken),
    ...warnRivals(left),
    ...warnCollected(left, taken),
    ...warnUncollected(files, everyOffer),
  ]
  return { files, left, failures: failuresOf(current), warnings, current, unfinished: unfinishedOf(offers, current) }
}

/** One file in whatever spelling; one that is neither wheel nor sdist also in whatever case, as some disks have it. */
function keyOf({ file }: Offer): string {
  return nameKey(file.name).toLowerCase()
}

/** What was only built along for others is never released, whatever else its manifest says. */
function isForRelease({ file }: Offer): boolean {
  return file.release && file.origin !== 'dependency'
}

/** Whether what a cache gave back was built by a job of the same run too, from the same inputs: attempts of its plan may differ in what they found. */
function builtAnew(offers: readonly Offer[]): (offer: Offer) => 'built-anew' | undefined {
  const idOf = (offer: Offer): string => `${offer.manifest.buildId} ${offer.file.fingerprint} ${keyOf(offer)}`
  const built = new Set(offers.filter(({ file, manifest }) => manifest.restored !== true && file.fingerprint !== undefined).map(idOf))
  return (offer) => (offer.manifest.restored === true && built.has(idOf(offer)) ? 'built-anew' : undefined)
}

/**
 * Whether files of a manifest repeat what others tell, and how: those of the release set of a run whose legs are there too, which may have built anew
 * since; of sets alone those of earlier attempts.
 */
function repetitions(
  manifests: readonly Manifest[],
): (manifest: Manifest, files?: readonly BuiltFile[]) => 'collected' | 'older-attempt' | undefined {
  const legs = manifests.filter(({ collected }) => collected !== true)
  const [runs, there] = [new Set(legs.map(({ buildId }) => buildId)), new Set(legs.map(legKey))]
  const last = lastAttempts(manifests.filter(({ collected }) => collected === true))
  return (manifest, files = manifest.files) => {
    if (manifest.collected !== true) return undefined
    const isTold = ({ leg }: BuiltFile): boolean => leg === undefined || there.has(`${manifest.buildId} ${leg}`)
    if (runs.has(manifest.buildId) && files.every(isTold)) return 'collected'
    return manifest.attempt < (last.get(legKey(manifest)) ?? 0) ? 'older-attempt' : undefined
  }
}

/** Whether a manifest is of a plan that the last attempt of its job, over all legs, does not have; a job without a plan is of none. */
function replacedPlans(manifests: readonly Manifest[]): (manifest: Manifest) => boolean {
  const jobOf = ({ buildId, stage, job }: Manifest): string => canonical([buildId, stage, job])
  const last = lastAttempts(manifests, jobOf)
  const isLast = (manifest: Manifest): boolean => manifest.attempt === last.get(jobOf(manifest))
  const current = new Set(manifests.filter(isLast).map((manifest) => `${jobOf(manifest)} ${manifest.planDigest}`))
  return (manifest) => manifest.planDigest !== '' && !current.has(`${jobOf(manifest)} ${manifest.planDigest}`)
}

/** `stage.job.leg`, as far as there are any: who made something. */
export function legName(manifest: Pick<Manifest, 'job' | 'leg' | 'stage'>): string {
  return [manifest.stage, manifest.job, manifest.leg].filter((part) => part !== '').join('.')
}

function whyLeft(offer: Offer, taken: Offer): LeftOffer['why'] {
  if (legKey(offer.manifest) === legKey(taken.manifest) && offer.manifest.attempt < taken.manifest.attempt) return 'older-attempt'
  if (offer.file.sha256 === taken.file.sha256) return 'same-bytes'
  const name = parseWheelName(offer.file.name)
  if (name !== undefined && isPure(name.tags) && legName(offer.manifest) !== legName(taken.manifest)) return 'other-leg'
  const as = offer.file.name === taken.file.name ? '' : ` as ${offer.file.name}`
  throw new Problem(
    'CONFLICT',
    `${taken.file.name} was built by ${whoMade(taken)} and, with other bytes, by ${whoMade(offer)}${as}.`,
    [taken, offer].some(({ file }) => file.origin === 'extra')
      ? 'Give the extra file of each leg a name of its own: dist/tool.exe => tool-$(architecture).exe.'
      : 'Let one leg of one run build it, or give one of them `release: false`.',
  )
}

/** Attempts are counted within a leg of one run. */
function legKey(manifest: Manifest): string {
  return `${manifest.buildId} ${legName(manifest)}`
}

/** Of each leg only its last attempt: what an earlier one lacks a later one has built. */
function unfinishedOf(offers: readonly Offer[], manifests: readonly Manifest[]): string[] {
  const last = lastAttempts(manifests)
  return [...new Set(offers.filter(({ manifest }) => manifest.attempt > (last.get(legKey(manifest)) ?? 0)).map(whoMade))].sort()
}

function whoMade({ manifest }: Offer): string {
  return `${legName(manifest)} (run ${manifest.buildId}, attempt ${manifest.attempt})`
}

/** Of each leg the manifests of its last attempt: two steps of a job have one each. */
export function ofLastAttempts(manifests: readonly Manifest[]): Manifest[] {
  const last = lastAttempts(manifests)
  return manifests.filter((manifest) => manifest.attempt === last.get(legKey(manifest)))
}

function lastAttempts(manifests: readonly Manifest[], key = legKey): Map<string, number> {
  const last = new Map<string, number>()
  for (const manifest of manifests) last.set(key(manifest), Math.max(last.get(key(manifest)) ?? 0, manifest.attempt))
  return last
}

/** What came to nothing in the last attempt of each leg; what a cache did not give back counts no more once it was built. */
export function lastFailures(manifests: readonly Manifest[]): { readonly failure: BuildFailure; readonly manifest: Manifest }[] {
  // What was built along for others was not tested.
  const made = new Set(
    manifests.flatMap(({ files }) => files.filter(({ origin }) => origin !== 'dependency').map(({ fingerprint }) => fingerprint)),
  )
  return ofLastAttempts(manifests)
    .flatMap((manifest) => manifest.failures.map((failure) => ({ failure, manifest })))
    .filter(({ failure }) => failure.key === undefined || !made.has(failure.key))
}

function failuresOf(manifests: readonly Manifest[]): Union['failures'] {
  const found = lastFailures(manifests).filter(({ failure }) => failure.release !== false)
  return [...new Map(found.map((one) => [`${legKey(one.manifest)} ${canonical({ ...one.failure })}`, one])).values()]
}

function warnPlans(manifests: readonly Manifest[]): string[] {
  const plans = new Set(manifests.map((manifest) => manifest.planDigest).filter((digest) => digest !== ''))
  return plans.size < 2 ? [] : [`The wheels of this run come of ${plans.size} different plans; all of them are taken.`]
}

/** What a later attempt has restored, or an earlier one had, is there all the same. */
function warnReplaced(left: readonly LeftOffer[], taken: ReadonlyMap<string, Offer>): string[] {
  const isAgain = (offer: Offer): boolean => {
    const there = taken.get(keyOf(offer))
    return there?.file.sha256 === offer.file.sha256 && [there, offer].some(({ manifest }) => manifest.restored === true)
  }
  return left
    .filter(({ why, offer }) => why === 'older-plan' && !isAgain(offer))
    .map(({ offer }) => `${offer.file.name} of ${whoMade(offer)} is of a plan that a later attempt replaced; it is left out.`)
}

function warnRivals(left: readonly LeftOffer[]): string[] {
  return left
    .filter(({ why }) => why === 'other-leg')
    .map(({ offer }) => `${offer.file.name} of ${legName(offer.manifest)} has other bytes than the one taken, of a leg before it by name.`)
}

/** Of the last release set of each job: what the legs do not have, or have made anew. */
function warnCollected(left: readonly LeftOffer[], taken: ReadonlyMap<string, Offer>): string[] {
  const sets = left.filter(({ why }) => why === 'collected').map(({ offer }) => offer)
  const inForce = new Set(ofLastAttempts(sets.map(({ manifest }) => manifest)))
  return sets
    .filter(({ manifest }) => inForce.has(manifest))
    .filter((offer) => taken.get(keyOf(offer))?.file.sha256 !== offer.file.sha256)
    .map((offer) => `${offer.file.name} of ${whoMade(offer)} is not what the legs of that run have now; it is left out.`)
}

/** What is taken of legs although the last release sets of their run leave it out. */
function warnUncollected(taken: readonly Offer[], offers: readonly Offer[]): string[] {
  const sets = offers.filter(({ manifest }) => manifest.collected === true)
  const inForce = new Set(ofLastAttempts(sets.map(({ manifest }) => manifest)))
  const runs = new Set(sets.map(({ manifest }) => manifest.buildId))
  const held = new Set(sets.filter(({ manifest }) => inForce.has(manifest)).map((offer) => `${offer.manifest.buildId} ${keyOf(offer)}`))
  return taken
    .filter(({ manifest }) => runs.has(manifest.buildId))
    .filter((offer) => !held.has(`${offer.manifest.buildId} ${keyOf(offer)}`))
    .map(({ file, manifest }) => `${file.name} of ${legName(manifest)} is in no release set of its run, and is taken all the same.`)
}

function byLegThenAttempt(a: Offer, b: Offer): number {
  const [one, other] = [legName(a.manifest), legName(b.manifest)]
  if (one !== other) return one < other ? -1 : 1
  if (a.manifest.buildId !== b.manifest.buildId) return a.manifest.buildId < b.manifest.buildId ? -1 : 1
  return b.manifest.attempt - a.manifest.attempt
}
