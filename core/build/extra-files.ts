import { type GlobFault, globFault } from '../changes/glob-fault.ts'
import { isMatch, parseGlobs } from '../changes/globs.ts'
import { few } from '../few.ts'
import { nearest } from '../nearest.ts'
import { Problem } from '../problem.ts'
import { isSafeFileName, isSafeMemberPath } from '../safe-path.ts'
import { isSidecar, manifestPlace } from './manifest.ts'

/** A file that `after` makes: where it is looked for, and what it is called when it is kept. */
export interface ExtraFile {
  /** A glob, relative to the project. */
  readonly glob: string
  /** Empty: its own name. */
  readonly name: string
}

/** A file that a line of `extraFiles` has found: where it lies, relative to the project, and what it is to be called. */
export interface FoundFile {
  readonly path: string
  readonly name: string
}

/** Reads a line of `extraFiles`: `dist/tool.exe => tool-x64.exe`; what is none is `INPUT_INVALID`. Folders are parted by `/` or `\`. */
export function parseExtraFile(line: string): ExtraFile {
  const parts = line.split('=>').map((part) => part.trim())
  const [glob = '', name = ''] = [parts[0]?.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''), parts[1]]
  if (parts.length > 2 || glob === '' || (parts.length === 2 && name === ''))
    throw invalid(line, 'is none', 'Write a glob, or a glob and a name: dist/tool.exe => tool-x64.exe.')
  const fault = whatFault(line, glob)
  if (fault !== undefined) throw invalid(line, fault.what, fault.remedy)
  const odd = name === '' ? undefined : nameFault(name)
  if (odd !== undefined) throw invalid(line, `names '${name}', which ${odd}`, 'Write another name.')
  return { glob, name }
}

function whatFault(line: string, glob: string): GlobFault | undefined {
  const [unset] = /\$\([^()]+\)/.exec(line) ?? []
  if (unset !== undefined)
    return { what: `names a variable that does not exist here, ${unset}`, remedy: 'Set it in every leg, or write its value.' }
  if (/\s(?:=|->)\s/.test(line)) return { what: 'names a file by another sign than =>', remedy: 'Write dist/tool.exe => tool-x64.exe.' }
  if (glob.startsWith('!')) return { what: 'leaves files out', remedy: 'Write globs of the files that are wanted.' }
  if (!isSafeMemberPath(glob) || glob.endsWith('/'))
    return { what: 'names no file within the project', remedy: "Write a path below it, without '..' and without a drive." }
  return globFault(glob)
}

function invalid(line: string, what: string, remedy: string): Problem {
  return new Problem('INPUT_INVALID', `The input 'extraFiles' holds '${line}', which ${what}.`, remedy)
}

/** What is wrong with a name that an extra file is to be kept by, as a sentence goes on: beside it lie wheels, manifests, logs and reports. */
export function nameFault(name: string): string | undefined {
  if (!isSafeFileName(name)) return 'is not a plain file name'
  if (name.toLowerCase().endsWith('.whl')) return 'is named as a wheel is, which only a build makes'
  const taken = manifestPlace(name.toLowerCase()) !== undefined || isSidecar(name.toLowerCase()) || ours.test(name)
  return taken ? 'is the name of a file of ours' : undefined
}

/** What else lies in an output directory or an artifact. */
const ours = /^(?:logs|dependencies|results|suites|sha256sums|coverage\.xml|.*\.(?:junit|coverage)\.xml)$/i

/**
 * What the lines find among all that there is; a line that finds nothing is `EXTRA_MISSING`, which tells what was not there `before`. Two files of
 * one name are `CONFLICT`.
 */
export function findExtras(lines: readonly ExtraFile[], there: readonly string[], before: readonly string[]): FoundFile[] {
  const found = lines.map((line) => ({ line, paths: matchesOf(line, there) }))
  const missing = found.filter(({ paths }) => paths.length === 0).map(({ line }) => line)
  if (missing.length > 0) throw missed(missing, newOf(there, before))
  const many = found.find(({ line, paths }) => line.name !== '' && paths.length > 1)
  if (many !== undefined)
    throw new Problem(
      'CONFLICT',
      `'${many.line.glob} => ${many.line.name}' matches ${many.paths.length} files: ${few(many.paths, 5)}.`,
      'A name is for one file: narrow the glob, or leave the name out.',
    )
  const files = found.flatMap(({ line, paths }) => paths.map((path) => ({ path, name: line.name === '' ? lastOf(path) : line.name })))
  return once(files)
}

function newOf(there: readonly string[], before: readonly string[]): string[] {
  const old = new Set(before)
  return there.filter((path) => !old.has(path))
}

function matchesOf({ glob }: ExtraFile, there: readonly string[]): string[] {
  const globs = parseGlobs([glob])
  return there.filter((path) => isMatch(globs, path))
}

/** What two lines find alike is one file. */
function once(files: readonly FoundFile[]): FoundFile[] {
  const taken = new Map<string, FoundFile>()
  for (const file of files) {
    const odd = nameFault(file.name)
    if (odd !== undefined)
      throw new Problem('NAME_INVALID', `extraFiles finds ${file.path}, but '${file.name}' ${odd}.`, 'Give it a name: glob => name.')
    const before = taken.get(file.name.toLowerCase())
    if (before !== undefined && (before.path !== file.path || before.name !== file.name))
      throw new Problem(
        'CONFLICT',
        `extraFiles finds ${before.path} and ${file.path}, both to be kept as ${file.name}.`,
        'Give each a name of its own: glob => name.',
      )
    taken.set(file.name.toLowerCase(), file)
  }
  return [...taken.values()]
}

function missed(lines: readonly ExtraFile[], there: readonly string[]): Problem {
  const says = lines.map((line) => `'${line.glob}'${hintFor(line, there)}`)
  const many = says.length === 1 ? 'which matches nothing' : 'which match nothing'
  const seen = there.length === 0 ? 'There is no new file at all.' : `What is new there: ${few([...there].sort(byDepth), 15)}.`
  return new Problem(
    'EXTRA_MISSING',
    `extraFiles names ${says.join(' and ')}, ${many}. ${seen}`,
    'See what after does and where it leaves its files, or take the line out of extraFiles.',
  )
}

/** What was meant is likely of the same name elsewhere, or of nearly the same path. */
function hintFor({ glob }: ExtraFile, there: readonly string[]): string {
  const last = parseGlobs([lastOf(glob)])
  const meant = there.find((path) => isMatch(last, lastOf(path))) ?? nearest(glob, there)
  return meant === undefined ? '' : ` (did you mean ${meant}?)`
}

function byDepth(a: string, b: string): number {
  return a.split('/').length - b.split('/').length || (a < b ? -1 : 1)
}

/** Whether a line's file is among some that were kept, as far as their names tell. */
export function isMade({ glob, name }: ExtraFile, kept: readonly string[]): boolean {
  return name === '' ? kept.some((one) => isMatch(parseGlobs([lastOf(glob)]), one)) : kept.includes(name)
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
