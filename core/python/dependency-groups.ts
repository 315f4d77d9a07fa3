import type { Field } from '../json.ts'
import { normalizeName } from './name.ts'
import { readRequirement, type Requirement } from './requirement.ts'

/** Nobody has as many; what names itself over and over shall not fill the memory. */
const mostGroups = 1000
const mostRequirements = 100_000

/** Requirements by the name of their group, with those of the groups that it includes, each group once (PEP 735). A circle, and a group that is not there, is refused. */
export function readGroups(table: Field): [group: string, requirement: Requirement][] {
  const entries = table.optional((field) => field.entries()) ?? []
  if (entries.length > mostGroups) table.refuse(`holds more than ${mostGroups} groups`)
  const groups = new Map(entries.map(([name, field]) => [normalizeName(name), field]))
  const found: [string, Requirement][] = []
  for (const [name, field] of entries) {
    for (const one of membersOf(field, groups)) found.push([name, one])
    if (found.length > mostRequirements) table.refuse(`comes to more than ${mostRequirements} requirements`)
  }
  return found
}

function membersOf(group: Field, groups: ReadonlyMap<string, Field>): Requirement[] {
  const found: Requirement[] = []
  const done = new Set<Field>()
  const open = new Set<Field>()
  const visit = (field: Field): void => {
    if (open.has(field)) field.refuse('includes itself')
    if (done.has(field)) return
    open.add(field)
    for (const member of field.list()) {
      if (typeof member.value === 'string') found.push(readRequirement(member))
      else visit(included(member, groups))
    }
    open.delete(field)
    done.add(field)
  }
  visit(group)
  return found
}

function included(member: Field, groups: ReadonlyMap<string, Field>): Field {
  const name = member.get('include-group').text()
  return groups.get(normalizeName(name)) ?? member.refuse('includes a group that is not there')
}
