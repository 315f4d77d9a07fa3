import type { Environment } from './environment.ts'

/**
 * Takes the credentials that a child was given out of what it prints: log files and summaries are attached, and the agent masks only its log.
 * Values of eight or more characters of the named variables, and `user:password@` of any URL.
 */
export function redactor(environment: Environment, names: readonly string[]): (line: string) => string {
  const values = names
    .flatMap((name) => (environment[name] ?? '').split(/\r\n|\n|\r/))
    .filter((value) => value.length >= 8)
    .sort((a, b) => b.length - a.length)
  return (line) => values.reduce((text, value) => text.replaceAll(value, '***'), line.replaceAll(/:\/\/[^\s/@]+@/g, '://***@'))
}

const chatter = [
  /^\s*$/,
  /^\s*(?:note|hint): (?:This error originates|This is an issue with the package|See above)/,
  /^\s*(?:\[end of output\]|\[\d+ lines of output\])\s*$/,
  /^\s*[×╰│]/,
  /^\s*error: subprocess-exited-with-error\s*$/,
  /^\[notice\]/,
]

/** The lines of a failed build that tell most: the first that an error begins with, and the last ones without pip's framing; at most `most`. */
export function tellingLines(output: readonly string[], most = 20): string[] {
  const lines = output.map((line) => line.trimEnd()).filter((line) => !chatter.some((one) => one.test(line)))
  const tail = lines.slice(-most)
  const first = lines.findIndex((line) => /(?:^|[\s:])(?:fatal )?error(?::|\[)|^\w*(?:Error|Exception)\b/i.test(line))
  const early = lines[first]
  return early === undefined || first >= lines.length - tail.length ? tail : [early, ...tail.slice(1)]
}
