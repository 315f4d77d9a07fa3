import { join } from 'node:path'
import { adoptedEntry, completedEntry, contradiction, type ReadFile, type StoredFile } from '../../../core/index/adoption.ts'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import type { Remarked } from '../../../core/index/tell-adoption.ts'
import type { Files, OnDisk, SdistFiles, WheelFiles } from '../../../core/ports.ts'
import { sdistEnding } from '../../../core/python/file-kind.ts'
import { type Sha256, sha256Of } from '../../../core/sha256.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import { readMetadata } from '../../../flows/read-metadata.ts'
import { putMetadata } from '../../../flows/index-change/put-file.ts'

/** What reading stored files needs. */
export interface Reading {
  readonly store: ObjectStore
  readonly files: Files
  readonly wheelFiles: WheelFiles
  readonly sdistFiles: SdistFiles
  readonly filesUrl: string | undefined
  /** Whether files whose SHA-256 nobody knows are read whole. */
  readonly computeHashes: boolean
  /** Whether sdists are read whole also where their SHA-256 is known: nothing else tells their Requires-Python. */
  readonly readSdists?: boolean
}

/** An entry, and what is to be said of the file; without an entry that is why it is left out. */
export interface Judged {
  readonly entry?: DocumentFile
  readonly remark?: Remarked
}

/**
 * Finds out what is to be told of a stored file, and puts a wheel's metadata beside it. Where the store knows its SHA-256, or nobody is to, only
 * the end of a wheel is read, and of other files nothing; else all of it, by way of the folder `temporary`, never into memory, of an sdist with PKG-INFO.
 */
export async function readStored(stored: StoredFile, told: FileEntry | undefined, temporary: string, how: Reading): Promise<Judged> {
  const head = await how.store.head(stored.key)
  const whole = isReadWhole(stored, head?.sha256, how)
  const read = head && (await (whole ? readWhole(stored, temporary, how) : readEnd({ ...stored, size: head.size }, head.sha256, how)))
  const file = stored.filename
  if (read === undefined) return { remark: { file, says: 'it was deleted meanwhile' } }
  const wrong = read.file === undefined ? read.says : contradiction(read.file, told)
  if (read.file === undefined || wrong !== undefined) return { remark: { file, says: wrong ?? read.says } }
  const { metadata } = read.file
  if (metadata !== undefined) await putMetadata(how.store, `${stored.key}.metadata`, metadata.bytes)
  const entry = adoptedEntry(read.file, told, how.filesUrl)
  return {
    entry: stored.listed === undefined ? entry : completedEntry(stored.listed, entry),
    ...(read.says === '' ? {} : { remark: { file, says: read.says } }),
  }
}

function isReadWhole({ filename }: StoredFile, known: Sha256 | undefined, { computeHashes, readSdists = false }: Reading): boolean {
  return computeHashes && (known === undefined || (readSdists && sdistEnding(filename) !== undefined))
}

/** What was read, and what is wrong with it; a wheel whose metadata can be read stays listed, whatever else is wrong: somebody may live with it. */
interface Read {
  readonly file?: ReadFile
  readonly says: string
}

async function readEnd(stored: StoredFile, sha256: Sha256 | undefined, how: Reading): Promise<Read | undefined> {
  const { filename, key, size, modified } = stored
  if (!isWheel(filename)) return { file: { filename, key, size, sha256, modified }, says: '' }
  const found = await readMetadata(how.store, stored, how.wheelFiles)
  if (found?.metadata === undefined) return found && { says: found.says }
  const { bytes, fields } = found.metadata
  const metadata = { bytes, sha256: sha256Of(bytes), requiresPython: fields.requiresPython }
  return { file: { filename, key, size, sha256, modified, metadata }, says: found.says }
}

async function readWhole(stored: StoredFile, temporary: string, how: Reading): Promise<Read | undefined> {
  const fetched = await how.store.fetch(stored.key, join(temporary, stored.filename))
  if (fetched === undefined) return undefined
  try {
    return await inspectWhole(stored, fetched, how)
  } finally {
    await how.files.remove(temporary)
  }
}

async function inspectWhole({ filename, key, modified }: StoredFile, { path, size, sha256 }: OnDisk, how: Reading): Promise<Read> {
  if (!isWheel(filename)) return { file: { filename, key, size, sha256, modified, ...(await readPkgInfo(filename, path, how)) }, says: '' }
  const { facts, findings } = await inspectWheelFile(path, how)
  const says = findings
    .filter(({ severity }) => severity === 'error')
    .map((finding) => finding.says)
    .join('; ')
  if (facts === undefined) return { says: says === '' ? 'it cannot be read' : says }
  const metadata = { bytes: facts.metadataBytes, sha256: facts.metadataSha256, requiresPython: facts.metadata.requiresPython }
  return { file: { filename, key, size, sha256: facts.sha256, modified, metadata }, says }
}

/** Of a sound sdist; any other stays listed as it was, for installers look into it themselves. */
async function readPkgInfo(filename: string, path: string, how: Reading): Promise<Pick<ReadFile, 'requiresPython'>> {
  if (sdistEnding(filename) === undefined) return {}
  const { facts, findings } = await inspectSdistFile(path, how)
  const sound = findings.every(({ severity }) => severity !== 'error')
  return facts === undefined || !sound ? {} : { requiresPython: facts.metadata.requiresPython }
}

function isWheel(filename: string): boolean {
  return /\.whl$/i.test(filename)
}
