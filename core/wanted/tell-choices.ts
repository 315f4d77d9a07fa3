import type { Version } from '../python/version.ts'
import { choiceText, type Decision, versionOf } from './decision.ts'
import type { LogGroup } from '../log-group.ts'
import type { Wanted } from './wanted.ts'

/**
 * What the matrix leaves open, and what it came to: a line for each project and choice, with the versions that its rows took (several where a
 * specifier takes several, or pythons differ), and one for each ref of a repository. Undefined where the matrix leaves nothing open.
 */
export function tellChoices(decisions: readonly Decision[]): LogGroup | undefined {
  const versions = new Map<string, Map<string, Version>>()
  for (const decision of decisions) {
    const version = versionOf(decision)
    const title = openTitle(decision.row)
    if (title === undefined || version === undefined) continue
    versions.set(title, (versions.get(title) ?? new Map<string, Version>()).set(version.order, version))
  }
  const lines = [...[...versions].map(([title, taken]) => `${title}: ${highestFirst(taken)}`), ...new Set(decisions.flatMap(commitLine))]
  return lines.length === 0 ? undefined : { title: 'What the matrix leaves open', lines }
}

/** `spam >=1,<3`; undefined for a pin. */
function openTitle(row: Wanted): string | undefined {
  const { choice } = row
  if (choice.kind === 'exact') return undefined
  return `${row.name} ${choiceText(row)}${choice.kind !== 'static' && choice.pre ? ' with pre-releases' : ''}`
}

function commitLine(decision: Decision): string[] {
  if (!('target' in decision)) return []
  const { row, version, source } = decision.target
  if (row.origin.kind !== 'git' || source.kind !== 'git') return []
  return [`${row.name} ${version.text}: ${row.origin.ref || 'HEAD'} is the commit ${source.commit}`]
}

function highestFirst(versions: ReadonlyMap<string, Version>): string {
  return [...versions]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([, { text }]) => text)
    .join(', ')
}
