import type { Own } from './environment.ts'

/**
 * Takes the credentials that a child was given out of what it prints: log files and summaries are attached, and the agent masks only its log.
 * Values of eight or more characters of the named variables and of the job's secrets, and `user:password@` of any URL.
 */
export function redactor(environment: Own, names: readonly string[], secrets: readonly string[]): (line: string) => string {
  const values = [...names.map((name) => environment[name] ?? ''), ...secrets]
    .flatMap((value) => value.split(/\r\n|\n|\r/))
    .filter((value) => value.length >= 8)
    .sort((a, b) => b.length - a.length)
  return (line) => values.reduce((text, value) => text.replaceAll(value, '***'), line.replaceAll(/:\/\/[^\s/@]+@/g, '://***@'))
}

/** How pip frames what matters: headlines, progress, pointers. */
const chatter = [
  /^\s*$/,
  /^\s*(?:note|hint): (?:This error originates|This is an issue with the package|See above)/,
  /^\s*(?:\[end of output\]|\[\d+ lines of output\])\s*$/,
  /^\s*[×╰│]/,
  /^\s*error: (?:subprocess-exited-with-error|metadata-generation-failed)\s*$/,
  /^\s*(?:Running command|full command:|cwd:) /,
  /: (?:started|finished with status '\w+')$/,
  /^\[notice\]/,
]

/** What a compiler or linker says of a fault: the first such line is the cause of the others. */
const compilerError =
  /(?:^|[\s:])(?:fatal )?error(?::|\[E\d+\]| [A-Z]+\d+:)|^CMake Error\b|^\s*(?:\S*[/-])?ld(?:\.\w+)?: cannot find |: undefined reference to /i
/** What those who called one say after it, and pip of all: why is told before. */
const consequence = /^\s*ERROR:|^\s*collect2: |: linker command failed|^\s*error: command ['"]?\S+['"]? failed/
const pip = /^\s*ERROR:/
/** What an uncaught exception of Python ends with: the last such line is the one that got through. */
const exception = /^\s*(?:[\w.]*(?:Error|Exception|Exit)\b|ERROR:)/

/** The lines of a failed build that tell most: the first that an error begins with, and the last ones without pip's framing; at most `most`. */
export function tellingLines(output: readonly string[], most = 20): string[] {
  const lines = telling(output)
  const tail = lines.slice(-most)
  const caused = lines.findIndex(isCause)
  const first = caused >= 0 ? caused : lines.findIndex((line) => compilerError.test(line) || exception.test(line))
  const early = lines[first]
  return early === undefined || first >= lines.length - tail.length ? tail : [early, ...tail.slice(1)]
}

/** The one line that says why, for a headline; undefined where none stands out. */
export function errorLine(output: readonly string[]): string | undefined {
  const lines = telling(output)
  const line =
    lines.find(isCause) ??
    lines.findLast((one) => exception.test(one) && !pip.test(one)) ??
    lines.find((one) => compilerError.test(one) && !pip.test(one)) ??
    lines.findLast((one) => exception.test(one))
  return line?.trim().slice(0, 200)
}

/** Lines in which the files below a folder are named relative to it. */
export function withoutFolder(folder: string, output: readonly string[]): string[] {
  const parts = [`${folder}/`, `${folder}\\`]
  return output.map((line) => parts.reduce((text, part) => text.replaceAll(part, ''), line))
}

/** The line that says why, else the last one that says anything: what a shell or a package manager ends with. */
export function causeLine(output: readonly string[]): string | undefined {
  return errorLine(output) ?? telling(output).at(-1)?.trim().slice(0, 200)
}

/** A place in a source file, as the source tree names it. */
export interface SourcePlace {
  readonly path: string
  readonly line: number
  /** 0 where it is not told. */
  readonly column: number
}

/** Where the error of `errorLine` is, where its compiler says: gcc and clang `path:3:5: error`, MSVC `path(3): error`, rustc ` --> path:3:5` below it. */
export function errorPlace(output: readonly string[]): SourcePlace | undefined {
  const at = output.findIndex(isCause)
  const line = output[at]
  if (line === undefined) return undefined
  const direct = /^\s*((?:[A-Za-z]:)?[^\s:()][^:()]*)(?::(\d+)(?::(\d+))?:|\((\d+)(?:,(\d+))?\)\s*:)/.exec(line)
  if (direct !== null) return placeOf(direct[1], direct[2] ?? direct[4], direct[3] ?? direct[5])
  const arrow = output
    .slice(at + 1, at + 4)
    .map((one) => /^\s*--> ([^:]+):(\d+):(\d+)/.exec(one))
    .find((one) => one !== null)
  return arrow === undefined ? undefined : placeOf(arrow[1], arrow[2], arrow[3])
}

function isCause(line: string): boolean {
  return compilerError.test(line) && !consequence.test(line)
}

function placeOf(path = '', line = '', column = '0'): SourcePlace {
  return { path, line: Number(line), column: Number(column) }
}

function telling(output: readonly string[]): string[] {
  return output.map((line) => line.trimEnd()).filter((line) => !chatter.some((one) => one.test(line)))
}
