import type { FileEntry } from '../index/entry.ts'
import type { Instant } from '../instant.ts'
import { Problem } from '../problem.ts'
import { normalizeName } from '../python/name.ts'
import { admitsInterpreter } from '../python/satisfies.ts'
import { parseInterpreter } from '../python/tag.ts'
import { isFinal, parseVersion, sameVersion, type Version } from '../python/version.ts'
import type { FolderFacts } from './folder.ts'
import { bestSdist, type Release } from './releases.ts'
import { pythonOf } from './wanted-python.ts'
import type { Source, Wanted } from './wanted.ts'

/** What became of a row's version and source. */
export type Resolution =
  | { readonly kind: 'found'; readonly version: Version; readonly source: Source }
  | { readonly kind: 'skip'; readonly version: Version; readonly why: 'requires-python' | 'no-sdist'; readonly by: string }
  | { readonly kind: 'error'; readonly problem: Problem; readonly version?: Version }

/** Resolves a row against the releases of its project (highest first) in the index called `index`. */
export function resolveFromIndex(row: Wanted, releases: readonly Release[], index: string, cutoff: Instant | undefined): Resolution {
  if (releases.length === 0) return unresolved(`${index} has no release of ${row.name}`, 'Check the name, or the input indexUrl.')
  return row.choice.kind === 'exact' ? resolveExact(row, row.choice.version, releases, index) : resolveLatest(row, releases, index, cutoff)
}

/** An archive at an address needs no index: its version and hash stand in the matrix. */
export function resolveArchive(row: Wanted): Resolution {
  if (row.origin.kind !== 'archive' || row.choice.kind !== 'exact') throw new Error('an archive has an exact version')
  return { kind: 'found', version: row.choice.version, source: { kind: 'sdist', url: row.origin.url, sha256: row.origin.sha256 } }
}

/** A folder's version is the one the matrix gives, or what its static metadata declares. */
export function resolveFolder(row: Wanted, folder: FolderFacts): Resolution {
  const { declared, path, commit } = folder
  if (declared instanceof Problem) return { kind: 'error', problem: declared }
  if (declared.name !== undefined && normalizeName(declared.name) !== row.project)
    return unresolved(
      `The folder ${path} holds the project ${declared.name}, not ${row.name}`,
      'Correct the name or the path in the matrix.',
    )
  const version = row.choice.kind === 'exact' ? row.choice.version : parseVersion(declared.version ?? '')
  if (version === undefined)
    return unresolved(
      declared.version === undefined
        ? `The folder ${path} declares no static version`
        : `The folder ${path} declares the version '${declared.version}', which is none`,
      'Give it in the matrix: version: 1.2.',
    )
  const refusal = refusesPython(row, declared.requiresPython)
  if (refusal !== undefined) return { kind: 'skip', version, why: 'requires-python', by: refusal }
  return { kind: 'found', version, source: { kind: 'folder', path, commit, time: 0 } }
}

/** A pin means that version: yanked, a pre-release, or newer than the cutoff as it may be. */
function resolveExact(row: Wanted, version: Version, releases: readonly Release[], index: string): Resolution {
  const release = releases.find((one) => sameVersion(one.version, version))
  if (release !== undefined) return resolveRelease(row, release, index)
  return unresolved(`${index} has no version ${version.text} of ${row.name}`, `Its highest is ${releases[0]?.version.text ?? 'none'}.`)
}

/** Each filter names its reason only when it leaves nothing: so the reason is the last one that would have to give way. */
function resolveLatest(row: Wanted, releases: readonly Release[], index: string, cutoff: Instant | undefined): Resolution {
  const says = `${index} has no version of ${row.name} that latest may take`
  const finals = releases.filter((one) => isFinal(one.version))
  if (finals.length === 0)
    return unresolved(`${says}: there are only pre-releases, ${releases[0]?.version.text ?? ''} the highest`, 'Pin one in the matrix.')
  const standing = finals.map((one) => keep(one, (file) => file.yanked === false)).filter(isListed)
  if (standing.length === 0) return unresolved(`${says}: all are yanked`, 'Pin one in the matrix if you must have it.')
  const old = cutoff === undefined ? standing : standing.map((one) => keep(one, (file) => isBefore(file, cutoff))).filter(isListed)
  if (old.length === 0)
    return unresolved(`${says}: none is older than ${cutoff ?? ''}${untimed(standing)}`, 'Change excludeNewer, or pin one in the matrix.')
  const fitting = old.find((one) => [...one.sdists, ...one.wheels].some((file) => refusesPython(row, file.requiresPython) === undefined))
  if (fitting !== undefined) return resolveRelease(row, fitting, index)
  const [highest] = old
  if (highest === undefined) throw new Error('one release is left')
  return { kind: 'skip', version: highest.version, why: 'requires-python', by: `no version admits Python ${pythonOf(row.python.tag)}` }
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

/** Why an interpreter is not admitted; undefined when it is. */
function refusesPython(row: Wanted, requiresPython: string | undefined): string | undefined {
  const interpreter = parseInterpreter(row.python.tag)
  if (interpreter === undefined || admitsInterpreter(requiresPython, interpreter)) return undefined
  return `Requires-Python is ${requiresPython ?? ''}`
}

function keep(release: Release, test: (file: FileEntry) => boolean): Release {
  return { ...release, sdists: release.sdists.filter(test), wheels: release.wheels.filter(test) }
}

function isListed(release: Release): boolean {
  return release.sdists.length + release.wheels.length > 0
}

/** As uv and pip have it: a file without an upload time is not known to be old. */
function isBefore(file: FileEntry, cutoff: Instant): boolean {
  return file.uploadTime !== undefined && Date.parse(file.uploadTime) < Date.parse(cutoff)
}

function untimed(releases: readonly Release[]): string {
  const timed = releases.some((one) => [...one.sdists, ...one.wheels].some((file) => file.uploadTime !== undefined))
  return timed ? '' : ' (this index tells no upload times)'
}

function unresolved(says: string, remedy: string): Extract<Resolution, { kind: 'error' }> {
  return { kind: 'error', problem: new Problem('UNRESOLVED', `${says}.`, remedy) }
}
