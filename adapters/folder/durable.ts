import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rm, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { OnDisk } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { parseSha256, type Sha256 } from '../../core/sha256.ts'

/** A file written out and synced, that has no name yet that anybody reads. */
export interface Draft {
  readonly path: string
  readonly sha256: Sha256
}

/** Writes a body to a new file in `folder`; a file whose bytes are no longer those that were measured is `HASH_MISMATCH`. */
export async function writeDraft(folder: string, body: Uint8Array | OnDisk): Promise<Draft> {
  const path = join(folder, randomUUID())
  await makeParents(path)
  try {
    return { path, sha256: await fill(path, body) }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** Removes drafts that are a day old: a process that was killed left them. What cannot be removed, such as another user's, stays. */
export async function sweepDrafts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  const oldest = Date.now() - 86_400_000
  for (const path of names.map((name) => join(folder, name))) {
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < oldest) await rm(path, { force: true }).catch(() => undefined)
  }
}

/** The SHA-256 of a file, read as a stream. */
export async function hashFile(path: string): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return digestOf(hash.digest('hex'))
}

/** Makes new names in a folder durable; systems that cannot open a folder (Windows) do it themselves. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (process.platform !== 'win32') throw error
  }
}

/** Makes the folders above a path, and their names durable. */
export async function makeParents(path: string): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true })
  if (made === undefined) return
  // Each new folder's name stands in the one above it, down from the first that was made.
  const above = dirname(made)
  for (let folder = dirname(path); folder.length > above.length; folder = dirname(folder)) await syncFolder(dirname(folder))
}

async function fill(path: string, body: Uint8Array | OnDisk): Promise<Sha256> {
  const handle = await open(path, 'wx')
  try {
    const sha256 = body instanceof Uint8Array ? await writeBytes(handle, body) : await copyFile(handle, body)
    await handle.sync()
    return sha256
  } finally {
    await handle.close()
  }
}

async function writeBytes(handle: FileHandle, bytes: Uint8Array): Promise<Sha256> {
  await handle.writeFile(bytes)
  return digestOf(createHash('sha256').update(bytes).digest('hex'))
}

async function copyFile(handle: FileHandle, file: OnDisk): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file.path)) {
    const bytes: Uint8Array = chunk
    hash.update(bytes)
    await handle.writeFile(bytes)
  }
  const sha256 = digestOf(hash.digest('hex'))
  if (sha256 === file.sha256) return sha256
  throw new Problem('HASH_MISMATCH', `${file.path} changed while it was being stored.`, 'Let nothing write to it, and run again.')
}

function digestOf(hex: string): Sha256 {
  const digest = parseSha256(hex)
  if (digest === undefined) throw new Error('a SHA-256 is 64 hex digits')
  return digest
}
