/** Where a pattern was found in a text: the whole match, then its groups; a group that took no part is undefined. */
export interface Found {
  readonly groups: readonly (string | undefined)[]
  readonly named: Readonly<Record<string, string | undefined>>
}

/**
 * Regular expressions that people write, as .NET reads them and ignoring case as PowerShell's `-match` does. Each text has its match at the same
 * place of the answer, undefined where there is none; with `whole` the match is the whole text. An expression that is none, that only .NET knows
 * or that takes too long is a Problem `INPUT_INVALID` that begins with `what`.
 */
export interface Patterns {
  find(pattern: string, texts: readonly string[], what: string, whole?: boolean): (Found | undefined)[]
}
