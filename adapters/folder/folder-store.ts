import { copyFile, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { OnDisk } from '../../core/ports.ts'
import type { ETag, ObjectStore, PutCondition, StoredObject } from '../../core/store.ts'
import { Problem, reason } from '../../core/problem.ts'
import { isSafeFileName } from '../../core/safe-path.ts'
import { sha256Of } from '../../core/sha256.ts'
import { measureFile } from '../local/files.ts'
import { hashFile, inFolder, sweepDrafts, syncFolder, writeDraft } from './durable.ts'
import { listFolder } from './list-folder.ts'
import { locked } from './lock.ts'

/** Our own files in a store: locks, and bodies that have no name yet. Not listed, and no key. */
const own = '.wheelworks'

/**
 * A folder as a store: a key is a file's path, its ETag the SHA-256 of its bytes. A put is whole or not at all, also when the process
 * is killed or the power fails: written beside, synced, then given its name. Conditions hold among all processes of one machine.
 * Not among machines that share the folder over a network: there a writer that died leaves a lock which is not taken over
 * (`STORE_REFUSED`, naming it). It needs hard links (not FAT). Content types and caching are the web server's matter.
 */
export function folderStore(path: string): ObjectStore {
  const root = resolve(path)
  let swept: Promise<void> | undefined
  return {
    name: path,
    list: (prefix) => listBelow(root, prefix),
    head: async (key) => await told(root, async () => await headOf(fileOf(root, key))),
    get: async (key) => await told(root, async () => await getOf(fileOf(root, key))),
    range: async (key, from, length) => await told(root, async () => await rangeOf(fileOf(root, key), from, length)),
    fetch: async (key, to) => await told(root, async () => await fetchTo(fileOf(root, key), to)),
    put: async (key, body, how) => {
      await (swept ??= sweepDrafts(join(root, own, 'drafts')))
      return await told(root, async () => await putAt(root, key, body, how.when))
    },
    delete: async (key, when) => await told(root, async () => await deleteAt(root, key, when)),
  }
}

type Put = Awaited<ReturnType<ObjectStore['put']>>

async function putAt(root: string, key: string, body: Uint8Array | OnDisk, when: PutCondition): Promise<Put> {
  const target = fileOf(root, key)
  const draft = await writeDraft(join(root, own, 'drafts'), body)
  const take = async (): Promise<boolean> =>
    when === 'absent' ? await linkNew(draft.path, target) : await replace(root, key, draft.path, when)
  const changed = [dirname(target)]
  const stored = await inFolder(target, take, (folder) => changed.push(folder)).catch(async (error: unknown) => {
    await rm(draft.path, { force: true })
    throw error
  })
  // What was renamed is no draft any more.
  if (!stored || when === 'absent') await rm(draft.path, { force: true })
  if (!stored) return { kind: 'refused' }
  await Promise.all(changed.map(syncFolder))
  return { kind: 'stored', etag: draft.sha256 }
}

/** One system call that fails when the name is taken: no lock is needed. */
async function linkNew(draft: string, target: string): Promise<boolean> {
  try {
    await link(draft, target)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

async function replace(root: string, key: string, draft: string, when: Exclude<PutCondition, 'absent'>): Promise<boolean> {
  const target = fileOf(root, key)
  return await withLock(root, key, async () => {
    if (when !== 'always' && (await headOf(target))?.etag !== when.etag) return false
    await rename(draft, target)
    return true
  })
}

async function deleteAt(root: string, key: string, when: ETag | undefined): Promise<void> {
  const target = fileOf(root, key)
  await withLock(root, key, async () => {
    if (when !== undefined && (await headOf(target))?.etag !== when) return
    await rm(target, { force: true })
  })
}

async function withLock<T>(root: string, key: string, work: () => Promise<T>): Promise<T> {
  return await locked(join(root, own, 'locks'), sha256Of(key).slice(0, 32), work)
}

async function getOf(path: string): Promise<{ bytes: Uint8Array; etag: ETag } | undefined> {
  return await ifThere(async () => {
    const bytes = await readFile(path)
    return { bytes, etag: sha256Of(bytes) }
  })
}

async function rangeOf(path: string, from: number, length: number): Promise<Uint8Array | undefined> {
  return await ifThere(async () => {
    const file = await open(path, 'r')
    try {
      const { size } = await file.stat()
      const wanted = Math.max(0, Math.min(length, size - from))
      const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, from)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  })
}

async function fetchTo(path: string, to: string): Promise<OnDisk | undefined> {
  const found = await ifThere(async () => await stat(path))
  if (found?.isFile() !== true) return undefined
  const part = `${to}.part`
  try {
    await mkdir(dirname(to), { recursive: true })
    await copyFile(path, part)
    const measured = await measureFile(part)
    await rename(part, to)
    return { ...measured, path: to }
  } catch (error) {
    throw new Problem(
      'FILE_INVALID',
      `${to} cannot be written: ${reason(error)}.`,
      'Check the free space of the agent, and its rights to that folder.',
      error,
    )
  } finally {
    await rm(part, { force: true }).catch(() => undefined)
  }
}

async function headOf(path: string): Promise<{ size: number; etag: ETag; sha256: ReturnType<typeof sha256Of> } | undefined> {
  return await ifThere(async () => {
    const found = await stat(path)
    if (!found.isFile()) return undefined
    const sha256 = await hashFile(path, found.size)
    return { size: found.size, etag: sha256, sha256 }
  })
}

async function* listBelow(root: string, prefix: string): AsyncGenerator<StoredObject> {
  try {
    yield* listFolder(root, prefix, own)
  } catch (error) {
    throw toldOf(root, error)
  }
}

/** A key's path; one that could leave the folder, or that is no file's name everywhere, is a fault in the caller. */
function fileOf(root: string, key: string): string {
  const parts = key.split('/')
  if (!parts.every((part) => isSafeFileName(part)) || parts[0] === own) throw new Error(`no key of a folder store: ${key}`)
  return join(root, ...parts)
}

async function ifThere<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}

/** What the system refuses is the user's matter, and told as such. */
async function told<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toldOf(root, error)
  }
}

function toldOf(root: string, error: unknown): unknown {
  if (error instanceof Problem || codeOf(error) === undefined) return error
  const links = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error) ?? '')
  return new Problem(
    'STORE_REFUSED',
    `The store ${root} cannot be used: ${reason(error)}.`,
    links
      ? 'Check its rights, and that its file system has hard links.'
      : 'Check that the path is a folder, its rights and its free space.',
    error,
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
