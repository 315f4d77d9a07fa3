import type { Wish } from '../python/satisfies.ts'
import type { Version } from '../python/version.ts'
import { formatWheelName, type WheelName } from '../python/wheel-name.ts'
import type { Making, Target, Wanted } from './wanted.ts'
import { declaredTag } from './wanted-python.ts'

/** What a row wishes for, once its version is known. */
export function wishOf(row: Wanted, version: Version, { build, pure }: Pick<Making, 'build' | 'pure'>): Wish {
  return { project: row.project, version, python: row.python.tag, abi: row.python.abi, platform: row.platform.tag, build, pure }
}

/** The file that a build is going to make, as far as can be said before: advice, and what it covers. */
export function declaredWheel({ row, version, making }: Target): WheelName {
  const build = making.build === 0 ? undefined : { number: making.build, suffix: '' }
  const name = { project: row.project, version, build, tags: [declaredTag(row.python, row.platform.tag)] }
  return { ...name, text: formatWheelName(name) }
}
