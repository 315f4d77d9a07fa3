import { parseGlobs, placeholdersOf } from './globs.ts'

/** Why a glob is none that can be used, and what to write instead. */
export interface GlobFault {
  readonly what: string
  readonly remedy: string
}

const longest = 1000

/** What is wrong with a glob, with `!` before it or not: one that could match nothing, or on which a long path could take longer than anybody waits. */
export function globFault(text: string): GlobFault | undefined {
  const glob = text.replace(/^!/, '')
  if (glob === '') return { what: 'is an empty glob', remedy: "Write a glob, such as 'docs/**'." }
  if (glob.length > longest) return { what: `is longer than ${longest} characters`, remedy: 'Write several globs.' }
  if (count(glob, /(?<!\\)\{/g) !== count(glob, /(?<!\\)\}/g))
    return { what: `holds a brace without its partner: ${JSON.stringify(glob)}`, remedy: 'Write {a,b}, or \\{ for the sign itself.' }
  if ((glob.match(/\{[^{}]*\}/g) ?? []).some((choice) => placeholdersOf(choice).length > 0))
    return { what: `holds a <name> within braces: ${JSON.stringify(glob)}`, remedy: 'Write one glob for each choice.' }
  if (hasManyStars(glob)) return { what: 'holds too many stars', remedy: 'Write at most three in a part of a path, and four **.' }
  if (parseGlobs([glob]).takes[0]?.source === '$^')
    return { what: `can match nothing: ${JSON.stringify(glob)}`, remedy: 'Look at its brackets and ranges.' }
  return undefined
}

/** Of a choice in braces the one with the most stars counts. */
function hasManyStars(glob: string): boolean {
  let chosen = glob
  for (let before = ''; before !== chosen;) {
    before = chosen
    chosen = chosen.replaceAll(/\{([^{}]*)\}/g, (_, inner: string) => `-${worst(inner.split(','))}-`)
  }
  const parts = chosen.split('/')
  return parts.some((part) => count(part, /\*+/g) > 3) || parts.filter((part) => part.includes('**')).length > 4
}

function worst(choices: readonly string[]): string {
  return choices.reduce((a, b) => (count(b, /\*+/g) > count(a, /\*+/g) ? b : a))
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
