import { globFault } from '../changes/glob-fault.ts'
import { isMatch, parseGlobs } from '../changes/globs.ts'
import { counted } from '../counted.ts'
import { few } from '../few.ts'
import { Problem } from '../problem.ts'

/** A line of the input `expect`: how many files of the release set a glob must match. */
export interface Expectation {
  /** As it was written. */
  readonly text: string
  readonly glob: string
  readonly least: number
  readonly most: number
}

/** Reads a line of `expect`: `*.whl = 2`, `*.exe >= 1`; what is none is `INPUT_INVALID`. */
export function parseExpectation(line: string): Expectation {
  const [, glob = '', sign = '', digits = ''] = /^(.*?)\s*(>=|==?)\s*(\d{1,6})$/.exec(line.trim()) ?? []
  const fault = glob === '' ? { what: 'says no number of files', remedy: '' } : faultOf(glob)
  if (fault !== undefined)
    throw new Problem(
      'INPUT_INVALID',
      `The input 'expect' holds '${line}', which ${fault.what}.`,
      fault.remedy === '' ? 'Write glob = number, or glob >= number: *.tar.gz = 1.' : fault.remedy,
    )
  const count = Number(digits)
  return { text: line.trim(), glob, least: count, most: sign === '>=' ? Number.POSITIVE_INFINITY : count }
}

/** What is asked for is names of files, which stand in no folder. */
function faultOf(glob: string): { readonly what: string; readonly remedy: string } | undefined {
  if (/[<>]|[!~=]$/.test(glob)) return { what: 'compares with neither = nor >=', remedy: '' }
  if (glob.startsWith('!')) return { what: 'leaves something out', remedy: 'Write = 0 for what must not be there.' }
  if (glob.includes('/')) return { what: 'names a folder', remedy: 'Write the name of a file: the release set has no folders.' }
  return globFault(glob)
}

/**
 * Refuses names of files (`RELEASE_SET`) that are not what was expected: a glob that matches more or fewer, and, as soon as anything is expected,
 * a file that no glob names. All of it is one Problem, with what is there.
 */
export function requireExpected(names: readonly string[], expectations: readonly Expectation[]): void {
  const asked = expectations.map((expectation) => ({ ...expectation, globs: parseGlobs([expectation.glob]) }))
  const misses = asked.flatMap(({ text, least, most, globs }) => {
    const found = names.filter((name) => isMatch(globs, name))
    if (found.length >= least && found.length <= most) return []
    return [`'${text}' is matched by ${found.length === 0 ? 'none' : `${found.length} (${few(found, shown)})`}`]
  })
  const strays = asked.length === 0 ? [] : names.filter((name) => !asked.some(({ globs }) => isMatch(globs, name)))
  const stray = strays.length === 0 ? [] : [`no line names ${few(strays, shown)}`]
  if (misses.length + stray.length === 0) return
  const there =
    names.length === 0
      ? 'There is no file at all'
      : `There ${names.length === 1 ? 'is' : 'are'} ${counted(names.length, 'file')}: ${few(names, most)}`
  throw new Problem(
    'RELEASE_SET',
    `The release set is not what was expected: ${few([...misses, ...stray], most, '; ')}. ${there}.`,
    "Correct what builds it, or the input 'expect'.",
  )
}

const shown = 5
const most = 20
