import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type HostAddress, showAddress } from '../../core/build/host-address.ts'
import { repairKey } from '../../core/build/private-key.ts'

/** All that starting `ssh` to a host needs; no secret stands in it, only paths of files that hold them. */
export interface Connection {
  readonly name: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Lets go of every session but the one that carries the others. */
  readonly signal: AbortSignal
  /** What makes a session carry the others, so that they need no handshake of their own; empty where that is not possible. */
  readonly master: readonly string[]
  /** Where ssh's own words go, one file a session. */
  readonly folder: string
}

/** What keeps a connection, and notices in a minute that it is gone. A user's own options come before them and win. */
const defaults: readonly (readonly [string, string])[] = [
  ['ConnectTimeout', '30'],
  ['ServerAliveInterval', '15'],
  ['ServerAliveCountMax', '4'],
  // Over NAT gateways and routes that flap the kernel's own probes end connections that would live.
  ['TCPKeepAlive', 'no'],
]

/** Writes the key, the known hosts and the answers to prompts below `folder`, for this user alone, and says how `ssh` is called. */
export async function prepareConnection(address: HostAddress, folder: string, signal: AbortSignal): Promise<Connection> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const key = address.key === undefined ? address.keyFile : await secretFile(folder, 'key', repairKey(address.key))
  const known = await secretFile(folder, 'known_hosts', knownHosts(address))
  const asks = address.password !== undefined || address.passphrase !== undefined
  const askpass = asks ? await writeAskpass(address, folder) : {}
  const socket = carrier(folder)
  return {
    name: showAddress(address),
    args: argumentsOf(address, { key, known, socket }, asks),
    env: { ...inherited(), ...askpass },
    signal,
    master: socket === undefined ? [] : option('ControlMaster', 'yes'),
    folder,
  }
}

/** Sessions share one connection where ssh can do that (not on Windows) and the socket's path is short enough for the system. */
function carrier(folder: string): string | undefined {
  const path = join(folder, 'c')
  return process.platform === 'win32' || path.length > 80 || /[%\s"]/.test(path) ? undefined : path
}

interface Places {
  readonly key: string | undefined
  readonly known: string
  readonly socket: string | undefined
}

function argumentsOf(address: HostAddress, { key, known, socket }: Places, asks: boolean): string[] {
  const strict = address.hostKeys === 'strict'
  const identity = key === undefined ? [] : ['-i', key, ...option('IdentitiesOnly', 'yes')]
  return [
    ...option('StrictHostKeyChecking', strict ? 'yes' : 'accept-new'),
    ...option('UserKnownHostsFile', strict ? `"${known}" ~/.ssh/known_hosts` : `"${known}"`),
    ...option('UpdateHostKeys', 'no'),
    ...address.options.flatMap(([name, value]) => option(name, value)),
    ...defaults.flatMap(([name, value]) => option(name, value)),
    ...option('BatchMode', asks ? 'no' : 'yes'),
    ...option('NumberOfPasswordPrompts', '1'),
    // What the agent's own ssh_config may say of sessions for people.
    ...option('ControlMaster', 'no'),
    ...option('ControlPath', socket ?? 'none'),
    ...['ControlPersist=no', 'ClearAllForwardings=yes', 'PermitLocalCommand=no', 'RemoteCommand=none', 'LogLevel=INFO'].flatMap((pair) => [
      '-o',
      pair,
    ]),
    '-T',
    '-a',
    '-x',
    '-p',
    String(address.port),
    ...identity,
    ...(address.user === '' ? [] : ['-l', address.user]),
    '--',
    address.host,
  ]
}

function option(name: string, value: string): string[] {
  return ['-o', `${name}=${value}`]
}

/** A private file. ssh for Windows wants nobody else among those who may read it, inherited rights included. */
async function secretFile(folder: string, name: string, text: string, mode = 0o600): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text, { mode })
  await chmod(path, mode)
  const owner = process.env['USERNAME']
  if (process.platform === 'win32' && owner !== undefined)
    await promisify(execFile)('icacls', [path, '/inheritance:r', '/grant:r', `${owner}:F`], { windowsHide: true })
  return path
}

/** A line that begins with the key's type, as in a `.pub` file, is of this host. */
function knownHosts({ host, port, knownHosts }: HostAddress): string {
  const own = port === 22 ? host : `[${host}]:${port}`
  return knownHosts.map((line) => (/^(?:ssh-|ecdsa-|sk-)\S+ +AAAA/.test(line) ? `${own} ${line}\n` : `${line}\n`)).join('')
}

/** ssh asks this program (OpenSSH 8.4 and later): it prints a file, so that no secret stands in an argument or a variable. */
async function writeAskpass({ password, passphrase }: HostAddress, folder: string): Promise<NodeJS.ProcessEnv> {
  const answers = [
    await secretFile(folder, 'passphrase', `${passphrase ?? ''}\n`),
    await secretFile(folder, 'password', `${password ?? ''}\n`),
  ] as const
  const windows = process.platform === 'win32'
  const text = windows
    ? `@echo off\r\necho %* | findstr /i passphrase >nul && (type "${answers[0]}") || (type "${answers[1]}")\r\n`
    : `#!/bin/sh\ncase "$*" in *assphrase*) exec cat '${answers[0].replaceAll("'", `'\\''`)}' ;; *) exec cat '${answers[1].replaceAll("'", `'\\''`)}' ;; esac\n`
  const program = await secretFile(folder, windows ? 'askpass.cmd' : 'askpass', text, 0o700)
  return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: process.env['DISPLAY'] ?? ':0' }
}

/** What ssh itself needs of this agent: where its programs, files and agent are. No locale: Debian's ssh would send it along. */
function inherited(): NodeJS.ProcessEnv {
  const wanted =
    /^(?:PATH|PATHEXT|HOME|USER|LOGNAME|SSH_AUTH_SOCK|SSH_AGENT_PID|SYSTEMROOT|WINDIR|COMSPEC|TEMP|TMP|TMPDIR|USERPROFILE|USERNAME|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES)$/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)))
}
