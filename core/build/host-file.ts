import type { Field } from '../json.ts'
import { Problem } from '../problem.ts'
import { parseYaml } from '../yaml.ts'
import { type HostAddress, parseOption, requireHost, requirePort, requireUser } from './host-address.ts'
import { isInventory, readIniInventory, readYamlInventory, requirePlain } from './inventory.ts'

/** What a provisioning script says of the host that it has made. */
export interface HostFile extends Omit<HostAddress, 'hostKeys'> {
  /** Where pythons are there: label to program. */
  readonly pythons: ReadonlyMap<string, string>
}

/** What a script may call each thing; case, `-` and `_` do not matter. Ansible's names are among them. */
const names = {
  host: ['host', 'hostname', 'address', 'ip', 'ip_address', 'ansible_host', 'ansible_ssh_host'],
  port: ['port', 'ssh_port', 'ansible_port', 'ansible_ssh_port'],
  user: ['user', 'username', 'ansible_user', 'ansible_ssh_user'],
  key: ['key', 'private_key', 'ssh_key', 'ssh_private_key', 'ansible_private_key'],
  keyFile: [
    'key_file',
    'private_key_file',
    'key_path',
    'private_key_path',
    'identity_file',
    'ansible_ssh_private_key_file',
    'ansible_private_key_file',
  ],
  password: ['password', 'ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'],
  passphrase: ['passphrase', 'key_passphrase', 'ansible_private_key_passphrase', 'ansible_ssh_private_key_passphrase'],
  knownHosts: ['known_hosts', 'host_key', 'host_keys', 'public_host_key', 'ansible_ssh_host_key'],
  options: ['options', 'ssh_options'],
  args: ['ansible_ssh_common_args', 'ansible_ssh_extra_args', 'ssh_args'],
  pythons: ['pythons'],
} as const

type Found = Readonly<Record<keyof typeof names, Field | undefined>>

/**
 * Reads what `hostCommand` wrote: JSON (or YAML) of one host, or an Ansible inventory (INI or YAML). Of several hosts `wanted` names one. What cannot be
 * read is `HOST_FAILED`.
 */
export function parseHostFile(text: string, source: string, wanted?: string): HostFile {
  if (text.trim() === '')
    throw new Problem('HOST_FAILED', `${source} is empty.`, 'The hostCommand has to write host, port, user and key to it.')
  const { field, found } = readFound(text, source, wanted)
  const host = textOf(found.host) ?? field.refuse('names no host', 'Write "host", and "port", "user" and "key" where they are needed.')
  const key = textOf(found.key)
  const isPath = key !== undefined && !key.includes('-----BEGIN') && /^(?:[~/.]|[A-Za-z]:[\\/])[^\r\n]*$/.test(key)
  return {
    host: requireHost(host, source),
    port: requirePort(textOf(found.port), source),
    user: requireUser(textOf(found.user) ?? '', source),
    ...given('key', isPath ? undefined : key),
    ...given('keyFile', isPath ? key : textOf(found.keyFile)),
    ...given('password', textOf(found.password)),
    ...given('passphrase', textOf(found.passphrase)),
    knownHosts: linesOf(found.knownHosts),
    options: [...linesOf(found.options), ...optionsOf(textOf(found.args) ?? '')].map((line) => parseOption(line, source)),
    pythons: pythonsOf(found.pythons),
  }
}

function isIni(text: string): boolean {
  return !/^\s*[{]/.test(text) && (/^\s*\[[^\]\n]+\]\s*$/m.test(text) || /^[^:=\s]+(?:\s+\w+=\S*)+\s*$/m.test(text))
}

/** An inventory may hold what only Ansible can read; in JSON of the script's own every text is meant as it stands. */
function readFound(text: string, source: string, wanted: string | undefined): { field: Field; found: Found } {
  const document = isIni(text) ? undefined : parseYaml(text, source, 'HOST_FAILED', { nulls: true })
  if (document !== undefined && !isInventory(document)) return { field: document, found: look(document) }
  const field = document === undefined ? readIniInventory(text, source, wanted) : readYamlInventory(document, wanted)
  const found = look(field)
  for (const one of Object.values(found)) if (one !== undefined) requirePlain(one)
  return { field, found }
}

function look(field: Field): Found {
  const byName = new Map(field.entries().map(([name, value]) => [plain(name), value]))
  const first = (all: readonly string[]): Field | undefined =>
    all.map((name) => byName.get(plain(name))).find((value) => value !== undefined && value.value !== null && value.value !== '')
  return {
    host: first(names.host),
    port: first(names.port),
    user: first(names.user),
    key: first(names.key),
    keyFile: first(names.keyFile),
    password: first(names.password),
    passphrase: first(names.passphrase),
    knownHosts: first(names.knownHosts),
    options: first(names.options),
    args: first(names.args),
    pythons: first(names.pythons),
  }
}

function plain(name: string): string {
  return name.replaceAll(/[-_\s]/g, '').toLowerCase()
}

function textOf(field: Field | undefined): string | undefined {
  return field?.text()
}

function given<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const result: { [P in K]?: string } = {}
  if (value !== undefined) result[key] = value
  return result
}

/** A text of some lines, or a list of texts. */
function linesOf(field: Field | undefined): string[] {
  const texts = field === undefined ? [] : Array.isArray(field.value) ? field.list().map((item) => item.text()) : [field.text()]
  return texts
    .flatMap((text) => text.split(/\r\n|\n|\r/))
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** `-o Name=value` and `-J host` out of words for a shell; what else stands among them is for other programs, and no concern of a build. */
function optionsOf(args: string): string[] {
  const words = [...args.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'))
  return words
    .flatMap((word, at) => {
      const [, flag, rest = ''] = /^-([oJ])(.*)$/s.exec(word) ?? []
      const value = rest === '' ? (words[at + 1] ?? '') : rest
      return flag === 'o' ? [value] : flag === 'J' ? [`ProxyJump=${value}`] : []
    })
    .filter((option) => !/^(?:StrictHostKeyChecking|UserKnownHostsFile|BatchMode|Control\w+)\b/i.test(option))
}

function pythonsOf(field: Field | undefined): ReadonlyMap<string, string> {
  return new Map((field?.entries() ?? []).map(([label, path]) => [label, path.text()]))
}
