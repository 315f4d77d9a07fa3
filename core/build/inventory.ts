import { Field } from '../json.ts'
import { Problem } from '../problem.ts'

type Variables = Readonly<Record<string, unknown>>
type Hosts = ReadonlyMap<string, Variables>

/** Whether a document is an Ansible inventory in YAML: groups that hold hosts. */
export function isInventory(field: Field): boolean {
  return (
    typeof field.value === 'object' &&
    !Array.isArray(field.value) &&
    field.entries().some(([, group]) => has(group, 'hosts') || has(group, 'children'))
  )
}

/** The variables of the one host of an Ansible inventory in YAML, those of its groups among them. */
export function readYamlInventory(field: Field, wanted: string | undefined): Field {
  const hosts = new Map<string, Variables>()
  for (const [, group] of field.entries()) collect(group, {}, hosts)
  return choose(hosts, field.source, wanted)
}

/** The variables of the one host of an Ansible inventory in INI, those of its groups among them. */
export function readIniInventory(text: string, source: string, wanted: string | undefined): Field {
  const groups = new Map<string, Hosts>()
  const variables = new Map<string, Variables>()
  let section = 'ungrouped'
  for (const line of text.split(/\r\n|\n|\r/).map((one) => one.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue
    const header = /^\[([^\]]+)\]/.exec(line)?.[1]
    if (header !== undefined) section = header
    else if (section.endsWith(':vars')) {
      const group = section.slice(0, -':vars'.length)
      variables.set(group, { ...variables.get(group), ...assignments(line.replace(/\s*=\s*/, '=')) })
    } else if (!section.endsWith(':children')) {
      const [alias = ''] = line.split(/\s/)
      groups.set(section, new Map([...(groups.get(section) ?? []), [alias, assignments(line.slice(alias.length))]]))
    }
  }
  const hosts = new Map<string, Variables>()
  for (const [group, members] of groups)
    for (const [alias, own] of members) hosts.set(alias, { ...variables.get('all'), ...hosts.get(alias), ...variables.get(group), ...own })
  return choose(hosts, source, wanted)
}

function collect(group: Field, inherited: Variables, hosts: Map<string, Variables>): void {
  if (!isMap(group)) return
  const own = { ...inherited, ...(has(group, 'vars') ? plainOf(group.get('vars')) : {}) }
  if (has(group, 'hosts'))
    for (const [alias, host] of group.get('hosts').entries())
      hosts.set(alias, { ...hosts.get(alias), ...own, ...(isMap(host) ? plainOf(host) : {}) })
  if (has(group, 'children')) for (const [, child] of group.get('children').entries()) collect(child, own, hosts)
}

function plainOf(field: Field): Variables {
  return Object.fromEntries(field.entries().map(([name, value]) => [name, value.value]))
}

/** `name=value` pairs, whose values may be quoted. */
function assignments(text: string): Variables {
  const found = text.matchAll(/([A-Za-z_]\w*)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))/g)
  return Object.fromEntries([...found].map(([, name = '', double, single, bare]) => [name, double ?? single ?? bare ?? '']))
}

/** An alias is the address itself, where no other is given. */
function choose(hosts: Hosts, source: string, wanted: string | undefined): Field {
  const match = [...hosts].filter(([alias, own]) => [alias, own['ansible_host']].some((name) => name === wanted))
  const [only, ...more] = hosts.size === 1 ? [...hosts] : match
  if (only === undefined || more.length > 0)
    throw new Problem(
      'HOST_FAILED',
      `${source} names ${hosts.size === 0 ? 'no host' : `${hosts.size} hosts: ${[...hosts.keys()].slice(0, 10).join(', ')}`}.`,
      "Write the one that builds this leg; of several, the one that is called as the leg's instance is taken.",
    )
  const [alias, own] = only
  const way = own['ansible_connection'] ?? 'ssh'
  if (typeof way !== 'string' || !/^(?:ssh|smart|paramiko\w*)$/.test(way))
    throw new Problem('HOST_FAILED', `${source} says ansible_connection=${JSON.stringify(way)}.`, 'Builds go over ssh.')
  return new Field({ ansible_host: alias, ...own }, source, 'HOST_FAILED')
}

function isMap(field: Field): boolean {
  return typeof field.value === 'object' && field.value !== null && !Array.isArray(field.value)
}

function has(field: Field, key: string): boolean {
  return isMap(field) && !field.get(key).missing && isMap(field.get(key))
}
