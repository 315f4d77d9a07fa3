import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import type { RemoteInputs } from '../../../tasks/BuildWheels/host/host-inputs.ts'
import { hostState, parseHostState } from '../../../tasks/BuildWheels/host/host-state.ts'
import { openHost } from '../../../tasks/BuildWheels/host/open-host.ts'
import { tearDown } from '../../../tasks/BuildWheels/host/tear-down.ts'
import { problemCode, rejectedCode } from '../../fakes/problem-code.ts'
import { type Hosting, hostingIn } from './hosting.ts'
import { askOf } from './try-run.ts'

const command = (hostCommand: string, more: Partial<RemoteInputs> = {}): RemoteInputs => ({
  kind: 'ssh',
  hostCommand,
  loggingCommands: [],
  hostKeys: 'strict',
  knownHosts: [],
  options: [],
  patience: 60,
  label: 'label',
  instance: undefined,
  ...more,
})
const writes = (json: object): string => `echo '${JSON.stringify(json)}' >"$WHEELWORKS_HOST_FILE"`

describe('open-host', () => {
  let folder: string
  let key: string
  before(() => {
    const made = mkdtempSync(join(tmpdir(), 'key-'))
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(made, 'id')])
    key = readFileSync(join(made, 'id'), 'utf8')
    rmSync(made, { recursive: true })
  })
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hosting-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is this agent without a word to the post-job step', async () => {
    const ports = hostingIn(folder)
    await openHost({ kind: 'local' }, ports)
    assert.deepEqual([ports.pipeline.remembered.size, ports.reached.length, ports.log.lines.length], [0, 0, 0])
  })

  describe('by a script', () => {
    it('takes the host that it names, with what the inputs add', async () => {
      const ports = hostingIn(folder)
      const inputs = command(writes({ host: 'h', port: 7, user: 'me', knownHosts: ['b'], options: ['A=b'], pythons: { '3.14': '/p' } }), {
        knownHosts: ['a'],
        options: [['ProxyJump', 'gate']],
        hostKeys: 'accept-new',
      })
      await openHost(inputs, ports)
      const [{ address, secrets, label, patience, pythons } = assert.fail()] = ports.reached
      assert.deepEqual(address, {
        host: 'h',
        port: 7,
        user: 'me',
        hostKeys: 'accept-new',
        knownHosts: ['a', 'b'],
        options: [
          ['ProxyJump', 'gate'],
          ['A', 'b'],
        ],
      })
      assert.deepEqual([label, patience, [...pythons]], ['label', 60, [['3.14', '/p']]])
      assert.equal(statSync(secrets).mode & 0o777, 0o700)
    })

    it('gives it the whole environment of the step, and the sources to stand in', async () => {
      const ports = hostingIn(folder, { environment: { TOKEN: 't0k', AWS_SECRET_ACCESS_KEY: 'x' } })
      await openHost(command(`echo "$TOKEN $AWS_SECRET_ACCESS_KEY $PWD"; ${writes({ host: 'h' })}`), ports)
      assert.ok(ports.log.text().includes(`foreign: t0k x ${folder}`))
    })

    it('keeps its text out of every argument: a macro in it may have been a secret', async () => {
      await openHost(command(`: s3cret; ps -A -ww -o args= >seen; ${writes({ host: 'h' })}`), hostingIn(folder))
      assert.doesNotMatch(readFileSync(join(folder, 'seen'), 'utf8'), /s3cret/)
    })

    it('hides a key whose newlines were lost by each of its parts, as wide as they were', async () => {
      const body = key.replaceAll(/-----[^-]+-----|\s/g, '')
      const parts = body.match(/.{1,64}/g) ?? []
      const ports = hostingIn(folder)
      await openHost(
        command(
          writes({ host: 'h', key: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...parts, '-----END OPENSSH PRIVATE KEY-----'].join(' ') }),
        ),
        ports,
      )
      for (const part of parts.filter(({ length }) => length >= 16)) assert.ok(ports.hidden.includes(part))
      assert.ok(!ports.hidden.some((one) => ['PRIVATE', 'OPENSSH', 'KEY-----'].includes(one)))
    })

    it('finds a key file beside the sources', async () => {
      const ports = hostingIn(folder)
      for (const keyFile of ['keys/id', '~/id', '/abs/id']) await openHost(command(writes({ host: 'h', keyFile })), ports)
      assert.deepEqual(
        ports.reached.map(({ address }) => address.keyFile),
        [join(folder, 'keys/id'), '~/id', '/abs/id'],
      )
    })

    it('tells the post-job step before it begins', async () => {
      const ports = hostingIn(folder)
      let known = false
      const run: Hosting['processes']['run'] = async (...args) => {
        known = ports.pipeline.remembered.has(hostState)
        return await ports.processes.run(...args)
      }
      const spied: Hosting = { ...ports, processes: { run } }
      await openHost(command(writes({ host: 'h' })), spied)
      assert.ok(known)
    })

    it('hides the key line by line, as it came and as it is used', async () => {
      const ports = hostingIn(folder)
      await openHost(command(writes({ host: 'h', key: key.replaceAll('\n', ' ').trim(), password: 'pass' })), ports)
      for (const line of key.split('\n').filter((one) => one !== '' && !one.startsWith('-----'))) assert.ok(ports.hidden.includes(line))
      assert.ok(ports.hidden.includes('pass'))
      assert.ok(ports.hidden.every((one) => !/[\r\n]/.test(one) && one.trim() !== ''))
    })

    it('prints what it prints in a group, disarmed but for commands that are named', async () => {
      const ports = hostingIn(folder)
      const script = `echo hello; echo '##vso[task.setvariable variable=a]b'; echo 'x ##vso[Task.LogIssue type=error]oh' >&2; echo '##[error]no'; ${writes({ host: 'h' })}`
      await openHost(command(script, { loggingCommands: ['task.logissue'] }), ports)
      const lines = ports.log.lines
      assert.deepEqual(
        lines.filter((line) => line.startsWith('command: ')),
        ['command: ##vso[Task.LogIssue type=error]oh'],
      )
      assert.ok(lines.includes('foreign: hello') && lines.includes('group: hostCommand'))
      assert.equal(
        lines.some((line) => line.startsWith('foreign') && line.includes('##vso[')),
        false,
      )
    })

    const failing: [what: string, script: string, says: RegExp][] = [
      ['ends with a code', 'echo the last word; exit 3', /exit code 3[\s\S]*the last word/],
      ['fails in the middle', `false; ${writes({ host: 'h' })}`, /exit code 1/],
      ['fails in a pipe', `false | cat; ${writes({ host: 'h' })}`, /exit code 1/],
      ['is not there', 'no-such-program', /exit code 127/],
      ['names no host', 'true', /named no host/],
      ['writes nothing', ': >"$WHEELWORKS_HOST_FILE"', /empty/],
      ['writes no JSON', 'echo "{" >"$WHEELWORKS_HOST_FILE"', /cannot be read/],
    ]
    for (const [what, script, says] of failing)
      it(`that ${what} is HOST_FAILED, and is taken down all the same`, async () => {
        const ports = hostingIn(folder)
        const opening = openHost(command(script), ports)
        assert.equal(await rejectedCode(opening), 'HOST_FAILED')
        await assert.rejects(opening, says)
        assert.deepEqual([ports.reached.length, ports.pipeline.remembered.has(hostState)], [0, true])
      })

    it('shows the last lines of a failure, not thousands', async () => {
      const opening = openHost(command('for i in $(seq 1000); do echo "line $i"; done; exit 1'), hostingIn(folder))
      await assert.rejects(
        opening,
        (error) => error instanceof Problem && error.message.split('\n').length === 21 && /line 1000/.test(error.message),
      )
    })

    it('refuses a key that is none, and tells nothing of it', async () => {
      const opening = openHost(command(writes({ host: 'h', key: '-----BEGIN RSA PRIVATE KEY----- SECRET' })), hostingIn(folder))
      assert.equal(await rejectedCode(opening), 'CREDENTIALS')
      await assert.rejects(opening, (error) => error instanceof Problem && !error.text.includes('SECRET'))
    })
  })

  describe('by a service connection', () => {
    const endpoint = (data: Record<string, string>, parameters: Record<string, string>, url = 'ssh://10.0.0.9:2200') => ({
      url,
      parameters,
      data: (name: string) => data[name],
    })
    const reached = async (given: ReturnType<typeof endpoint>): Promise<object> => {
      const ports = hostingIn(folder, { endpoint: given })
      await openHost(command(''), ports)
      return ports.reached[0]?.address ?? assert.fail()
    }
    const rest = { hostKeys: 'strict', knownHosts: [], options: [] }

    it('with a key', async () =>
      assert.deepEqual(await reached(endpoint({ host: 'h', port: '2222', privateKey: key }, { username: 'root', password: '' })), {
        host: 'h',
        port: 2222,
        user: 'root',
        key,
        ...rest,
      }))
    it('with a password', async () =>
      assert.deepEqual(await reached(endpoint({ host: 'h' }, { username: 'root', password: 'p' }, '')), {
        host: 'h',
        port: 22,
        user: 'root',
        password: 'p',
        ...rest,
      }))
    it('with a key and its passphrase', async () =>
      assert.deepEqual(await reached(endpoint({ host: 'h', privateKey: key }, { username: 'root', password: 'p' }, '')), {
        host: 'h',
        port: 22,
        user: 'root',
        key,
        passphrase: 'p',
        ...rest,
      }))
    it('by its address alone', async () =>
      assert.deepEqual(await reached(endpoint({}, { username: 'root', password: 'p' })), {
        host: '10.0.0.9',
        port: 2200,
        user: 'root',
        password: 'p',
        ...rest,
      }))
  })

  describe('the post-job step', () => {
    const after = async (ports: Hosting, inputs: Record<string, string>): ReturnType<typeof tearDown> =>
      await tearDown(askOf(inputs), (name) => ports.pipeline.remembered.get(name)?.value, ports)

    it('does nothing, and says nothing, where no host was asked for', async () => {
      const ports = hostingIn(folder)
      const outcome = await after(ports, { teardownCommand: 'touch ran' })
      assert.deepEqual([outcome.result, ports.log.lines, existsSync(join(folder, 'ran'))], ['succeeded', [], false])
    })

    it('takes the host down, told what was made, and the key away', async () => {
      const ports = hostingIn(folder)
      await openHost(command(writes({ host: 'h', key })), ports)
      const outcome = await after(ports, { teardownCommand: 'cp "$WHEELWORKS_HOST_FILE" seen' })
      assert.deepEqual([outcome.result, outcome.problems], ['succeeded', []])
      assert.ok(readFileSync(join(folder, 'seen'), 'utf8').includes('"host":"h"'))
      assert.deepEqual(readdirSync(folder), ['seen'])
    })

    it('takes down what failed half-way', async () => {
      const ports = hostingIn(folder)
      await rejectedCode(openHost(command('exit 1'), ports))
      await after(ports, { teardownCommand: 'echo down > down' })
      assert.deepEqual(readdirSync(folder), ['down'])
    })

    it('takes down the host of every try of the step, the last one first', async () => {
      const ports = hostingIn(folder)
      await rejectedCode(openHost(command(`${writes({ host: 'first', key })}; exit 1`), ports))
      await openHost(command(writes({ host: 'second', key })), ports)
      const outcome = await after(ports, { teardownCommand: 'cat "$WHEELWORKS_HOST_FILE" >>seen' })
      assert.deepEqual([outcome.problems, readdirSync(folder)], [[], ['seen']])
      assert.deepEqual(readFileSync(join(folder, 'seen'), 'utf8').match(/first|second/g), ['second', 'first'])
    })

    it('tells a teardown that fails, and takes the key away all the same', async () => {
      const ports = hostingIn(folder)
      await openHost(command(writes({ host: 'h', key })), ports)
      const outcome = await after(ports, { teardownCommand: 'echo still there; exit 5' })
      assert.equal(outcome.result, 'issues')
      assert.deepEqual(
        outcome.problems.map((problem) => problem.code),
        ['HOST_FAILED'],
      )
      assert.match(outcome.problems[0]?.message ?? '', /may still be running[\s\S]*exit code 5[\s\S]*still there/)
      assert.deepEqual(readdirSync(folder), [])
    })

    it('says that a host stays where no teardown is given', async () => {
      const ports = hostingIn(folder)
      await openHost(command(writes({ host: 'h' })), ports)
      await after(ports, {})
      assert.match(ports.log.text(), /left as it is/)
    })

    for (const folderName of ['../../etc', '/etc', 'other', 'host-x/../..', '..'])
      it(`removes nothing that is not its own: ${folderName}`, () =>
        assert.equal(
          problemCode(() => parseHostState(JSON.stringify({ version: '1', hosts: [{ folder: folderName, made: 'true' }] }))),
          'HOST_FAILED',
        ))
  })
})
