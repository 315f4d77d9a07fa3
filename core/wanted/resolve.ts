import type { Instant } from '../instant.ts'
import { Problem } from '../problem.ts'
import { normalizeName } from '../python/name.ts'
import { parseVersion } from '../python/version.ts'
import { shownAddress } from '../shown-address.ts'
import { type Facts, indexOf, refKey } from './facts.ts'
import type { FolderFacts } from './folder.ts'
import { refusesPython, type Resolution, unresolved } from './resolution.ts'
import { resolveFromIndex } from './resolve-release.ts'
import type { Shelf } from './shelf.ts'
import type { Wanted } from './wanted.ts'

/** What a row means: one version, or with a specifier as many as it takes, the highest first. */
export function resolveRow(row: Wanted, shelf: Shelf, facts: Facts, cutoff: Instant | undefined): Resolution[] {
  const { origin } = row
  if (origin.kind === 'index') return resolveFromIndex(row, shelf.releases(row), facts.indexes.get(indexOf(row))?.name ?? '', cutoff)
  if (origin.kind === 'archive') return [resolveArchive(row)]
  if (origin.kind === 'git') return [resolveGit(row, facts.commits.get(refKey(origin)))]
  const folder = facts.folders.get(origin.path)
  if (folder === undefined) throw new Error(`the folder ${origin.path} was not gathered`)
  return [resolveFolder(row, folder)]
}

/** An archive at an address needs no index: its version and hash stand in the matrix. */
export function resolveArchive(row: Wanted): Resolution {
  if (row.origin.kind !== 'archive' || row.choice.kind !== 'exact') throw new Error('an archive has an exact version')
  return { kind: 'found', version: row.choice.version, source: { kind: 'sdist', url: row.origin.url, sha256: row.origin.sha256 } }
}

/** A repository's ref at the commit that it names now; its version stands in the matrix. */
export function resolveGit(row: Wanted, commit: string | Problem | undefined): Resolution {
  if (row.origin.kind !== 'git' || row.choice.kind !== 'exact') throw new Error('a repository has an exact version')
  const { url, ref, subdirectory } = row.origin
  const { version } = row.choice
  if (commit instanceof Problem) return { kind: 'error', version, problem: commit }
  if (commit !== undefined) return { kind: 'found', version, source: { kind: 'git', url, commit, subdirectory } }
  return {
    ...unresolved(
      `${shownAddress(url)} has no branch, tag or commit ${ref === '' ? 'HEAD' : ref}`,
      'Check what stands behind the @ of the source in the matrix.',
    ),
    version,
  }
}

/** A folder's version is the one the matrix gives, or what its static metadata declares. */
export function resolveFolder(row: Wanted, folder: FolderFacts): Resolution {
  const { declared, path, commit, time } = folder
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
  return { kind: 'found', version, source: { kind: 'folder', path, commit, time } }
}
