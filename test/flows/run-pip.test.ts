import assert from 'node:assert/strict'
import type { Command, Exit } from '../../core/ports.ts'
import { type Agent, downloadByPip, type Pip, withPip } from '../../flows/run-pip.ts'
import { recordingLog } from '../fakes/recording-log.ts'

const secretUrl = 'https://ada:hunter2@host/simple/'

/** A machine of programs that answer by what they are asked. */
function machine(answer: (command: Command) => { readonly exit?: Exit; readonly lines?: readonly string[] }): Agent & { ran: Command[] } {
  const ran: Command[] = []
  return {
    ran,
    environment: { PATH: '/bin', PIP_INDEX_URL: 'https://evil.example.org', SYSTEM_ACCESSTOKEN: 'canary' },
    authorities: '',
    windows: false,
    processes: {
      run: (command, on) => {
        ran.push(command)
        const { exit = { kind: 'exited', code: 0 }, lines = [] } = answer(command)
        lines.forEach((line) => on(line))
        return Promise.resolve(exit)
      },
    },
  }
}
const versioned = { lines: ['pip 25.1 from /x'] }
const files = (): { written: Map<string, string>; removed: string[] } & Parameters<typeof withPip>[1] => {
  const written = new Map<string, string>()
  const removed: string[] = []
  return {
    written,
    removed,
    scratch: () => Promise.resolve('/tmp/pip-1'),
    write: (path, text) => Promise.resolve(void written.set(path, String(text))),
    remove: (path) => Promise.resolve(void removed.push(path)),
  }
}

describe('the pip of this agent', () => {
  it('is asked in isolation, with the address and its password in the environment alone', async () => {
    const agent = machine(() => versioned)
    await withPip(secretUrl, files(), agent, async (pip) => await pip?.run(['download', 'spam'], 5, () => undefined))
    const [, download] = agent.ran
    assert.deepEqual(download?.args, ['-I', '-m', 'pip', 'download', 'spam'])
    assert.equal(download?.env['PIP_INDEX_URL'], secretUrl)
    assert.equal(download?.cwd, '/tmp/pip-1')
    assert.equal(download?.env['SYSTEM_ACCESSTOKEN'], undefined)
    assert.ok(agent.ran.every(({ args }) => !args.join(' ').includes('hunter2')))
  })
  it('is any python of PATH that has one', async () => {
    const agent = machine(({ program }) => (program === 'python' ? versioned : { exit: { kind: 'not-started', says: 'ENOENT' } }))
    const found = await withPip(secretUrl, files(), agent, (pip) => Promise.resolve(pip?.version.text))
    assert.deepEqual([found, agent.ran.map(({ program }) => program)], ['25.1', ['python3', 'python']])
  })
  for (const [what, answer] of [
    ['no python', { exit: { kind: 'not-started', says: 'ENOENT' } }],
    ['a python without pip', { exit: { kind: 'exited', code: 1 }, lines: ['No module named pip'] }],
    ['a pip that says nothing', {}],
    ['a pip that hangs', { exit: { kind: 'timed-out' } }],
  ] as const)
    it(`is none with ${what}`, async () => {
      assert.equal(
        await withPip(
          secretUrl,
          files(),
          machine(() => answer),
          (pip) => Promise.resolve(pip),
        ),
        undefined,
      )
    })
  it('leaves no folder behind, whatever happens', async () => {
    const kept = files()
    const fails = withPip(
      secretUrl,
      kept,
      machine(() => versioned),
      () => Promise.reject(new Error('boom')),
    )
    await assert.rejects(fails, /boom/)
    assert.deepEqual(kept.removed, ['/tmp/pip-1'])
  })
  for (const [what, environment, certificate] of [
    ["the agent's certificates", {}, '/tmp/pip-1/authorities.pem'],
    ['those that the step names', { REQUESTS_CA_BUNDLE: '/own.pem' }, undefined],
  ] as const)
    it(`trusts ${what}`, async () => {
      const agent = { ...machine(() => versioned), authorities: 'PEM', environment }
      const kept = files()
      await withPip(secretUrl, kept, agent, () => Promise.resolve())
      assert.equal(agent.ran[0]?.env['PIP_CERT'], certificate)
      assert.equal(kept.written.get('/tmp/pip-1/authorities.pem'), certificate === undefined ? undefined : 'PEM')
    })
})

describe('a download by pip', () => {
  const download = async (lines: readonly string[], exit: Exit): Promise<[string, string]> => {
    const log = recordingLog()
    const pip: Pip = {
      version: { text: '25.1', major: 25, minor: 1 },
      folder: '/tmp',
      run: (args, _, on) => {
        assert.deepEqual(args, ['download', '-d', '/into'])
        lines.forEach((line) => on(line))
        return Promise.resolve(exit)
      },
    }
    const { says } = await downloadByPip(pip, ['download'], '/into', log)
    return [says, log.text()]
  }
  for (const [what, lines, exit, expected] of [
    ['went well', ['Saved x'], { kind: 'exited', code: 0 }, ''],
    [
      'failed',
      ['Looking', 'ERROR: No matching distribution.', 'note'],
      { kind: 'exited', code: 1 },
      'pip ended with 1: No matching distribution',
    ],
    ['failed without a word', [], { kind: 'exited', code: 2 }, 'pip ended with 2'],
    ['was stopped', ['Looking'], { kind: 'timed-out' }, 'pip was timed-out: Looking'],
    ['did not start', [], { kind: 'not-started', says: 'ENOENT' }, 'pip ENOENT'],
  ] as const)
    it(`says that it ${what}`, async () => assert.equal((await download(lines, exit))[0], expected))

  it('shows no password, and lets no line act on the agent', async () => {
    const [says, log] = await download([`ERROR: ${secretUrl} ##vso[task.complete]`], { kind: 'exited', code: 1 })
    assert.doesNotMatch(says, /hunter2/)
    assert.doesNotMatch(log, /hunter2|##vso/)
  })
})
