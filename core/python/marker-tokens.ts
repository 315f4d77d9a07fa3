/** A part of a condition; a sign is a bracket, a comparison or one of the words that join. Of a text the quotes are taken off. */
export interface MarkerToken {
  readonly kind: 'text' | 'name' | 'sign' | 'stray'
  readonly value: string
}

const token = /(?<quoted>'[^']*'|"[^"]*")|(?<joined>not\s+in(?![\w.]))|(?<word>[A-Za-z_][\w.]*)|(?<sign>===|[=!<>~]=|[<>()])|(?<stray>\S)/g

const joining = ['and', 'or', 'in', 'not']

/** Takes a condition apart (PEP 508); what is no part of one is a stray character. Texts know no escapes: a backslash is one. */
export function markerTokens(text: string): MarkerToken[] {
  return [...text.matchAll(token)].map(({ groups = {} }) => tokenOf(groups))
}

function tokenOf({ quoted, joined, word, sign, stray }: Readonly<Record<string, string | undefined>>): MarkerToken {
  if (quoted !== undefined) return { kind: 'text', value: quoted.slice(1, -1) }
  if (joined !== undefined) return { kind: 'sign', value: 'not in' }
  if (word !== undefined) return { kind: joining.includes(word) ? 'sign' : 'name', value: word }
  return sign === undefined ? { kind: 'stray', value: stray ?? '' } : { kind: 'sign', value: sign }
}
