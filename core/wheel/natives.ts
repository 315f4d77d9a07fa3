import type { Tag } from '../python/tag.ts'
import { type ExtensionName, onlyBuilds } from './extension-name.ts'
import { about, error, type Remark, warning } from './finding.ts'

/** Members that hold native code, by their extension. */
export function nativesIn(paths: readonly string[]): string[] {
  return paths.filter((path) => /\.(?:so(?:\.[0-9]+)*|pyd|dll|dylib)$/i.test(path))
}

/**
 * Whether native code fits the tags. An extension module named for one interpreter (`_x.cpython-311-x86_64-linux-gnu.so`) is not
 * seen by any other: a wheel whose tags leave that one out, or promise more than it by abi3, installs and then cannot be imported.
 */
export function judgeNatives(natives: readonly string[], tags: readonly Tag[]): Remark[] {
  const anywhere = tags.some((tag) => tag.platform === 'any') ? natives : []
  const alone = tags.some((tag) => tag.abi === 'none') ? [] : onlyBuilds(natives)
  const bound = alone.filter(({ name }) => isForeign(name, tags)).map(({ path }) => path)
  return [
    ...about(anywhere, (told) => warning('native', `it is for any platform, but holds native code: ${told}`)),
    ...about(bound, (told) => error('native', `it holds code for an interpreter that its tags do not name, or not alone: ${told}`)),
  ]
}

function isForeign({ kind, python, freeThreaded }: ExtensionName, tags: readonly Tag[]): boolean {
  if (kind !== 'interpreter') return false
  return !tags.some((tag) => tag.python === python && !tag.abi.startsWith('abi3') && tag.abi.endsWith('t') === freeThreaded)
}

/**
 * Whether a wheel for one platform has anything that is for it. An extension that is optional, or whose compiler was not found,
 * leaves a wheel with the tags of native code and none inside. `programs`: executables are in it.
 */
export function judgeMissing(natives: readonly string[], programs: boolean, tags: readonly Tag[]): Remark[] {
  if (natives.length > 0 || tags.some((tag) => tag.platform === 'any')) return []
  const cure = 'see in the build log whether a compiler failed, or build it as a wheel for any platform'
  if (tags.every((tag) => tag.abi === 'none'))
    return programs ? [] : [warning('native-missing', `it is for one platform, but holds no native code and no program: ${cure}`)]
  const says = `its tags are those of native code, but it holds no extension module: ${cure}`
  return [programs ? warning('native-missing', says) : error('native-missing', says)]
}
