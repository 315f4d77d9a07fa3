import { Field } from '../json.ts'
import { Problem } from '../problem.ts'

type Variables = Readonly<Record<string, unknown>>
type Hosts = ReadonlyMap<string, Variables>

/** Hosts as they are met: what stands at a host itself wins over what any of its groups says, wherever it stands. */
class Gathered {
  private readonly inherited = new Map<string, Variables>()
  private readonly own = new Map<string, Variables>()

  add(alias: string, group: Variables, own: Variables): void {
    this.inherited.set(alias, { ...this.inherited.get(alias), ...group })
    this.own.set(alias, { ...this.own.get(alias), ...own })
  }

  hosts(all: Variables = {}): Hosts {
    return new Map([...this.inherited].map(([alias, group]) => [alias, { ...all, ...group, ...this.own.get(alias) }]))
  }
}

/** Whether a document is an Ansible inventory: groups that hold hosts, or what `ansible-inventory --list` prints. */
export function isInventory(field: Field): boolean {
  return isMap(field) && (isListing(field) || field.entries().some(([, group]) => has(group, 'hosts') || has(group, 'children')))
}

function isListing(field: Field): boolean {
  return has(field, '_meta') && has(field.get('_meta'), 'hostvars')
}

/** The variables of the one host of an Ansible inventory in YAML or JSON, those of its groups among them. */
export function readYamlInventory(field: Field, wanted: string | undefined): Field {
  const found = new Gathered()
  if (isListing(field)) for (const [alias, host] of field.get('_meta').get('hostvars').entries()) found.add(alias, {}, plainOf(host))
  else for (const [, group] of field.entries()) collect(group, {}, found)
  return choose(found.hosts(), field.source, wanted)
}

/** The variables of the one host of an Ansible inventory in INI, those of its groups among them. */
export function readIniInventory(text: string, source: string, wanted: string | undefined): Field {
  const members: (readonly [group: string, alias: string, own: Variables])[] = []
  const groups: Groups = { variables: new Map(), parents: new Map() }
  let section = 'ungrouped'
  for (const line of text.split(/\r\n|\n|\r/).map((one) => one.trim())) {
    if (line === '' || /^[#;]/.test(line)) continue
    const header = /^\[([^\]]+)\]/.exec(line)?.[1]
    const [group = '', kind] = section.split(':')
    const [first = ''] = line.split(/\s/)
    if (header !== undefined) section = header
    else if (kind === 'vars') groups.variables.set(group, { ...groups.variables.get(group), ...assignments(line.replace(/\s*=\s*/, '=')) })
    else if (kind === 'children') groups.parents.set(first, [...(groups.parents.get(first) ?? []), group])
    else members.push([group, ...memberOf(first, line)])
  }
  const found = new Gathered()
  for (const [group, alias, own] of members) found.add(alias, variablesOf(group, groups), own)
  return choose(found.hosts(groups.variables.get('all')), source, wanted)
}

interface Groups {
  readonly variables: Map<string, Variables>
  readonly parents: Map<string, readonly string[]>
}

/** A host's line begins with its alias, behind which a port may stand. */
function memberOf(first: string, line: string): readonly [alias: string, own: Variables] {
  const [, alias = first, port] = /^([^:]+):(\d+)$/.exec(first) ?? []
  return [alias, { ...(port === undefined ? {} : { ansible_port: port }), ...assignments(line.slice(first.length)) }]
}

/** What a group says wins over what the groups above it say. */
function variablesOf(group: string, groups: Groups, below: readonly string[] = []): Variables {
  if (below.includes(group)) return {}
  const above = (groups.parents.get(group) ?? []).map((parent) => variablesOf(parent, groups, [...below, group]))
  const merged: Record<string, unknown> = {}
  return Object.assign(merged, ...above, groups.variables.get(group))
}

function collect(group: Field, inherited: Variables, found: Gathered): void {
  if (!isMap(group)) return
  const own = { ...inherited, ...(has(group, 'vars') ? plainOf(group.get('vars')) : {}) }
  if (has(group, 'hosts')) for (const [alias, host] of group.get('hosts').entries()) found.add(alias, own, isMap(host) ? plainOf(host) : {})
  if (has(group, 'children')) for (const [, child] of group.get('children').entries()) collect(child, own, found)
}

/** Refuses a value that Ansible would have to work out first. */
export function requirePlain(field: Field): void {
  const { value } = field
  if (has(field, '__ansible_vault') || (typeof value === 'string' && value.trimStart().startsWith('$ANSIBLE_VAULT;')))
    field.refuse(
      'is locked by ansible-vault',
      'Let hostCommand write it in the clear: the file lies in a private folder and goes with the job.',
    )
  if (typeof value === 'string' && /\{\{|\{%/.test(value))
    field.refuse(
      'is a template, which only Ansible can fill',
      'Let hostCommand write what `ansible-inventory --list` prints, or JSON of its own.',
    )
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
  return isMap(field) && !field.get(key).missing && (isMap(field.get(key)) || key === '__ansible_vault')
}
