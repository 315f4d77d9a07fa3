import { Problem } from '../problem.ts'
import { admitsInterpreter } from '../python/satisfies.ts'
import { parseInterpreter } from '../python/tag.ts'
import type { Version } from '../python/version.ts'
import type { Source, Wanted } from './wanted.ts'

/** What became of a row's version and source. */
export type Resolution =
  | { readonly kind: 'found'; readonly version: Version; readonly source: Source }
  | { readonly kind: 'skip'; readonly version: Version; readonly why: 'requires-python' | 'no-sdist'; readonly by: string }
  | { readonly kind: 'error'; readonly problem: Problem; readonly version?: Version }

/** Why an interpreter is not admitted; undefined when it is. */
export function refusesPython(row: Wanted, requiresPython: string | undefined): string | undefined {
  const interpreter = parseInterpreter(row.python.tag)
  if (interpreter === undefined || admitsInterpreter(requiresPython, interpreter)) return undefined
  return `Requires-Python is ${requiresPython ?? ''}`
}

/** An error of one row: the others go on. */
export function unresolved(says: string, remedy: string): Extract<Resolution, { kind: 'error' }> {
  return { kind: 'error', problem: new Problem('UNRESOLVED', `${says}.`, remedy) }
}
