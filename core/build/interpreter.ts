import { posix, win32 } from 'node:path'
import type { Toolchain } from './toolchain.ts'

/** The interpreter that a row asks for, as people say it. */
export interface AskedPython {
  /** `3.14`, `3.14t`, `pypy3.11`, or `3` for any CPython or PyPy of that major version. */
  readonly label: string
  readonly pypy: boolean
  readonly major: number
  readonly minor: number | undefined
  readonly freeThreaded: boolean
}

/** Of a micro version nothing is kept: exact, any, or a pre-release; nor of PyPy's own version. */
const spelling =
  /^(pypy)?(\d+)(?:\.(?:[x*]|(\d+)(?:\.(?:[x*]|\d+(?:(?:a|b|rc)\d+|-(?:alpha|beta|rc)\.\d+)?))?(?:-dev)?(t)?))?(-v\d[\d.x]*)?$/i

/**
 * Reads `3.14`, `3.14t`, `pypy3.11` or `3`, and what UsePythonVersion@0 takes for these: `3.x` is 3; `3.10.4`, `3.10.x` and `3.10-dev` are 3.10;
 * `pypy3.9-v7.3.16` is pypy3.9. Undefined for anything else.
 */
export function parseAskedPython(written: string): AskedPython | undefined {
  const [, pypy, major, minor, threaded, ofPypy] = spelling.exec(written.trim()) ?? []
  if (major === undefined || (pypy === undefined && ofPypy !== undefined)) return undefined
  const version = minor === undefined ? major : `${major}.${minor}`
  return {
    label: `${pypy === undefined ? '' : 'pypy'}${version}${threaded === undefined ? '' : 't'}`,
    pypy: pypy !== undefined,
    major: Number(major),
    minor: minor === undefined ? undefined : Number(minor),
    freeThreaded: threaded !== undefined,
  }
}

/** Whether an interpreter, having said what it is, is the one that was asked for. */
export function isAsked(toolchain: Toolchain, asked: AskedPython): boolean {
  if (toolchain.major !== asked.major) return false
  if (asked.minor === undefined) return !asked.pypy || toolchain.implementation === 'pypy'
  const implementation = asked.pypy ? 'pypy' : 'cpython'
  return toolchain.implementation === implementation && toolchain.minor === asked.minor && toolchain.freeThreaded === asked.freeThreaded
}

/** A program that may be the interpreter; only asking it tells. */
export interface Candidate {
  readonly program: string
  readonly args: readonly string[]
}

/** What the agent says of where interpreters are. */
export interface PythonPlaces {
  readonly windows: boolean
  /** The variable `pythonLocation`, which UsePythonVersion@0 sets. */
  readonly pythonLocation: string | undefined
  /** `Agent.ToolsDirectory`. */
  readonly toolsDirectory: string | undefined
  /** Markers of complete installations below it: `Python/3.14.1/x64.complete` (Azure's tool cache). */
  readonly tools: readonly string[]
  /** The input `pythons`: label to program. A label that stands here is looked for nowhere else. */
  readonly named: ReadonlyMap<string, string>
}

/** Where an asked python is looked for, in this order: the input `pythons`, or `pythonLocation`, the tool directory (newest first), names on PATH, and `py` on Windows. */
export function candidates(asked: AskedPython, places: PythonPlaces): Candidate[] {
  const named = places.named.get(asked.label)
  if (named !== undefined) return [{ program: named, args: [] }]
  return [
    ...(places.pythonLocation === undefined ? [] : programsIn(places.pythonLocation, asked, places.windows)),
    ...fromTools(asked, places),
    ...namesOnPath(asked).map((program) => ({ program, args: [] })),
    ...(places.windows && !asked.pypy ? [{ program: 'py', args: [`-${asked.label}`] }] : []),
  ]
}

function programsIn(folder: string, asked: AskedPython, windows: boolean): Candidate[] {
  const name = asked.pypy ? 'pypy3' : 'python'
  if (windows) return [{ program: win32.join(folder, `${name}.exe`), args: [] }]
  return [{ program: posix.join(folder, 'bin', name === 'python' ? 'python3' : name), args: [] }]
}

function fromTools(asked: AskedPython, places: PythonPlaces): Candidate[] {
  const root = places.toolsDirectory
  if (root === undefined) return []
  const path = places.windows ? win32 : posix
  return places.tools
    .map((marker) => /^(Python|PyPy)\/([^/]+)\/([^/]+)\.complete$/.exec(marker))
    .filter((found) => found !== null)
    .map(([, tool = '', version = '', arch = '']) => ({ tool, version, arch }))
    .filter(({ tool, version }) => (tool === 'PyPy') === asked.pypy && startsWithVersion(version, asked))
    .sort((a, b) => compareNumbers(b.version, a.version))
    .flatMap(({ tool, version, arch }) => programsIn(path.join(root, tool, version, arch), asked, places.windows))
}

function startsWithVersion(version: string, asked: AskedPython): boolean {
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major === asked.major && (asked.minor === undefined || minor === asked.minor)
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (text.match(/\d+/g) ?? []).map(Number))
  for (let at = 0; at < 3; at++) {
    const difference = (left?.[at] ?? 0) - (right?.[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function namesOnPath({ pypy, major, minor, freeThreaded }: AskedPython): string[] {
  const t = freeThreaded ? 't' : ''
  const exact = minor === undefined ? [] : [`${major}.${minor}${t}`]
  if (pypy) return [...exact.map((version) => `pypy${version}`), `pypy${major}`, 'pypy']
  const packed = minor === undefined ? [] : [`python${major}${minor}${t}`]
  return [...exact.map((version) => `python${version}`), ...packed, `python${major}`, 'python']
}
