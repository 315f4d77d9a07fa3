import picomatch from 'picomatch'

/** What the `<name>` parts of a glob stood for, by their names. */
export type Captured = Readonly<Record<string, string>>

/** Globs of paths, or of names: what one of them matches is meant, but for what one with `!` before it matches. */
export interface Globs {
  readonly texts: readonly string[]
  readonly takes: readonly RegExp[]
  readonly leaves: readonly RegExp[]
}

/**
 * Compiles globs: `*` and `?` stay in a segment (dots at its beginning too), `**` crosses them, `{a,b}` and `[ab]` choose, `<name>` is one
 * segment or a part of one, the same wherever the name stands. A `/` at the end means all below. Parentheses and the like mean themselves.
 */
export function parseGlobs(texts: readonly string[]): Globs {
  const leaves = texts.filter((text) => text.startsWith('!')).map((text) => text.slice(1))
  return { texts, takes: texts.filter((text) => !text.startsWith('!')).map(compile), leaves: leaves.map(compile) }
}

/** What each glob that matches captured, each answer once; none where the text is not meant. */
export function capturesOf({ takes, leaves }: Globs, text: string): Captured[] {
  if (leaves.some((one) => one.test(text))) return []
  const found = new Map<string, Captured>()
  for (const take of takes) {
    const match = take.exec(text)
    if (match !== null) found.set(JSON.stringify(match.groups ?? {}), { ...match.groups })
  }
  return [...found.values()]
}

/** Whether globs mean a text. */
export function isMatch({ takes, leaves }: Globs, text: string): boolean {
  return takes.some((one) => one.test(text)) && !leaves.some((one) => one.test(text))
}

/** The `<name>` parts of a glob. */
export function placeholdersOf(glob: string): string[] {
  return [...glob.matchAll(placeholder)].flatMap(([, name]) => name ?? [])
}

/** A glob with texts in the place of its `<name>` parts, in which nothing of them is special. */
export function filled(glob: string, captured: Captured): string {
  return glob.replaceAll(placeholder, (whole, name: string) => captured[name]?.replaceAll(/[\\*?[\]{}()!<>]/g, '\\$&') ?? whole)
}

/** A glob of project names as names are compared (PEP 503): lower case, `-` for runs of `-`, `_` and `.`. */
export function nameGlob(glob: string): string {
  return glob.toLowerCase().replaceAll(/[-_.]+/g, '-')
}

/** The beginning of all that a glob matches; empty where it may begin with anything. */
export function fixedPart(glob: string): string {
  const [fixed = ''] = /^[^\\*?[\]{}()!<>]*/.exec(plain(glob)) ?? []
  return fixed.replace(/\/$/, '')
}

/** Whether a glob matches only what is written as it is. */
export function isLiteral(glob: string): boolean {
  return /^[^\\*?[\]{}()!<>]+$/.test(glob)
}

const placeholder = /(?<!\\)<([A-Za-z]\w*)>/g

/** Without its fast paths `**.md` crosses no segment, as everywhere, and nothing is escaped twice. */
const options = { dot: true, nonegate: true, windows: false, fastpaths: false }

/** No parentheses: what they let people write, `(a+)+`, can take longer than anybody waits. A path may hold quotes. */
function compile(glob: string): RegExp {
  const marked = plain(glob)
    .replaceAll(/(?<!\\)[()|+$"]/g, '\\$&')
    .replaceAll(placeholder, '\uE000$1\uE001')
  const { source } = picomatch.makeRe(marked, options)
  const named = new Set<string>()
  const pattern = source.replaceAll(/\uE000(\w+)\uE001/g, (_, name: string) => {
    if (named.has(name)) return `\\k<${name}>`
    named.add(name)
    return `(?<${name}>[^/]+)`
  })
  return isPattern(pattern) ? new RegExp(pattern, 's') : /$^/
}

/** picomatch reads nearly everything, and makes of some of it what is no expression. */
function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 's').source !== ''
  } catch {
    return false
  }
}

/** From the top of the repository on, however that is written. */
function plain(glob: string): string {
  const path = glob.replace(/^(?:\.?\/)+/, '')
  return path === '' || path.endsWith('/') ? `${path}**` : path
}
