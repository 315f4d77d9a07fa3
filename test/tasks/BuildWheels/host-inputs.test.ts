import assert from 'node:assert/strict'
import { readHostInputs } from '../../../tasks/BuildWheels/host/host-inputs.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { askOf, leg } from './try-run.ts'

const read = (inputs: Record<string, string>, variables: Record<string, string> = {}): ReturnType<typeof readHostInputs> =>
  readHostInputs(askOf(inputs, variables))

describe('the host inputs of BuildWheels', () => {
  it('build on this agent by default', () =>
    assert.deepEqual(read({ hostKeys: 'strict', hostTimeout: '10', sshConnection: '' }), { kind: 'local' }))

  it('are read whole', () => {
    const host = read(
      {
        host: 'SSH',
        hostCommand: 'bash up.sh',
        teardownCommand: 'bash down.sh',
        hostLoggingCommands: 'task.logIssue\nTask.Debug\n',
        hostKeys: 'accept-new',
        knownHosts: 'ssh-ed25519 AAAA\nother ssh-rsa BBBB',
        sshOptions: 'ProxyJump=gate\nCompression yes',
        hostTimeout: '2',
      },
      { instance: 'freebsd/14.3' },
    )
    assert.ok(host.kind === 'ssh')
    const { label, ...rest } = host
    assert.match(label, /^[0-9a-f]{16}$/)
    assert.deepEqual(rest, {
      kind: 'ssh',
      hostCommand: 'bash up.sh',
      loggingCommands: ['task.logissue', 'task.debug'],
      hostKeys: 'accept-new',
      knownHosts: ['ssh-ed25519 AAAA', 'other ssh-rsa BBBB'],
      options: [
        ['ProxyJump', 'gate'],
        ['Compression', 'yes'],
      ],
      patience: 120,
      instance: 'freebsd/14.3',
    })
  })

  const labelOf = (variables: Record<string, string>): string => {
    const host = read({ host: 'ssh', sshConnection: 'x' }, variables)
    return host.kind === 'ssh' ? host.label : ''
  }
  it('name one folder for all attempts and runs of a leg', () =>
    assert.equal(labelOf(leg), labelOf({ ...leg, 'System.JobAttempt': '1', 'Build.BuildId': '78' })))
  for (const [name, value] of [
    ['System.JobIdentifier', 'build.wheels.wheel_other'],
    ['System.DefinitionId', '5'],
    ['System.TeamProjectId', 'p'],
    ['System.StageName', 's'],
  ] as const)
    it(`name another folder for another ${name}`, () => assert.notEqual(labelOf(leg), labelOf({ ...leg, [name]: value })))

  const refused: [inputs: Record<string, string>, code: string][] = [
    [{ host: 'container' }, 'NOT_SUPPORTED'],
    [{ host: 'shh' }, 'INPUT_INVALID'],
    [{ host: 'ssh' }, 'INPUT_MISSING'],
    [{ host: 'ssh', sshConnection: '$(nothing)' }, 'INPUT_MISSING'],
    [{ host: 'ssh', sshConnection: 'a', hostCommand: 'b' }, 'INPUT_INVALID'],
    [{ hostCommand: 'b' }, 'INPUT_INVALID'],
    [{ host: 'local', sshConnection: 'b' }, 'INPUT_INVALID'],
    [{ teardownCommand: 'b' }, 'INPUT_INVALID'],
    [{ host: 'ssh', sshConnection: 'a', hostKeys: 'no' }, 'INPUT_INVALID'],
    [{ host: 'ssh', sshConnection: 'a', sshOptions: 'StrictHostKeyChecking=no' }, 'INPUT_INVALID'],
    [{ host: 'ssh', sshConnection: 'a', hostLoggingCommands: '*' }, 'INPUT_INVALID'],
    [{ host: 'ssh', sshConnection: 'a', hostTimeout: 'long' }, 'INPUT_INVALID'],
  ]
  for (const [inputs, code] of refused)
    it(`refuse ${JSON.stringify(inputs)}`, () =>
      assert.equal(
        problemCode(() => read(inputs)),
        code,
      ))
})
