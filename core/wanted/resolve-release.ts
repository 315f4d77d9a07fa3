import type { FileEntry } from '../index/entry.ts'
import type { Instant } from '../instant.ts'
import { admits, isPin } from '../python/specifier.ts'
import { isFinal, sameVersion, type Version } from '../python/version.ts'
import { bestSdist, type Release } from './releases.ts'
import { refusesPython, type Resolution, unresolved } from './resolution.ts'
import type { VersionChoice, Wanted } from './wanted.ts'
import { pythonOf } from './wanted-python.ts'

type Open = Extract<VersionChoice, { kind: 'latest' | 'specifier' }>

/** Resolves a row against the releases of its project (highest first) in the index called `index`: a row error, or one answer for each version it takes. */
export function resolveFromIndex(row: Wanted, releases: readonly Release[], index: string, cutoff: Instant | undefined): Resolution[] {
  const { choice } = row
  if (releases.length === 0) return [unresolved(`${index} has no release of ${row.name}`, 'Check the name, or the input indexUrl.')]
  if (choice.kind === 'exact') return [resolveExact(row, choice.version, releases, index)]
  if (choice.kind === 'static') throw new Error('only a folder has a static version')
  return resolveOpen(row, choice, releases, index, cutoff)
}

/** A pin means that version: yanked, a pre-release, or newer than the cutoff as it may be. */
function resolveExact(row: Wanted, version: Version, releases: readonly Release[], index: string): Resolution {
  const release = releases.find((one) => sameVersion(one.version, version))
  if (release !== undefined) return resolveRelease(row, release, index)
  return unresolved(`${index} has no version ${version.text} of ${row.name}`, `Its highest is ${releases[0]?.version.text ?? 'none'}.`)
}

/** What an open choice passes over, and what there is to say when that leaves nothing of the releases before it. */
interface Sieve {
  readonly pass: (release: Release) => Release | undefined
  readonly none: (before: readonly Release[]) => Resolution
}

/** Each sieve names its reason only when it leaves nothing: so the reason is the last one that would have to give way. */
function resolveOpen(row: Wanted, choice: Open, all: readonly Release[], index: string, cutoff: Instant | undefined): Resolution[] {
  let left = all
  for (const { pass, none } of sieves(row, choice, index, cutoff)) {
    const passed = left.flatMap((release) => pass(release) ?? [])
    if (passed.length === 0) return [none(left)]
    left = passed
  }
  return left.slice(0, taken(choice)).map((release) => resolveRelease(row, release, index))
}

/** A specifier that pins is a pin: only whether the index has that version counts. */
function sieves(row: Wanted, choice: Open, index: string, cutoff: Instant | undefined): Sieve[] {
  const says = `${index} has no version of ${row.name} that ${choice.kind === 'latest' ? 'latest' : `'${choice.text}'`} may take`
  const highest = (releases: readonly Release[]): string => releases[0]?.version.text ?? 'none'
  const admitted: Sieve = {
    pass: (release) => (choice.kind === 'latest' || admits(choice.set, release.version) ? release : undefined),
    none: (before) => unresolved(says, `Its highest is ${highest(before)}.`),
  }
  const finals: Sieve = {
    pass: (release) => (choice.pre || isFinal(release.version) ? release : undefined),
    none: (before) =>
      unresolved(
        `${says}: there are only pre-releases, ${highest(before)} the highest`,
        'Write pre: true beside its wheels to take them, or pin one in the matrix.',
      ),
  }
  const standing: Sieve = {
    pass: (release) => keep(release, (file) => file.yanked === false),
    none: () => unresolved(`${says}: all are yanked`, 'Pin one in the matrix if you must have it.'),
  }
  const old: Sieve = {
    pass: (release) => (cutoff === undefined ? release : keep(release, (file) => isBefore(file, cutoff))),
    none: (before) =>
      unresolved(`${says}: none is older than ${cutoff ?? ''}${untimed(before)}`, 'Change excludeNewer, or pin one in the matrix.'),
  }
  return choice.kind === 'specifier' && isPin(choice.set) ? [admitted] : [admitted, finals, standing, old, fitting(row)]
}

function fitting(row: Wanted): Sieve {
  return {
    pass: (release) =>
      [...release.sdists, ...release.wheels].some((file) => refusesPython(row, file.requiresPython) === undefined) ? release : undefined,
    none: ([highest]) => {
      if (highest === undefined) throw new Error('a project without releases was refused before')
      const by = `no version admits Python ${row.buildWith || pythonOf(row.python.tag)}`
      return { kind: 'skip', version: highest.version, why: 'requires-python', by }
    },
  }
}

function taken(choice: Open): number {
  if (choice.kind === 'latest') return 1
  return choice.take === 'all' ? Infinity : choice.take
}

function resolveRelease(row: Wanted, release: Release, index: string): Resolution {
  const { version, sdists, wheels } = release
  const sdist = bestSdist(sdists)
  const refusals = (sdist === undefined ? wheels : [sdist]).map((file) => refusesPython(row, file.requiresPython))
  const refusal = refusals.length > 0 && refusals.every((one) => one !== undefined) ? refusals[0] : undefined
  if (refusal !== undefined) return { kind: 'skip', version, why: 'requires-python', by: refusal }
  if (sdist === undefined) return { kind: 'skip', version, why: 'no-sdist', by: `${index} has no source distribution of ${version.text}` }
  if (sdist.sha256 !== undefined) return { kind: 'found', version, source: { kind: 'sdist', url: sdist.url, sha256: sdist.sha256 } }
  return {
    ...unresolved(
      `${index} gives no SHA-256 for ${sdist.filename}, so a download could not be verified`,
      'Use an index that gives hashes.',
    ),
    version,
  }
}

/** A release with fewer files; undefined when none is left. */
function keep(release: Release, test: (file: FileEntry) => boolean): Release | undefined {
  const [sdists, wheels] = [release.sdists.filter(test), release.wheels.filter(test)]
  return sdists.length + wheels.length === 0 ? undefined : { ...release, sdists, wheels }
}

/** As uv and pip have it: a file without an upload time is not known to be old. */
function isBefore(file: FileEntry, cutoff: Instant): boolean {
  return file.uploadTime !== undefined && Date.parse(file.uploadTime) < Date.parse(cutoff)
}

function untimed(releases: readonly Release[]): string {
  const timed = releases.some((one) => [...one.sdists, ...one.wheels].some((file) => file.uploadTime !== undefined))
  return timed ? '' : ' (this index tells no upload times)'
}
