import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, readFileSync, realpathSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Files, OnDisk } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import { parseSha256 } from '../../core/sha256.ts'
import { copyTree } from './copy-tree.ts'
import { unpackArchive } from './unpack.ts'

/** Bytes that are read sooner than waited for. */
const small = 64 * 1024

/** This machine's files; `scratch` folders lie below `temporary`. What the system refuses is a Problem `FILE_INVALID` that names the path. */
export function localFiles(temporary: string): Files {
  return {
    read: (path) => named('read', path, async () => await ifThere(async () => await bytesOf(path))),
    write: (path, bytes) => named('write', path, async () => await writeWhole(path, bytes)),
    find: (root, globs) => named('list', root, async () => await findBelow(root, globs)),
    kind: (path) => named('look at', path, async () => await kindOf(path)),
    behind: (path) => named('look at', path, async () => await behind(path)),
    copy: (from, to, skip = [], bound) => named('copy', from, async () => await copyTree(from, to, skip, bound)),
    measure: (path) => named('read', path, async () => await measureFile(path)),
    remove: (path) => named('remove', path, async () => await rm(path, { recursive: true, force: true, maxRetries: 3 })),
    scratch: (label) => named('make a folder below', temporary, async () => await scratchBelow(temporary, label)),
    unpack: unpackArchive,
  }
}

/** Size and SHA-256 of a file, read as a stream. */
export async function measureFile(path: string): Promise<OnDisk> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(path)) {
    const bytes: Uint8Array = chunk
    hash.update(bytes)
    size += bytes.length
  }
  const sha256 = parseSha256(hash.digest('hex'))
  if (sha256 === undefined) throw new Error('a SHA-256 is 64 hex digits')
  return { path, size, sha256 }
}

async function named<T>(what: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem || codeOf(error) === undefined) throw error
    throw new Problem('FILE_INVALID', `Cannot ${what} '${path}': ${reason(error)}.`, 'Check the path and the rights of this agent.', error)
  }
}

async function ifThere<T>(work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    // A list of names may be asked about as if it were a path: nothing lies where no path can lead.
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await ifThere(async () => await stat(path))
  if (found?.isDirectory() === true) return 'folder'
  return found?.isFile() === true ? 'file' : undefined
}

/** Of ten thousand small files, waiting for each would take most of the time; what is large, or no file, is waited for. */
async function bytesOf(path: string): Promise<Uint8Array> {
  const found = statSync(path)
  return found.isFile() && found.size <= small ? readFileSync(path) : await readFile(path)
}

async function behind(path: string): ReturnType<Files['behind']> {
  return await ifThere(() => {
    const real = realpathSync.native(path)
    const found = statSync(real)
    if (!found.isDirectory() && !found.isFile()) return undefined
    return { path: real, kind: found.isDirectory() ? 'folder' : 'file', size: found.size }
  })
}

async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`)
  try {
    await writeFile(beside, bytes, { flush: true, flag: 'wx' })
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function findBelow(root: string, globs: readonly string[]): Promise<string[]> {
  const { picomatch } = await import('./glob-package.ts')
  const matches = picomatch([...globs], { dot: true })
  // A tool directory holds a hundred thousand files below the few that a glob without `**` can name.
  const deepest = Math.max(...globs.map((glob) => (/\*\*|[{(]/.test(glob) ? Infinity : glob.split('/').length)))
  const found: string[] = []
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = (await ifThere(async () => await readdir(join(root, folder), { withFileTypes: true }))) ?? []
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && depth < deepest) await walk(path, depth + 1)
      else if (entry.isFile() && matches(path)) found.push(path)
    }
  }
  await walk('', 1)
  return found.sort()
}

async function scratchBelow(temporary: string, label: string): Promise<string> {
  await mkdir(temporary, { recursive: true })
  return await mkdtemp(join(temporary, `${label}-`))
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
