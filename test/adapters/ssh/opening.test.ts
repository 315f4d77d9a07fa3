import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareConnection } from '../../../adapters/ssh/connection.ts'
import { type SshHost, sshHost } from '../../../adapters/ssh/ssh-host.ts'
import type { HostAddress } from '../../../core/build/host-address.ts'
import type { Command } from '../../../core/ports.ts'
import { marker, runs, until } from '../../contracts/host.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { type Sshd, startSshd } from '../../servers/sshd.ts'

describe('opening a host over ssh', () => {
  let sshd: Sshd
  let folder: string
  const open: SshHost[] = []
  const told: string[] = []
  before(async function () {
    sshd = await startSshd(this)
    folder = mkdtempSync(join(tmpdir(), 'opening-'))
  })
  after(async () => {
    // Connections that a test has stopped end by this.
    await sshd?.close()
    await Promise.all(open.map(async (host) => await host.close()))
    for (const host of open) rmSync(host.folder, { recursive: true, force: true })
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  const label = (): string => `test-${marker()}`
  const secrets = (): string => mkdtempSync(join(folder, 's-'))
  const tell = (text: string): void => void told.push(text)
  const opened = async (name = label(), patience = 0, cancel = new AbortController()): Promise<SshHost> => {
    const host = await sshHost(sshd.address(), { signal: cancel.signal, secrets: secrets(), label: name, patience, tell })
    open.push(host)
    return host
  }
  const sh = (host: SshHost, script: string): Command => ({
    program: '/bin/sh',
    args: ['-c', script],
    cwd: host.folder,
    env: { PATH: '/usr/bin:/bin' },
    seconds: 0,
  })
  const ignore = (): void => undefined

  describe('while another run is at work', () => {
    it('takes a folder beside its own, says so, and takes the first again when that one is done', async () => {
      const name = label()
      const first = await opened(name)
      const second = await opened(name)
      assert.equal(second.folder, `${first.folder}-2`)
      assert.match(told.at(-1) ?? '', /Another run is at work in .*this one builds in .*-2\.$/)
      assert.deepEqual(await first.run(sh(first, 'exit 0'), ignore), { kind: 'exited', code: 0 })
      assert.deepEqual(await second.run(sh(second, 'exit 0'), ignore), { kind: 'exited', code: 0 })
      await first.close()
      const third = await opened(name)
      assert.equal(third.folder, first.folder)
      assert.equal(existsSync(second.folder), true)
    })

    it('waits where there is none beside it, and says so', async () => {
      const name = label()
      const first = `/tmp/wheelworks-${sshd.address().user}-${name}`
      const all = Array.from({ length: 20 }, (_, at) => (at === 0 ? first : `${first}-${at + 1}`))
      for (const one of all) mkdirSync(join(one, '.lock'), { recursive: true, mode: 0o700 })
      try {
        await assert.rejects(opened(name), /Other runs are building in .*-20 on/)
        told.length = 0
        const waiting = opened(name, 60)
        await until(() => told.length > 0)
        assert.match(told[0] ?? '', /this one waits for it/)
        rmSync(all[2] ?? '', { recursive: true })
        assert.equal((await waiting).folder, `${first}-3`)
      } finally {
        for (const one of all) rmSync(one, { recursive: true, force: true })
      }
    })

    it('goes on in its own folder after a network that died in silence', async () => {
      const host = await opened(label(), 1)
      const mark = marker()
      const running = host.run(sh(host, `sleep ${mark}`), ignore)
      await until(() => runs(mark))
      // The other side never hears that this one is gone.
      assert.ok(sshd.freeze() > 0)
      for (const pid of clientsOf(sshd.port)) process.kill(pid, 'SIGKILL')
      assert.equal((await running).kind, 'lost')
      assert.deepEqual(await host.run(sh(host, 'exit 6'), ignore), { kind: 'exited', code: 6 })
      await until(() => !runs(mark))
    })
  })

  describe('when the run is cancelled', () => {
    let silent: Server
    const sockets: Socket[] = []
    before(async () => {
      silent = createServer((socket) => void sockets.push(socket))
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    })
    after(() => {
      sockets.forEach((socket) => socket.destroy())
      silent.close()
    })

    it('asks a host that does not answer no longer', async function () {
      this.timeout(8000)
      const cancel = new AbortController()
      const { port } = silent.address() as AddressInfo
      const opening = sshHost(sshd.address({ port }), { signal: cancel.signal, secrets: secrets(), label: label(), patience: 600, tell })
      await until(() => sockets.length > 0)
      cancel.abort()
      assert.equal(await rejectedCode(opening), 'HOST_UNREACHABLE')
    })

    it('clears away what it can, and waits for no network that is gone', async function () {
      this.timeout(8000)
      const cancel = new AbortController()
      const host = await opened(label(), 0, cancel)
      await host.make(host.join(host.folder, 'x'))
      cancel.abort()
      await host.remove(host.join(host.folder, 'x'))
      assert.equal(existsSync(host.join(host.folder, 'x')), false)
      assert.ok(sshd.freeze() > 0)
      assert.equal(await rejectedCode(host.remove(host.folder)), 'HOST_LOST')
    })

    it('gives the host back in seconds, though that takes longer over there', async function () {
      this.timeout(8000)
      const cancel = new AbortController()
      const host = await opened(label(), 0, cancel)
      cancel.abort()
      assert.ok(sshd.freeze() > 0)
      await host.close()
    })
  })

  it('removes the folder there although nothing else keeps this program alive', async () => {
    const name = label()
    const client = spawn(process.execPath, [join(import.meta.dirname, 'client.js'), JSON.stringify(sshd.address()), secrets(), name, ''], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    client.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    assert.deepEqual(await once(client, 'close'), [0, null])
    const [was = '', end] = said.trim().split('\n')
    assert.match(was, new RegExp(`^/tmp/wheelworks-.*-${name}$`))
    assert.deepEqual([end, existsSync(was)], ['closed', false])
  })

  for (const shell of ['/bin/bash', '/bin/dash', '/bin/busybox'])
    it(`speaks with ${shell} as sh, whatever a login prints, hands on and forbids`, async function () {
      if (!existsSync(shell)) this.skip()
      const profile =
        "echo motd; echo noise >&2; umask 077\nwhich () { ( alias;\n eval odd ) | cat; }; export -f which; export LAST='a\nb=c'"
      const other = await startSshd(this, { login: { sh: shell, profile } })
      try {
        const host = await sshHost(other.address(), {
          signal: new AbortController().signal,
          secrets: secrets(),
          label: label(),
          patience: 0,
          tell,
        })
        open.push(host)
        assert.deepEqual(
          Object.entries(host.environment).filter(([name, value]) => name.startsWith('BASH_FUNC') || String(value).includes('eval odd')),
          [],
        )
        const lines: string[] = []
        assert.deepEqual(await host.run(sh(host, 'umask; exit 7'), (line) => void lines.push(line)), { kind: 'exited', code: 7 })
        assert.match(lines.join('\n'), /^0?022$/)
        const mark = marker()
        assert.deepEqual(await host.run({ ...sh(host, `sleep ${mark} & sleep ${mark}`), seconds: 0.5 }, ignore), { kind: 'timed-out' })
        await until(() => !runs(mark))
        await host.close()
        assert.equal(existsSync(host.folder), false)
      } finally {
        await other.close()
      }
    })

  it('says that there is no ssh on this agent', async () => {
    const path = process.env['PATH']
    process.env['PATH'] = folder
    try {
      await assert.rejects(opened(), /there is no ssh on this agent/)
    } finally {
      process.env['PATH'] = path
    }
  })

  describe('keeps what nobody else may see', () => {
    const prepared = async (changes: Partial<HostAddress>): ReturnType<typeof prepareConnection> =>
      await prepareConnection(sshd.address(changes), secrets(), new AbortController().signal)

    it('in files for this user alone', async () => {
      const key = readFileSync(sshd.keyFile, 'utf8')
      const { folder: place, args } = await prepared({ key, password: "it's $(secret)" })
      assert.equal(statSync(place).mode & 0o777, 0o700)
      for (const name of ['key', 'password', 'passphrase', 'known_hosts']) assert.equal(statSync(join(place, name)).mode & 0o777, 0o600)
      assert.equal(readFileSync(join(place, 'key'), 'utf8'), key)
      assert.ok(!args.join(' ').includes('secret'))
    })

    for (const [prompt, answer] of [
      ["root@10.0.0.4's password: ", "it's $(secret)"],
      ['(root@10.0.0.4) Password: ', "it's $(secret)"],
      ["Enter passphrase for key '/k': ", 'open\\sesame'],
    ])
      it(`and answers '${prompt}'`, async () => {
        const { env } = await prepared({ password: "it's $(secret)", passphrase: 'open\\sesame' })
        assert.equal(env['SSH_ASKPASS_REQUIRE'], 'force')
        assert.ok(!JSON.stringify(env).includes('secret'))
        assert.equal(execFileSync(env['SSH_ASKPASS'] ?? '', [prompt ?? ''], { encoding: 'utf8' }), `${answer}\n`)
      })
  })
})

/** The ssh programs of this machine that speak to a port. */
function clientsOf(port: number): number[] {
  return execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => /^\s*\d+ ssh /.test(line) && line.includes(` -p ${port} `))
    .map((line) => Number.parseInt(line, 10))
}
