import type { StoredFile } from '../../../core/index/adoption.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { type Inconsistency, type InconsistencyKind, kinds } from '../../../core/index/inconsistency.ts'
import { fileUrl } from '../../../core/index/layout.ts'
import type { ProjectChange } from '../../../core/index/merge-project.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import type { Files, SdistFiles, WheelFiles } from '../../../core/ports.ts'
import { isSafeFileName } from '../../../core/safe-path.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Indexing } from '../../../flows/index-change/change-index.ts'
import { readStored } from '../rebuild/read-stored.ts'

/** What mending needs of the world. */
export interface Mending extends Indexing {
  readonly files: Files
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  readonly filesUrl: string | undefined
}

/** Reads the files that are to be mended, puts metadata beside wheels that lack it, and answers what is to change in their document, whatever that says by then. */
export async function mendFiles(
  found: readonly Inconsistency[],
  how: Mending,
): Promise<(document: ProjectDocument | undefined) => ProjectChange[]> {
  const lost = namesOf(found, ({ kind }) => kinds[kind].mend === 'loss')
  const wrong = {
    misled: namesOf(found, ({ kind }) => kind === 'file-misled'),
    dropped: namesOf(found, ({ kind }) => kind === 'metadata-missing' || kind === 'metadata-bytes'),
  }
  const unlisted = namesOf(found, ({ kind }) => kind === 'file-unlisted')
  const keys = new Map(
    found.flatMap(({ kind, filename, key }) =>
      filename !== undefined && fromFile.has(kind) ? [[filename, key.replace(/\.metadata$/, '')] as const] : [],
    ),
  )
  const read = await inParallel([...keys], 2, async ([filename, key]) => await readFile(filename, key, how))
  const files = new Map(read.flatMap((file) => (file === undefined ? [] : [[file.filename, file] as const])))
  return (document) => {
    const listed = document?.files ?? []
    const corrected = listed.map((file) => correctedFile(file, files.get(file.filename), wrong, how.filesUrl))
    return changesOf({
      remove: [...lost],
      correct: corrected.filter((file, at) => file !== listed[at]),
      adopt: [...files.values()].filter(({ filename }) => unlisted.has(filename)),
    })
  }
}

/** What is mended by what the file itself says. */
const fromFile: ReadonlySet<InconsistencyKind> = new Set([
  'file-unlisted',
  'file-untold',
  'metadata-bytes',
  'metadata-missing',
  'metadata-untold',
  'requires-python',
])

function namesOf(found: readonly Inconsistency[], which: (one: Inconsistency) => boolean): Set<string> {
  return new Set(found.filter(which).flatMap(({ filename }) => (filename === undefined ? [] : [filename])))
}

function changesOf(change: {
  readonly remove: readonly string[]
  readonly correct: readonly DocumentFile[]
  readonly adopt: readonly DocumentFile[]
}): ProjectChange[] {
  const { remove, correct, adopt } = change
  return [
    ...(remove.length === 0 ? [] : [{ kind: 'remove', files: remove, stored: true } as const]),
    ...(correct.length === 0 ? [] : [{ kind: 'correct', files: correct } as const]),
    ...(adopt.length === 0 ? [] : [{ kind: 'adopt', files: adopt } as const]),
  ]
}

/** The very same entry where nothing is to change; a file that is not what the document says is told of as such the next time. */
function correctedFile(
  file: DocumentFile,
  read: DocumentFile | undefined,
  { misled, dropped }: Wrong,
  filesUrl: string | undefined,
): DocumentFile {
  const at = misled.has(file.filename) ? { ...file, url: fileUrl(file.filename, filesUrl) } : file
  if (read === undefined || (file.sha256 !== undefined && file.sha256 !== read.sha256)) return at
  const { metadata: told, requiresPython: before, ...rest } = at
  const { sha256, size } = read
  const known = { ...rest, ...(sha256 === undefined ? {} : { sha256 }), ...(size === undefined ? {} : { size }) }
  // Of an sdist nothing is read: the document's word stays, but for metadata that is not there.
  const { metadata, requiresPython } =
    read.metadata === undefined ? { metadata: dropped.has(file.filename) ? undefined : told, requiresPython: before } : read
  return { ...known, ...(metadata === undefined ? {} : { metadata }), ...(requiresPython === undefined ? {} : { requiresPython }) }
}

/** Names of listed files whose address is wrong, and of those whose metadata is. */
interface Wrong {
  readonly misled: ReadonlySet<string>
  readonly dropped: ReadonlySet<string>
}

/** Undefined where the file cannot be read, or is not what it claims: then it stays as it is, and is told of again. */
async function readFile(filename: string, key: string, how: Mending): Promise<DocumentFile | undefined> {
  const stored = isSafeFileName(filename) ? await storedAs(filename, key, how) : undefined
  if (stored === undefined) return undefined
  const folder = await how.files.scratch('verify')
  try {
    const { entry, remark } = await readStored(stored, undefined, folder, { ...how, computeHashes: true, readSdists: true })
    if (remark !== undefined) how.log.say('warning', `${key}${entry === undefined ? ' stays as it is' : ''}: ${remark.says}.`)
    return entry
  } finally {
    await how.files.remove(folder)
  }
}

async function storedAs(filename: string, key: string, { store }: Mending): Promise<StoredFile | undefined> {
  for await (const object of store.list(key)) if (object.key === key) return { ...object, filename }
  return undefined
}
