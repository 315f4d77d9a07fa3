import type { StoredFile } from './adoption.ts'
import type { DocumentFile } from './document-file.ts'
import { storedAt } from './layout.ts'
import type { ProjectDocument } from './project-document.ts'
import { nameKey } from './standing.ts'
import type { Remarked } from './tell-adoption.ts'

/** What is known of a project's stored files. */
export interface Told {
  readonly document: ProjectDocument | undefined
  /** Names that its old pages list. */
  readonly linked: ReadonlySet<string>
  /** Whether files that are listed without a SHA-256 are to be read. */
  readonly computeHashes: boolean
}

/** Files of which a document does not tell, or not whole. */
export interface Unread {
  readonly unread: readonly StoredFile[]
  /** Files that are not listed, since another of that name is. */
  readonly doubles: readonly Remarked[]
}

/**
 * What is to be read of a project's stored files. A document tells of a file by its very name, or once it was deleted, in any spelling; two spellings
 * of one name are both listed only where an old page did so, or no document was there.
 */
export function unreadFiles(files: readonly StoredFile[], told: Told): Unread {
  const listed = new Map((told.document?.files ?? []).map((file) => [file.filename, file]))
  const isWhole = ({ filename, key }: StoredFile): boolean => {
    const own = listed.get(filename)
    return own !== undefined && storedAt(own) === key && (own.sha256 !== undefined || !told.computeHashes)
  }
  const rest = files.filter((file) => !isWhole(file))
  const judged = rest.length === 0 ? [] : judge(rest, listed, told)
  return {
    unread: judged.filter((one) => 'filename' in one),
    doubles: judged.filter((one) => 'says' in one),
  }
}

function judge(
  files: readonly StoredFile[],
  listed: ReadonlyMap<string, DocumentFile>,
  { document, linked }: Told,
): (StoredFile | Remarked)[] {
  const spellings = new Map([...listed.keys()].map((filename) => [nameKey(filename), filename]))
  const deleted = new Set(document?.deleted.map((filename) => nameKey(filename)))
  const places = new Map([...listed].map(([filename, file]) => [filename, storedAt(file)]))
  return files.flatMap((file): (StoredFile | Remarked)[] => {
    const { filename, key } = file
    const name = nameKey(filename)
    if (deleted.has(name)) return []
    const place = places.get(filename) ?? key
    places.set(filename, place)
    if (place !== key) return [{ file: key, says: `${place} is listed under that name` }]
    const own = listed.get(filename)
    if (own !== undefined) return [{ ...file, listed: own }]
    const other = linked.has(filename) ? undefined : spellings.get(name)
    return other === undefined ? [file] : [{ file: key, says: `${other} is listed, the same name in another spelling` }]
  })
}
