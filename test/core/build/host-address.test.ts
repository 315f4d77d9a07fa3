import assert from 'node:assert/strict'
import { parseOption, requireHost, requirePort, requireUser, showAddress } from '../../../core/build/host-address.ts'
import { problemCode } from '../../fakes/problem-code.ts'

describe('host-address', () => {
  for (const [host, port, user, shown] of [
    ['a.example', 22, 'root', 'root@a.example'],
    ['10.0.0.4', 2222, '', '10.0.0.4:2222'],
    ['fe80::1', 2222, 'me', 'me@[fe80::1]:2222'],
  ] as const)
    it(`shows ${shown}`, () => assert.equal(showAddress({ host, port, user }), shown))

  for (const host of ['a', 'a.example.com', '10.0.0.4', '::1', 'fe80::1%eth0', 'free_bsd-14'])
    it(`takes the host ${host}`, () => assert.equal(requireHost(host, 'it'), host))

  for (const host of ['', '-oProxyCommand=id', 'a b', 'user@host', 'a;id', '$(id)', 'a/b', 'a\nb'])
    it(`refuses the host ${JSON.stringify(host)}`, () =>
      assert.equal(
        problemCode(() => requireHost(host, 'it')),
        'INPUT_INVALID',
      ))

  for (const user of ['', 'root', 'build.user', 'DOMAIN\\user', 'a@b'])
    it(`takes the user '${user}'`, () => assert.equal(requireUser(user, 'it'), user))
  for (const user of ['-l', 'a b', '$(id)', 'a\nb'])
    it(`refuses the user ${JSON.stringify(user)}`, () =>
      assert.equal(
        problemCode(() => requireUser(user, 'it')),
        'INPUT_INVALID',
      ))

  for (const [text, port] of [
    [undefined, 22],
    ['', 22],
    ['1', 1],
    ['65535', 65_535],
  ] as const)
    it(`reads the port ${text}`, () => assert.equal(requirePort(text, 'it'), port))
  for (const port of ['0', '65536', '-1', 'ssh', '2 2', '22.0', '999999'])
    it(`refuses the port ${port}`, () =>
      assert.equal(
        problemCode(() => requirePort(port, 'it')),
        'INPUT_INVALID',
      ))

  for (const [line, option] of [
    ['ProxyJump=gate', ['ProxyJump', 'gate']],
    ['-o Ciphers = aes256-ctr', ['Ciphers', 'aes256-ctr']],
    ['ProxyCommand ssh -W %h:%p gate', ['ProxyCommand', 'ssh -W %h:%p gate']],
  ] as const)
    it(`reads the option ${line}`, () => assert.deepEqual(parseOption(line, 'it'), option))
  for (const line of [
    '',
    'x',
    '=y',
    'Name=',
    '-i key',
    'StrictHostKeyChecking=no',
    'userknownhostsfile /dev/null',
    'BatchMode=no',
    'SetEnv A=b',
    'RequestTTY yes',
    'ControlMaster=auto',
    'ControlPath=/tmp/%C',
    'ControlPersist=60s',
  ])
    it(`refuses the option '${line}'`, () =>
      assert.equal(
        problemCode(() => parseOption(line, 'it')),
        'INPUT_INVALID',
      ))
})
