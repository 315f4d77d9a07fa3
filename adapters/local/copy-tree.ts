import type { Stats } from 'node:fs'
import { cp, lstat, mkdir, readlink, realpath, rm, utimes } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** What git keeps of a checkout: a folder, or a file that leads to one. */
const repository = '.git'

/**
 * Copies a file or a tree with its times and rights; `skip` names what is left out, folders and links alike, and of files a `.git` alone, which
 * leads to a repository from where it lies. Links within the tree stay what they are; where one leads out of it (a LICENSE of the whole repository), what it leads to is copied, since from elsewhere it would lead nowhere.
 */
export async function copyTree(from: string, to: string, skip: readonly string[], bound?: string): Promise<void> {
  const top = await realpath(from)
  const limit = bound === undefined ? undefined : await realpath(bound)
  const outward: string[] = []
  const folders: { readonly path: string; readonly mtime: Date }[] = []
  const isKept = async (path: string): Promise<boolean> => {
    const found = await lstat(path)
    if (path !== top && isSkipped(path, found, skip)) return false
    if (found.isDirectory()) folders.push({ path: relative(top, path), mtime: found.mtime })
    if (path === top) return true
    if (found.isSymbolicLink() && leadsOut(relative(top, path), await readlink(path))) outward.push(relative(top, path))
    return true
  }
  await mkdir(dirname(to), { recursive: true })
  await copied(top, to, isKept)
  for (const path of outward) await replaceLink(join(top, path), join(to, path), { top, skip, limit })
  // A folder's time is that of its last new member, so the innermost come first.
  for (const { path, mtime } of folders.toReversed()) await utimes(join(to, path), mtime, mtime)
}

interface Whole {
  readonly top: string
  readonly skip: readonly string[]
  /** Out of which no link is followed. */
  readonly limit: string | undefined
}

/** Links below what is copied stay: following them too might never end. One that leads above the tree, too far, into what git keeps where that is left out, or nowhere, stays as well. */
async function replaceLink(link: string, copy: string, { top, skip, limit }: Whole): Promise<void> {
  const target = await realpath(link).catch(() => undefined)
  if (target === undefined || isWithin(top, target)) return
  const isGits = skip.includes(repository) && relative(top, target).split(sep).includes(repository)
  if (isGits || (limit !== undefined && !isWithin(target, limit))) return
  await rm(copy)
  await copied(target, copy, async (path) => path === target || !isSkipped(path, await lstat(path), skip))
}

function isSkipped(path: string, found: Stats, skip: readonly string[]): boolean {
  const name = basename(path)
  return skip.includes(name) && (name === repository || !found.isFile())
}

async function copied(from: string, to: string, filter: (path: string) => Promise<boolean>): Promise<void> {
  // Makefiles go by the order of times: a copy whose files are all new asks for autotools that nobody has.
  await cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    filter: async (path) => await filter(resolve(path)),
  })
}

/** Whether a relative link at `path` of a tree climbs above it on its way, even if it comes back: a copy has another name. An absolute one leads there still. */
function leadsOut(path: string, target: string): boolean {
  if (isAbsolute(target)) return false
  const parts = [...path.split(sep).slice(0, -1), ...target.split(/[/\\]/)].filter((part) => part !== '' && part !== '.')
  let depth = 0
  return parts.some((part) => (depth += part === '..' ? -1 : 1) < 0)
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !/^\.\.[/\\]/.test(way) && !isAbsolute(way)
}
