import { nearest } from '../nearest.ts'

/** What the commands and requirements of a suite may name; `{package}` is the project, as in `testCommand`. */
export const suitePlaceholders = ['project', 'package', 'wheel', 'python', 'results'] as const

/** A `{name}` that looks like a misspelt placeholder, with what was probably meant; other braces are the shell's. */
export function misspeltPlaceholder(text: string): { readonly written: string; readonly meant: string } | undefined {
  const known: readonly string[] = suitePlaceholders
  for (const [written, name = ''] of text.matchAll(/(?<!\$)\{([A-Za-z_]+)\}/g)) {
    const meant = known.includes(name) ? undefined : nearest(name, known)
    if (meant !== undefined) return { written, meant: `{${meant}}` }
  }
  return undefined
}

/** Whether a text has a place for something. */
export function hasPlaceholder(text: string, name: (typeof suitePlaceholders)[number]): boolean {
  return text.replaceAll(`\${${name}}`, '').includes(`{${name}}`)
}

/** Replaces `{name}` as it is, for what no shell reads; what is not known stays. */
export function replaced(text: string, paths: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{([a-z_]+)\}/g, (whole, name: string) => (Object.hasOwn(paths, name) ? (paths[name] ?? whole) : whole))
}
