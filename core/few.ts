/** The first of some things in words, and how many more there are: `a, b and 3 more`; of clauses, `between` them a semicolon, `a; b; and 3 more`. */
export function few(things: readonly string[], most: number, between: ', ' | '; ' = ', '): string {
  const shown = things.slice(0, most).join(between)
  return things.length > most ? `${shown}${between === ', ' ? ' ' : between}and ${things.length - most} more` : shown
}
