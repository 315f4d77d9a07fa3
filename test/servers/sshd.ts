import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'mocha'
import type { HostAddress } from '../../core/build/host-address.ts'

/** A throw-away sshd on loopback, and how to get in. */
export interface Sshd {
  readonly port: number
  readonly folder: string
  readonly keyFile: string
  /** Its host key, as it stands in a `.pub` file. */
  readonly hostKey: string
  /** The address with all that is needed, and what a test changes in it. */
  address(changes?: Partial<HostAddress>): HostAddress
  /** Breaks every connection that there is, from the server's side; answers how many. */
  cut(): number
  /** Stops every connection's processes on the server's side, as a network does that died in silence; answers how many. */
  freeze(): number
  /** Breaks what there is and takes no connection any more, or does again. */
  stop(): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

/** What an sshd of a test may be like. */
export interface SshdOptions {
  /** What its sessions see by themselves, beside their own. */
  readonly environment?: Readonly<Record<string, string>>
  /** A program that stands for `sh` there, and what a login prints and sets before anything runs, for bash. */
  readonly login?: { readonly sh?: string; readonly profile?: string }
  /** Further lines of sshd_config. */
  readonly config?: readonly string[]
}

/** Where an sshd is on this machine: root's programs are not on everybody's path. */
const program = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/usr/bin/sshd', '/opt/homebrew/sbin/sshd'].find((path) => existsSync(path))

/** Where sshd is; a machine without it skips by name, but under CI. As root it separates privileges, for which Debian leaves a folder to the boot. */
export function requireSshd(test: Context): string {
  if (program === undefined) {
    if (process.env['CI'] === 'true') throw new Error('This machine has no sshd (openssh-server), which CI promises.')
    return test.skip()
  }
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true })
  return program
}

/** Starts an sshd for this user. */
export async function startSshd(test: Context, options: SshdOptions = {}): Promise<Sshd> {
  const program = requireSshd(test)
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'))
  mkdirSync(join(folder, 'home'))
  for (const name of ['host', 'user']) keygen(join(folder, name))
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'user.pub')))
  const hostKey = readFileSync(join(folder, 'host.pub'), 'utf8').trim()
  const begun = await startAnywhere(program, folder, options)
  const { port } = begun
  let { server } = begun
  return {
    port,
    folder,
    hostKey,
    keyFile: join(folder, 'user'),
    address: (changes) => ({
      host: '127.0.0.1',
      port,
      user: userInfo().username,
      keyFile: join(folder, 'user'),
      knownHosts: [hostKey],
      hostKeys: 'strict',
      options: [],
      ...changes,
    }),
    cut: () => childrenOf(server.pid ?? 0).filter((pid) => tryKill(pid)).length,
    freeze: () => childrenOf(server.pid ?? 0).filter((pid) => tryKill(pid, 'SIGSTOP')).length,
    stop: async () => await stopServer(server),
    start: async () => void (server = await start(program, folder)),
    close: async () => {
      await stopServer(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes a key pair `path` and `path.pub`. */
export function keygen(path: string, ...args: readonly string[]): void {
  execFileSync(
    'ssh-keygen',
    ['-q', '-f', path, ...(args.includes('-N') ? [] : ['-N', '']), ...(args.includes('-t') ? [] : ['-t', 'ed25519']), ...args],
    { stdio: 'ignore' },
  )
}

function configOf(folder: string, port: number, { environment = {}, config = [], login }: SshdOptions): string {
  // A home of its own: what its user has written for shells (some start a dozen programs) is no part of any test, and costs each command.
  const set = Object.entries({ HOME: join(folder, 'home'), ...environment }).map(([name, value]) => `"${name}=${value}"`)
  return [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'MaxStartups 100:30:200',
    `SetEnv ${set.join(' ')}`,
    ...(login === undefined ? [] : [`ForceCommand ${makeLogin(folder, login)}`]),
    ...config,
    '',
  ].join('\n')
}

/** A login shell's stand-in: its profile first, then what the client asks for, with another `sh`. */
function makeLogin(folder: string, { sh = '/bin/sh', profile = '' }: NonNullable<SshdOptions['login']>): string {
  const path = join(folder, 'login')
  symlinkSync(sh, join(folder, 'sh'))
  writeFileSync(path, `#!/bin/bash\n${profile}\neval "\${SSH_ORIGINAL_COMMAND/ sh -s / '${join(folder, 'sh')}' -s }"\n`, { mode: 0o755 })
  return path
}

/** sshd takes no port 0, and somebody else may take a free one between asking for it and listening on it. */
async function startAnywhere(
  program: string,
  folder: string,
  options: SshdOptions,
  tries = 5,
): Promise<{ server: ChildProcess; port: number }> {
  const port = await freePort()
  writeFileSync(join(folder, 'sshd_config'), configOf(folder, port, options))
  try {
    return { server: await start(program, folder), port }
  } catch (error) {
    if (tries === 1 || !String(error).includes('Address already in use')) throw error
    return await startAnywhere(program, folder, options, tries - 1)
  }
}

async function start(sshd: string, folder: string): Promise<ChildProcess> {
  const server = spawn(sshd, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] })
  await new Promise<void>((resolve, reject) => {
    let told = ''
    server.stderr.on('data', (chunk: Buffer) => {
      told = `${told}${chunk.toString()}`.slice(-4096)
      if (/Server listening/.test(told)) resolve()
    })
    server.once('exit', () => reject(new Error(`sshd did not start: ${told}`)))
  })
  return server
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const connections = childrenOf(server.pid ?? 0)
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill()
  await gone
  connections.forEach((pid) => tryKill(pid))
}

function tryKill(pid: number, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** By Linux's process table: the connections' own processes of a server, and of those the ones that speak for a user. */
function childrenOf(parent: number): number[] {
  const direct = processes().filter(({ ppid }) => ppid === parent)
  return direct.flatMap(({ pid }) => [
    ...processes()
      .filter((one) => one.ppid === pid && /sshd/.test(one.name))
      .map((one) => one.pid),
    pid,
  ])
}

function processes(): { pid: number; ppid: number; name: string }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      try {
        const found = /^(\d+) \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8'))
        return found === null ? [] : [{ pid: Number(found[1]), name: found[2] ?? '', ppid: Number(found[3]) }]
      } catch {
        return []
      }
    })
}

/** sshd takes no port 0: one that the system has just given and taken back. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
