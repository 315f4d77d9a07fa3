import { type Dirent, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import type { StoredObject } from '../../core/store.ts'

/** How many files are looked at before others get their turn: a waiting call for each of ten thousand costs several times what the calls do. */
const together = 256

/** Regular files below `root` whose `/`-separated path begins with `prefix`, sorted by code units, without the folder `except`. What is gone meanwhile is left out. */
export async function* listFolder(root: string, prefix: string, except: string): AsyncGenerator<StoredObject> {
  const keys: string[] = []
  await collect(root, '', prefix, except, keys)
  keys.sort()
  for (const [at, key] of keys.entries()) {
    if (at > 0 && at % together === 0) await breathe()
    const found = statSync(`${root}/${key}`, { throwIfNoEntry: false })
    if (found !== undefined) yield { key, size: found.size, modified: found.mtime.toISOString() }
  }
}

async function collect(root: string, folder: string, prefix: string, except: string, keys: string[]): Promise<void> {
  for (const entry of await entriesOf(`${root}/${folder}`)) {
    const key = `${folder}${entry.name}`
    if (entry.isFile() && key.startsWith(prefix)) keys.push(key)
    const below = `${key}/`
    if (entry.isDirectory() && key !== except && (below.startsWith(prefix) || prefix.startsWith(below)))
      await collect(root, below, prefix, except, keys)
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}
