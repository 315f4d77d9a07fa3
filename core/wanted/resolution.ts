import { Problem } from '../problem.ts'
import { admitsInterpreter } from '../python/satisfies.ts'
import { admitsPython } from '../python/specifier.ts'
import { parseInterpreter } from '../python/tag.ts'
import type { Version } from '../python/version.ts'
import type { Source, Wanted } from './wanted.ts'

/** What became of a row's version and source. */
export type Resolution =
  | { readonly kind: 'found'; readonly version: Version; readonly source: Source }
  | { readonly kind: 'skip'; readonly version: Version; readonly why: 'requires-python' | 'no-sdist'; readonly by: string }
  | { readonly kind: 'error'; readonly problem: Problem; readonly version?: Version }

/** Why a row's interpreter is not admitted, the one that builds where its tag names none; undefined when it is. */
export function refusesPython(row: Wanted, requiresPython: string | undefined): string | undefined {
  return isAdmitted(row, requiresPython) ? undefined : `Requires-Python is ${requiresPython ?? ''}`
}

function isAdmitted({ python, buildWith }: Wanted, requiresPython: string | undefined): boolean {
  const builder = /\d+\.\d+/.exec(buildWith)?.[0]
  if (builder !== undefined) return admitsPython(requiresPython, builder)
  const interpreter = parseInterpreter(python.tag)
  return interpreter === undefined || admitsInterpreter(requiresPython, interpreter)
}

/** An error of one row: the others go on. */
export function unresolved(says: string, remedy: string): Extract<Resolution, { kind: 'error' }> {
  return { kind: 'error', problem: new Problem('UNRESOLVED', `${says}.`, remedy) }
}
