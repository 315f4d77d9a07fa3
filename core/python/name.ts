declare const projectName: unique symbol
/** A project's name as every comparison wants it: lower case, runs of `-`, `_` and `.` as one `-` (PEP 503). */
export type ProjectName = string & { readonly [projectName]: true }

/** Normalises a name without judging it: `Foo.Bar__baz` is `foo-bar-baz` (PEP 503). */
export function normalizeName(text: string): ProjectName {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the brand is made here
  return text.replace(/[-_.]+/g, '-').toLowerCase() as ProjectName
}

/** Normalises a valid project name (PEP 508: an ASCII letter or digit at both ends); undefined for what is none: `_foo`, `foo bar`. */
export function parseName(text: string): ProjectName | undefined {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text) ? normalizeName(text) : undefined
}
