// The files of a package index, read anew from its folders at every request: the folders are all the state there is.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Metadata, normalise, readMetadata } from './distribution.ts'
import { writeWhole } from './write-whole.ts'

/** A distribution file as the index lists it. */
export interface Shelved {
  readonly file: string
  readonly path: string
  readonly project: string
  readonly version: string
  readonly size: number
  readonly sha256: string
  /** From the file's own time: UTC with microseconds, as PEP 700 has it. */
  readonly uploadTime: string
  readonly metadata: Metadata | undefined
  /** The reason, possibly empty; undefined when not yanked. */
  readonly yanked: string | undefined
}

/** `folder` takes uploads and holds `yanked.json` (`{file: reason}`) and `deleted.json` (`[file]`); `sdists` is only read. */
export interface Folders {
  readonly folder: string
  readonly sdists?: string
}

type Read = Omit<Shelved, 'yanked'>

/** The files of both folders; they are read once as long as they keep their time and size. */
export class Shelf {
  private readonly folders: Folders
  private readonly known = new Map<string, Read>()

  constructor(folders: Folders) {
    this.folders = folders
  }

  /** Every distribution file, by name; the folder's own hides one of the same name among the sdists. */
  files(): Shelved[] {
    const { folder, sdists } = this.folders
    const yanked = reasonsIn(join(folder, 'yanked.json'))
    const found = [sdists, folder].flatMap((one) => (one === undefined ? [] : namesIn(one).map((file) => this.read(one, file))))
    const byName = new Map(found.map((one) => [one.file, one]))
    return [...byName.values()].map((one) => ({ ...one, yanked: yanked.get(one.file) })).sort((a, b) => (a.file < b.file ? -1 : 1))
  }

  /** Was a file of that name here once, and is it gone? */
  isBurnt(file: string): boolean {
    const deleted = readJson(join(this.folders.folder, 'deleted.json'))
    return Array.isArray(deleted) && deleted.includes(file)
  }

  /** Puts a file on the shelf. */
  put(file: string, bytes: Buffer): void {
    writeWhole(join(this.folders.folder, file), bytes)
  }

  private read(folder: string, file: string): Read {
    const path = join(folder, file)
    const { mtimeMs, size } = statSync(path)
    const key = `${path} ${mtimeMs} ${size}`
    const read = this.known.get(key) ?? readFile(path, file, mtimeMs)
    this.known.set(key, read)
    return read
  }
}

function readFile(path: string, file: string, time: number): Read {
  const bytes = readFileSync(path)
  const metadata = readMetadata(file, bytes)
  const [name, version] = nameAndVersion(file, metadata)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const uploadTime = new Date(time).toISOString().replace('Z', '000Z')
  return { file, path, project: normalise(name), version, size: bytes.length, sha256, uploadTime, metadata }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter((name) => /^[^.].*(\.whl|\.tar\.gz)$/.test(name))
}

/** A wheel's name has both; an sdist's may have been written before PEP 625, so that only its metadata can tell. */
function nameAndVersion(file: string, metadata: Metadata | undefined): [string, string] {
  if (file.endsWith('.whl')) {
    const [name = '', version = ''] = file.split('-')
    return [name, version]
  }
  if (metadata !== undefined) return [metadata.name, metadata.version]
  const stem = file.replace(/\.tar\.gz$/, '')
  const at = stem.lastIndexOf('-')
  return [stem.slice(0, at), stem.slice(at + 1)]
}

function reasonsIn(path: string): Map<string, string> {
  const entries = Object.entries(readJson(path) ?? {})
  return new Map(entries.map(([file, reason]) => [file, typeof reason === 'string' ? reason : '']))
}

function readJson(path: string): object | undefined {
  const value: unknown = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  return typeof value === 'object' && value !== null ? value : undefined
}
