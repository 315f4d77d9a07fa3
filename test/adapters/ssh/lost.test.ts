import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SshHost, sshHost } from '../../../adapters/ssh/ssh-host.ts'
import type { HostAddress } from '../../../core/build/host-address.ts'
import type { Command } from '../../../core/ports.ts'
import { marker, runs, until } from '../../contracts/host.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { keygen, type Sshd, startSshd } from '../../servers/sshd.ts'

describe('a host over ssh', () => {
  let sshd: Sshd
  let folder: string
  const open: SshHost[] = []
  before(async function () {
    sshd = await startSshd(this, { environment: { _PYTHON_HOST_PLATFORM: 'freebsd-14.3-amd64' } })
    folder = mkdtempSync(join(tmpdir(), 'lost-'))
  })
  after(async () => {
    await Promise.all(open.map(async (host) => await host.close()))
    await sshd?.close()
    for (const host of open) rmSync(host.folder, { recursive: true, force: true })
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  const label = (): string => `test-${marker()}`
  const opened = async (changes: Partial<HostAddress> = {}, name = label(), patience = 0): Promise<SshHost> => {
    const secrets = mkdtempSync(join(folder, 's-'))
    const host = await sshHost(sshd.address(changes), {
      signal: new AbortController().signal,
      secrets,
      label: name,
      patience,
      tell: () => undefined,
    })
    open.push(host)
    return host
  }
  const sh = (host: SshHost, script: string, env: Record<string, string> = {}): Command => ({
    program: '/bin/sh',
    args: ['-c', script],
    cwd: host.folder,
    env: { PATH: '/usr/bin:/bin', ...env },
    seconds: 0,
  })
  const ignore = (): void => undefined

  it('has what a login there sees by itself, and no terminal', async () => {
    const host = await opened()
    assert.equal(host.environment['_PYTHON_HOST_PLATFORM'], 'freebsd-14.3-amd64')
    assert.equal(host.environment['TERM'], 'dumb')
    assert.ok(host.environment['PATH'] !== undefined && host.environment['HOME'] !== undefined)
    assert.deepEqual(
      Object.keys(host.environment).filter((name) => /^(?:SSH_|_$|PWD$)/.test(name)),
      [],
    )
  })

  it('tells a broken connection from a failed command, leaves nothing there, and goes on afterwards', async () => {
    const host = await opened({}, label(), 20)
    const mark = marker()
    const running = host.run(sh(host, `sleep ${mark} & sleep ${mark}`), ignore)
    await until(() => runs(mark))
    assert.ok(sshd.cut() > 0)
    assert.equal((await running).kind, 'lost')
    await until(() => !runs(mark))
    assert.deepEqual(await host.run(sh(host, 'exit 7'), ignore), { kind: 'exited', code: 7 })
    assert.deepEqual(readdirSync(join(host.folder, '.sessions')), [])
  })

  it('ends what a lost session left there before anything else runs', async () => {
    const host = await opened({}, label(), 20)
    const mark = marker()
    const running = host.run(sh(host, `sleep ${mark}`), ignore)
    await until(() => runs(mark))
    // As if the other side had not yet heard that the connection is gone: the watchdog does not act.
    const [note = ''] = readdirSync(join(host.folder, '.sessions'))
    const group = Number(readFileSync(join(host.folder, '.sessions', note), 'utf8'))
    await stopWatchdog(group)
    sshd.cut()
    await running
    assert.ok(runs(mark))
    assert.deepEqual(await host.run(sh(host, 'exit 0'), ignore), { kind: 'exited', code: 0 })
    await until(() => !runs(mark))
  })

  it('says HOST_LOST when the host does not come back, of files as well', async () => {
    const host = await opened()
    await sshd.stop()
    try {
      await until(() => !runs(`-p ${sshd.port}`))
      assert.equal((await host.run(sh(host, 'true'), ignore)).kind, 'lost')
      assert.equal(await rejectedCode(host.write(host.join(host.folder, 'x'), 'x')), 'HOST_LOST')
      assert.equal(await rejectedCode(host.get(host.join(host.folder, 'x'), join(folder, 'x'))), 'HOST_LOST')
    } finally {
      await sshd.start()
    }
  })

  it('waits for a host that is only just starting', async () => {
    await sshd.stop()
    const opening = opened({}, label(), 30)
    await sshd.start()
    assert.deepEqual(await (await opening).run(sh(await opening, 'exit 0'), ignore), { kind: 'exited', code: 0 })
  })

  it('leaves no process when this side is killed, and the next run has the folder', async () => {
    const name = label()
    const mark = marker()
    const address = JSON.stringify(sshd.address())
    const client = spawn(process.execPath, [join(import.meta.dirname, 'client.js'), address, mkdtempSync(join(folder, 's-')), name, mark], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(client.stdout, 'data')
    assert.ok(runs(mark))
    client.kill('SIGKILL')
    await until(() => !runs(mark))
    const next = await opened({}, name, 10)
    assert.deepEqual(await next.run(sh(next, 'exit 0'), ignore), { kind: 'exited', code: 0 })
    await until(() => !runs(`ww-part`) && readdirSync(join(next.folder, '.sessions')).length === 0)
  })

  it('shows no value in any argument of any process while a command runs', async () => {
    const host = await opened()
    const secret = `s3cret${marker()}`
    const mark = marker()
    const running = host.run({ ...sh(host, `sleep ${mark}`), env: { PATH: '/usr/bin:/bin', TOKEN: secret } }, ignore)
    await until(() => runs(mark))
    assert.equal(runs(secret), false)
    await host.write(host.join(host.folder, 'end'), secret)
    assert.equal(runs(secret), false)
    sshd.cut()
    await running
  })

  it('does not mistake what a build prints for its own words', async () => {
    const host = await opened()
    const lines: string[] = []
    const exit = await host.run(sh(host, 'echo ww-0 exit 0 >&2; echo "ww-0 ready"; exit 9'), (line) => void lines.push(line))
    assert.deepEqual(exit, { kind: 'exited', code: 9 })
    assert.deepEqual(lines.sort(), ['ww-0 exit 0', 'ww-0 ready'])
  })

  it('ends although something there holds the output open for ever', async function () {
    if (!existsSync('/usr/bin/setsid')) this.skip()
    const host = await opened()
    const mark = marker()
    const lines: string[] = []
    const exit = await host.run(sh(host, `setsid sleep ${mark} & echo $!; exit 4`), (line) => void lines.push(line))
    assert.deepEqual(exit, { kind: 'exited', code: 4 })
    process.kill(Number(lines[0]), 'SIGKILL')
  })

  it('refuses what no shell can hand on', async () => {
    const host = await opened()
    for (const env of [{ 'A B': 'x' }, { UID: '1' }, { A: 'x\0y' }])
      assert.equal((await host.run(sh(host, 'true', env), ignore)).kind, 'not-started')
  })

  describe('cannot be reached, and says why', () => {
    const other = (name: string): string => {
      keygen(join(folder, name))
      return join(folder, name)
    }
    const cases: [why: string, says: RegExp, changes: () => Partial<HostAddress>][] = [
      ['nothing listens', /nothing listens/, () => ({ port: 1 })],
      ['another key', /does not let this user in/, () => ({ keyFile: other('stranger') })],
      ['another user', /does not let this user in/, () => ({ user: 'nobody-of-that-name' })],
      ['an unknown host key', /host key is not known/, () => ({ knownHosts: [] })],
      [
        'a changed host key',
        /another than the known/,
        () => ({ knownHosts: [readFileSync(`${other('changed')}.pub`, 'utf8').trim()], hostKeys: 'accept-new' }),
      ],
      ['a damaged key', /private key is damaged/, () => ({ keyFile: damaged(join(folder, 'damaged'), sshd.keyFile) })],
      ['a name that is none', /cannot be resolved/, () => ({ host: 'no-such-host.invalid' })],
      ['an option that is none', /does not take an option/, () => ({ options: [['NoSuchOption', 'yes']] })],
    ]
    for (const [why, says, changes] of cases)
      it(why, async () => {
        const opening = opened(changes())
        assert.equal(await rejectedCode(opening), 'HOST_UNREACHABLE')
        await assert.rejects(opening, says)
      })
  })

  it('takes an unknown host key when told to', async () => {
    const host = await opened({ knownHosts: [], hostKeys: 'accept-new' })
    assert.deepEqual(await host.run(sh(host, 'exit 0'), ignore), { kind: 'exited', code: 0 })
  })

  it('takes a key as text, with its newlines lost', async () => {
    const key = readFileSync(sshd.keyFile, 'utf8').replaceAll('\n', ' ')
    const { keyFile: _, ...address } = sshd.address()
    const secrets = mkdtempSync(join(folder, 's-'))
    const host = await sshHost(
      { ...address, key },
      { signal: new AbortController().signal, secrets, label: label(), patience: 0, tell: () => undefined },
    )
    open.push(host)
    assert.deepEqual(await host.run(sh(host, 'exit 0'), ignore), { kind: 'exited', code: 0 })
  })

  it('opens a key that has a passphrase', async () => {
    const keyFile = join(folder, 'locked')
    keygen(keyFile, '-t', 'ed25519', '-N', 'open sesame')
    const allowed = join(sshd.folder, 'authorized_keys')
    writeFileSync(allowed, `${readFileSync(allowed, 'utf8')}${readFileSync(`${keyFile}.pub`, 'utf8')}`)
    const host = await opened({ keyFile, passphrase: 'open sesame' })
    assert.deepEqual(await host.run(sh(host, 'exit 0'), ignore), { kind: 'exited', code: 0 })
    assert.equal(await rejectedCode(opened({ keyFile, passphrase: 'other' })), 'HOST_UNREACHABLE')
  })
})

function damaged(path: string, from: string): string {
  writeFileSync(path, readFileSync(from, 'utf8').replaceAll('\n', ' '), { mode: 0o600 })
  return path
}

/** Stops, as by a debugger, the members of a group that wait for stdin's end. */
async function stopWatchdog(group: number): Promise<void> {
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [, , , , , pgrp] = /^(\d+) \((.*)\) (\S) (\d+) (\d+)/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? []
      const line = readFileSync(`/proc/${entry}/cmdline`, 'utf8')
      if (Number(pgrp) === group && line.startsWith('cat')) process.kill(Number(entry), 'SIGSTOP')
    } catch {
      // It has ended.
    }
  }
}
