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

/** What a compiler says of a fault: the first such line is the cause of the others. */
const compilerError = /(?:^|[\s:])(?:fatal )?error(?::|\[E\d+\])/i
/** What an uncaught exception of Python ends with: the last such line is the one that got through. */
const exception = /^\s*(?:[\w.]*(?:Error|Exception|Exit)\b|ERROR:)/

/** The lines of a failed build that tell most: the first that an error begins with, and the last ones without pip's framing; at most `most`. */
export function tellingLines(output: readonly string[], most = 20): string[] {
  const lines = telling(output)
  const tail = lines.slice(-most)
  const first = lines.findIndex((line) => compilerError.test(line) || exception.test(line))
  const early = lines[first]
  return early === undefined || first >= lines.length - tail.length ? tail : [early, ...tail.slice(1)]
}

/** The one line that says why, for a headline; undefined where none stands out. */
export function errorLine(output: readonly string[]): string | undefined {
  const lines = telling(output)
  const line =
    lines.find((one) => compilerError.test(one) && !one.trimStart().startsWith('ERROR:')) ?? lines.findLast((one) => exception.test(one))
  return line?.trim().slice(0, 200)
}

function telling(output: readonly string[]): string[] {
  return output.map((line) => line.trimEnd()).filter((line) => !chatter.some((one) => one.test(line)))
}
