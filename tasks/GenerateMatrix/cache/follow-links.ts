import { join, posix, relative, sep } from 'node:path'
import { listValue } from '../../../core/cache/fingerprint.ts'
import { beginningWith } from '../../../core/changes/select/picking.ts'
import type { TreeObject } from '../../../core/history.ts'
import type { Files } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { inParallel } from '../../../flows/in-parallel.ts'

/** Links that are followed at once. */
const breadth = 16

/**
 * Of a link that leads to another place of the repository (the LICENSE of all), what lies there counts with where it leads: whoever builds copies that. Links that lead above themselves,
 * out of the repository or nowhere are nothing but links, there too. Objects are sorted by path, before and after.
 */
export async function followLinks(
  objects: readonly TreeObject[],
  top: string,
  { files }: { readonly files: Pick<Files, 'behind'> },
): Promise<readonly TreeObject[]> {
  const links = objects.filter(({ mode }) => mode === '120000')
  if (links.length === 0) return objects
  const whole = (await files.behind(top))?.path ?? top
  const ends = await inParallel(links, breadth, async ({ path }) => [path, await endOf(join(top, path), files)] as const)
  const listed = objects.map((one) => [one.path, one] as const)
  const targets = new Map(
    ends.map(([path, end]) => [path, targetOf(path, end === undefined ? '..' : relative(whole, end).split(sep).join(posix.sep))]),
  )
  const modules = objects.filter(({ mode }) => mode === '160000')
  const at = (target: string): readonly TreeObject[] => {
    const there = beginningWith(listed, target).filter(([path]) => path === target || path.startsWith(`${target}/`))
    return there.length > 0 ? there.map(([, found]) => found) : modules.filter(({ path }) => target.startsWith(`${path}/`))
  }
  return objects.map((one) => {
    const target = targets.get(one.path)
    return target === undefined ? one : { ...one, id: listValue([one.id, ...at(target).flatMap(({ path, mode, id }) => [path, mode, id])]) }
  })
}

/** Links in a circle lead nowhere. */
async function endOf(path: string, files: Pick<Files, 'behind'>): Promise<string | undefined> {
  try {
    return (await files.behind(path))?.path
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function targetOf(link: string, target: string): string | undefined {
  const isOutside = target === '' || target === '..' || target.startsWith('../') || posix.isAbsolute(target) || /^[A-Za-z]:/.test(target)
  return isOutside || link === target || link.startsWith(`${target}/`) ? undefined : target
}
