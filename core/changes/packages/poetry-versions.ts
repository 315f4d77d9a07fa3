/**
 * Poetry's version constraints (https://python-poetry.org/docs/dependency-specification/) as PEP 440's: `^1.2` is `>=1.2,<2`, `~1.2` is `>=1.2,<1.3`, `1.2` is
 * `==1.2`. Of alternatives (`||`), which PEP 440 has no words for, the empty text, that admits all; undefined for what is none.
 */
export function plainSpecifiers(constraint: string): string | undefined {
  if (constraint.includes('|')) return ''
  const clauses = constraint
    .replaceAll(/(~=|\^|~|===?|!=|<=?|>=?)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((clause) => clause !== '' && clause !== '*')
    .map(plainClause)
  return clauses.every((clause) => clause !== undefined) ? clauses.join(',') : undefined
}

/** Numbers are counted up, which takes long for those that fill a file. */
const longest = 200

function plainClause(clause: string): string | undefined {
  if (clause.length > longest) return undefined
  const [, operator = '', version = ''] = /^(\^|~(?!=)|~=|===?|=|!=|<=?|>=?)?(v?\d\S*)$/.exec(clause) ?? []
  if (version === '') return undefined
  if (operator === '^' || operator === '~') return bounded(operator, version)
  return operator === '' || operator === '=' ? `==${version}` : `${operator}${version}`
}

/** A caret lets all change that is right of the first number that is not zero; a tilde all but the first two. */
function bounded(operator: '^' | '~', version: string): string {
  const release = (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? '0').split('.')
  const first = release.findIndex((number) => !/^0+$/.test(number))
  const at = operator === '^' ? (first === -1 ? release.length - 1 : first) : Math.min(1, release.length - 1)
  const above = [...release.slice(0, at), String(BigInt(release[at] ?? '0') + 1n)].join('.')
  return `>=${version},<${above}`
}
