import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { S3Object } from './s3-body.ts'
import { UNFINISHED, writeWhole } from './write-whole.ts'

/** Beside the objects: what their files cannot say. */
const HEADERS = '.headers'

/**
 * The objects of a bucket, kept as files of a folder: `a/b` is the file `a/b`, so that a folder of files is a bucket and a bucket can be looked
 * into. As files go, `a` and `a/b` cannot both be there.
 */
export class FolderBucket extends Map<string, S3Object> {
  readonly #folder: string

  constructor(folder: string) {
    super()
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
    for (const path of filesBelow(folder)) super.set(keyOf(path), this.#read(path))
  }

  override set(key: string, object: S3Object): this {
    const headers = join(this.#folder, HEADERS, pathOf(key))
    // Headers of before, checksums among them, must not be met with the new bytes.
    rmSync(headers, { force: true })
    writeWhole(join(this.#folder, pathOf(key)), object.bytes)
    writeWhole(headers, JSON.stringify(object.headers))
    return super.set(key, object)
  }

  override delete(key: string): boolean {
    for (const below of ['', HEADERS]) rmSync(join(this.#folder, below, pathOf(key)), { force: true })
    return super.delete(key)
  }

  #read(path: string): S3Object {
    const file = join(this.#folder, path)
    const bytes = readFileSync(file)
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`
    return { bytes, etag, headers: readHeaders(join(this.#folder, HEADERS, path)), modified: statSync(file).mtime }
  }
}

function filesBelow(folder: string): readonly string[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return paths.filter((path) => path.split(sep)[0] !== HEADERS && !path.endsWith(UNFINISHED))
}

function readHeaders(file: string): Readonly<Record<string, string>> {
  const value: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return { 'content-type': 'binary/octet-stream', ...Object.fromEntries(entries.map(([name, text]) => [name, String(text)])) }
}

/** Every part of a key that is no name of a file is told by a percent sign; its own ones are doubled. */
function pathOf(key: string): string {
  return key
    .split('/')
    .map((part) => (/^(\.{0,2}|\.headers)$/.test(part) ? `%-${part}` : part.replaceAll('%', '%%')))
    .join('/')
}

function keyOf(path: string): string {
  return path
    .split(sep)
    .map((part) => (part.startsWith('%-') ? part.slice(2) : part.replaceAll('%%', '%')))
    .join('/')
}
