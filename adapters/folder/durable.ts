import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { OnDisk } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { parseSha256, type Sha256, sha256Of } from '../../core/sha256.ts'

/** A file written out and synced, that has no name yet that anybody reads. */
export interface Draft {
  readonly path: string
  readonly sha256: Sha256
}

/** Writes a body to a new file in `folder`; a file whose bytes are no longer those that were measured is `HASH_MISMATCH`. */
export async function writeDraft(folder: string, body: Uint8Array | OnDisk): Promise<Draft> {
  const path = join(folder, randomUUID())
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

/** Up to this many bytes a file is hashed in one piece, which is quicker than a stream. */
const small = 2 ** 20

/** The SHA-256 of a file of so many bytes; a large one is read as a stream. */
export async function hashFile(path: string, size: number): Promise<Sha256> {
  if (size <= small) return sha256Of(await readFile(path))
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return digestOf(hash.digest('hex'))
}

/** By folder, the sync that has not begun yet: it makes every name durable that was there when it begins, so all wait for the same one. */
const due = new Map<string, Promise<void>>()
const running = new Map<string, Promise<void>>()

/** Makes new names in a folder durable; systems that cannot open a folder (Windows) do it themselves. */
export async function syncFolder(folder: string): Promise<void> {
  const next = due.get(folder) ?? syncAfter(folder, running.get(folder))
  due.set(folder, next)
  await next
}

async function syncAfter(folder: string, before: Promise<void> | undefined): Promise<void> {
  await before?.catch(() => undefined)
  const sync = syncNow(folder)
  due.delete(folder)
  running.set(folder, sync)
  try {
    await sync
  } finally {
    if (running.get(folder) === sync) running.delete(folder)
  }
}

async function syncNow(folder: string): Promise<void> {
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

/** Does what needs the folder of a path, which is made where it is not there yet; `changed` is told the folders that then have a new name to be synced. */
export async function inFolder<T>(path: string, work: () => Promise<T>, changed: (folder: string) => void = () => undefined): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    const made = await mkdir(dirname(path), { recursive: true })
    // Each new folder's name stands in the one above it; where somebody else has just made it, its name may not be durable yet.
    const top = dirname(made ?? dirname(path))
    for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) changed(dirname(folder))
    return await work()
  }
}

async function fill(path: string, body: Uint8Array | OnDisk): Promise<Sha256> {
  const handle = await inFolder(path, async () => await open(path, 'wx'))
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
  return sha256Of(bytes)
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
