import { join, resolve } from 'node:path'
import { isLeftByTools } from '../../../core/changes/packages/left-by-tools.ts'
import type { TreeObject } from '../../../core/history.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { PlannedCheckout } from '../changes/checkout.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { withinSources } from '../source-files.ts'
import { followLinks } from './follow-links.ts'

/** Files that are read at once. */
const breadth = 16

/**
 * What every file of the repository holds, by git, or by the files themselves where there is no git: then what tools install beside them is left out. A cache that lies in the checkout,
 * and what is no file of the repository but was written there by this step or for it, is no part of what wheels are made from: with it every run would have other keys.
 */
export async function readObjects(
  { commit, top, tracked }: Pick<PlannedCheckout, 'commit' | 'top' | 'tracked'>,
  inputs: Pick<Inputs, 'cache' | 'changes' | 'store'>,
  ports: Pick<Ports, 'files' | 'history' | 'sources'>,
): Promise<readonly TreeObject[]> {
  const sources = (await ports.files.behind(ports.sources))?.path ?? ports.sources
  const placesOf = (paths: readonly (string | undefined)[]): string[] =>
    paths.flatMap((path) => (path === undefined ? [] : withinSources(resolve(sources, path), top) || []))
  const { diffFile, diffOutput, packageInfo, packageInfoOutput } = inputs.changes
  const [kept, stores] = [placesOf(foldersOf([inputs.cache.store])), placesOf(foldersOf([inputs.store]))]
  const written = [...kept, ...stores, ...placesOf([diffFile, diffOutput, packageInfo, packageInfoOutput])]
  // A cache may be larger than all else: nobody reads it for nothing.
  const entries = kept.flatMap((place) => [`${place}/entries`, `${place}/files`])
  const objects =
    commit === '' ? await hashedFiles(top, entries, ports) : await followLinks(await ports.history.objects(entries), top, ports)
  if (written.length === 0) return objects
  const known = new Set(tracked)
  return objects.filter(({ path }) => !isBelow(path, entries) && (known.has(path) || !isBelow(path, written)))
}

function foldersOf(stores: readonly Inputs['store'][]): string[] {
  return stores.flatMap((one) => (one?.location.kind === 'folder' ? [one.location.path] : []))
}

function isBelow(path: string, places: readonly string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`))
}

/** Another kind of ids than git's: a key of the one is none of the other. */
async function hashedFiles(top: string, without: readonly string[], { files }: Pick<Ports, 'files'>): Promise<TreeObject[]> {
  const paths = await files.find(top, ['**'])
  const kept = paths.filter((path) => !isLeftByTools(path) && !isBelow(path, without))
  return await inParallel(kept, breadth, async (path) => {
    const { sha256 } = await files.measure(join(top, path))
    return { path, mode: '100644', id: sha256 }
  })
}
