import { join, posix, relative, resolve, sep } from 'node:path'
import { isLeftByTools } from '../../../core/changes/packages/left-by-tools.ts'
import type { TreeObject } from '../../../core/history.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { PlannedCheckout } from '../changes/checkout.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { followLinks } from './follow-links.ts'

/** Files that are read at once. */
const breadth = 16

/**
 * What every file of the repository holds, by git, or by the files themselves where there is no git: then what tools install beside them is left out. A cache, a store or an
 * output of this step that lies in the checkout is no part of what wheels are made from: with it every run would have other keys than the one before.
 */
export async function readObjects(
  { commit, top }: Pick<PlannedCheckout, 'commit' | 'top'>,
  inputs: Pick<Inputs, 'cache' | 'changes' | 'store'>,
  ports: Pick<Ports, 'files' | 'history' | 'sources'>,
): Promise<readonly TreeObject[]> {
  const objects = commit === '' ? await hashedFiles(top, ports) : await followLinks(await ports.history.objects(), top, ports)
  const sources = (await ports.files.behind(ports.sources))?.path ?? ports.sources
  const own = ownPlaces(inputs)
    .map((path) => relative(top, resolve(sources, path)).split(sep).join(posix.sep))
    .filter((path) => path !== '' && !path.startsWith('..'))
  return own.length === 0 ? objects : objects.filter(({ path }) => !own.some((place) => path === place || path.startsWith(`${place}/`)))
}

function ownPlaces({ cache, changes, store }: Pick<Inputs, 'cache' | 'changes' | 'store'>): string[] {
  const locations = [cache.store, store].flatMap((one) => (one?.location.kind === 'folder' ? [one.location.path] : []))
  return [...locations, ...[changes.diffOutput, changes.packageInfoOutput].filter((path) => path !== undefined)]
}

/** Another kind of ids than git's: a key of the one is none of the other. */
async function hashedFiles(top: string, { files }: Pick<Ports, 'files'>): Promise<TreeObject[]> {
  const paths = await files.find(top, ['**'])
  const kept = paths.filter((path) => !isLeftByTools(path))
  return await inParallel(kept, breadth, async (path) => {
    const { sha256 } = await files.measure(join(top, path))
    return { path, mode: '100644', id: sha256 }
  })
}
