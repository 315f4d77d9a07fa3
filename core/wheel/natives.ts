import type { Tag } from '../python/tag.ts'
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
  const bound = tags.some((tag) => tag.abi === 'none') ? [] : onlyBuilds(natives).filter((path) => isForeign(path, tags))
  return [
    ...about(anywhere, (told) => warning('native', `it is for any platform, but holds native code: ${told}`)),
    ...about(bound, (told) => error('native', `it holds code for an interpreter that its tags do not name, or not alone: ${told}`)),
  ]
}

function isForeign(path: string, tags: readonly Tag[]): boolean {
  const [, kind, version, flags = ''] = /\.(cpython-|cp|pypy)([0-9]+)([a-z]*)-[^/]*\.(?:so|pyd)$/.exec(path) ?? []
  if (version === undefined) return false
  const python = `${kind === 'pypy' ? 'pp' : 'cp'}${version}`
  return !tags.some((tag) => tag.python === python && !tag.abi.startsWith('abi3') && tag.abi.endsWith('t') === flags.includes('t'))
}

/** A module that comes in several builds may be meant to; those of which there is one must fit. */
function onlyBuilds(natives: readonly string[]): string[] {
  const builds = new Map<string, number>()
  for (const path of natives) builds.set(moduleOf(path), (builds.get(moduleOf(path)) ?? 0) + 1)
  return natives.filter((path) => builds.get(moduleOf(path)) === 1)
}

function moduleOf(path: string): string {
  return path.replace(/\.[^/]*$/, '')
}
