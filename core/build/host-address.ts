import { Problem } from '../problem.ts'

/** How the host's own key is judged: it must be known, or an unknown one is taken the first time. A changed key is refused in any case. */
export type HostKeys = 'strict' | 'accept-new'
export const hostKeyRules: readonly HostKeys[] = ['strict', 'accept-new']

/** Where a build host is, as whom to go there, and with what. */
export interface HostAddress {
  readonly host: string
  readonly port: number
  /** Empty: as ssh decides by itself. */
  readonly user: string
  /** The private key's text, whole. */
  readonly key?: string
  /** Or a file of this agent that holds it. */
  readonly keyFile?: string
  readonly passphrase?: string
  readonly password?: string
  /** Lines as in known_hosts; one that begins with a key type is of this host. */
  readonly knownHosts: readonly string[]
  readonly hostKeys: HostKeys
  /** Further options of ssh (`ssh_config`), which win over ours. */
  readonly options: readonly (readonly [name: string, value: string])[]
}

/** `root@10.0.0.4`, with the port where it is not 22. */
export function showAddress({ host, port, user }: Pick<HostAddress, 'host' | 'port' | 'user'>): string {
  const place = port === 22 ? host : host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return user === '' ? place : `${user}@${place}`
}

/** A host name or address; anything that ssh would take for an option or for more than a name is `INPUT_INVALID`. */
export function requireHost(text: string, source: string): string {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.:%-]*$|^:[0-9A-Fa-f:.]+$/.test(text)) return text
  throw new Problem('INPUT_INVALID', `${source} names no host: '${text}'.`, 'Write a host name or an address, without user and port.')
}

/** A user's name, or empty. */
export function requireUser(text: string, source: string): string {
  if (/^(?:[A-Za-z0-9_][A-Za-z0-9_.@\\$+-]*)?$/.test(text)) return text
  throw new Problem('INPUT_INVALID', `${source} names no user: '${text}'.`, 'Write the name to log in with.')
}

/** A port from 1 to 65535; not given, it is 22. */
export function requirePort(text: string | undefined, source: string): number {
  if (text === undefined || text === '') return 22
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new Problem('INPUT_INVALID', `${source} names no port: '${text}'.`, 'Write a number from 1 to 65535.')
}

/** What decides whom to trust and what a session is stays with the inputs made for it; an option that would undo it is refused. */
const settled: ReadonlyMap<string, string> = new Map([
  ['stricthostkeychecking', "Use the input 'hostKeys'."],
  ['userknownhostsfile', "Use the input 'knownHosts'."],
  ['batchmode', 'Nobody can answer a prompt in a pipeline.'],
  ['remotecommand', 'The task runs its own.'],
  ['requesttty', 'A terminal would mix what a build prints.'],
  ['setenv', "Use the input 'buildEnvironment'."],
  ['sendenv', "Use the input 'buildEnvironment'."],
  ['stdinnull', 'A build is stopped through its stdin.'],
  ['forkafterauthentication', 'The task waits for what it starts.'],
  ['sessiontype', 'The task runs commands.'],
  ['controlmaster', 'The sessions of a task share one connection anyway.'],
  ['controlpath', 'The sessions of a task share one connection anyway.'],
  ['controlpersist', 'A connection that outlived the task would keep its key.'],
])

/** One `Name=value` (or `Name value`) of `ssh_config`, `-o` before it or not; otherwise `INPUT_INVALID`. */
export function parseOption(line: string, source: string): readonly [name: string, value: string] {
  const found = /^(?:-o\s*)?([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(\S.*)$/.exec(line.trim())
  const [, name = '', value = ''] = found ?? []
  if (name === '') throw new Problem('INPUT_INVALID', `${source} holds '${line}'.`, 'Write Name=value, as in ssh_config, one a line.')
  const why = settled.get(name.toLowerCase())
  if (why !== undefined) throw new Problem('INPUT_INVALID', `${source} sets ${name}, which the task decides.`, why)
  return [name, value.trim()]
}
