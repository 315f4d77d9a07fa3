import { below, isAbsolutePath, normalPath } from '../coverage/normal-path.ts'
import { isSafeMemberPath } from '../safe-path.ts'

/** A place as the machine that ran a suite names it. */
export interface ToldPlace {
  readonly path: string
  /** From 1 on. */
  readonly line: number
}

/** Something that a checker printed of a place in a file. */
export interface Finding extends ToldPlace {
  readonly says: string
}

/** Places that a trace goes through, the last first: `path:12: Error` as pytest has it, `File "path", line 12` as Python does. At most 50. */
export function placesIn(text: string): ToldPlace[] {
  return text
    .split(/[\r\n]+/)
    .map(plain)
    .map((line) => /^\s*(?:E\s+)?File "([^"]{1,1000})", line (\d{1,9})/.exec(line) ?? gccStyle.exec(line))
    .flatMap((match) => (match === null ? [] : placeOf(match)))
    .toReversed()
    .slice(0, 50)
}

/** What mypy, flake8, ruff, pylint and compilers printed, one a place, without what is only a note; at most `most`. */
export function findingsIn(output: readonly string[], most: number): Finding[] {
  const found = output.map(plain).flatMap((line, at) => {
    const match = gccStyle.exec(line) ?? arrow.exec(line)
    const says = (match?.[3] ?? (at === 0 ? '' : plain(output[at - 1] ?? ''))).trim()
    return match === null || says === '' || /^note\b/i.test(says) ? [] : placeOf(match).map((place) => ({ ...place, says }))
  })
  return found.slice(0, most)
}

/** `path:12:5: what`, a drive's colon being none of these; pyright has a dash before what it says. */
const gccStyle = /^\s*((?:[A-Za-z]:[\\/])?[^\s:"'<>|*?][^:"<>|*?]{0,999}):(\d{1,9})(?::\d{1,9})?(?:(?::| - )\s*(.*))?$/
/** ruff and rustc, below what they say. */
const arrow = /^\s*--> ([^:]{1,1000}):(\d{1,9})(?::\d{1,9})?\s*$/

function placeOf([, path = '', line = '']: RegExpExecArray): ToldPlace[] {
  return Number(line) === 0 ? [] : [{ path, line: Number(line) }]
}

/** Without colours. */
function plain(line: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what colours begin with
  return line.replaceAll(/\u001b\[[\d;]*m/g, '').slice(0, 2000)
}

/** Where a suite ran, as its host names it. */
export interface RanIn {
  /** The folder that holds the project's `files`. */
  readonly cwd: string
  /** The source tree. */
  readonly project: string
  /** Folders and files of the project that `cwd` holds, as the suite names them. */
  readonly files: readonly string[]
}

/**
 * What a file that a suite names may be called in its project, `/`-separated, likeliest first: one that was copied to where it runs, one of the
 * source tree, or one of an installed package, whose sources are below `src` or at the top. Nothing where it is certainly none of the project.
 */
export function sourceCandidates(told: string, { cwd, project, files }: RanIn): string[] {
  const path = normalPath(told)
  // Whether Windows named it is not known; what is none of the sources is found out later.
  const inside = [cwd, project].map((folder) => below(path, folder, true)).find((one) => one !== undefined)
  const installed = /.*\/(?:site|dist)-packages\/(.+)$/s.exec(path)?.[1]
  const near = isAbsolutePath(path) ? inside : path
  const candidates =
    installed !== undefined
      ? [installed, `src/${installed}`, `python/${installed}`, `lib/${installed}`]
      : near === undefined
        ? []
        : [near, ...files.map((folder) => `${folder.replace(/\/+$/, '')}/${near}`)]
  return candidates.filter((one) => isSafeMemberPath(one))
}
