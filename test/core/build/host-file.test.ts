import assert from 'node:assert/strict'
import { parseHostFile } from '../../../core/build/host-file.ts'
import { Problem } from '../../../core/problem.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'
const plain = { host: 'h.example', port: 22, user: '', knownHosts: [], options: [], pythons: new Map() }

describe('host-file', () => {
  const documents: [what: string, text: string, expected: object][] = [
    ['a host alone', '{"host": "h.example"}', plain],
    ['a port as a number or a text', '{"host": "h.example", "port": 2222}', { ...plain, port: 2222 }],
    [
      'camelCase',
      JSON.stringify({ hostName: 'h.example', userName: 'root', privateKey: key, knownHosts: ['a', 'b'] }),
      { ...plain, user: 'root', key, knownHosts: ['a', 'b'] },
    ],
    [
      'snake_case',
      JSON.stringify({ ip_address: 'h.example', user: 'root', private_key: key, known_hosts: 'a\nb\n' }),
      { ...plain, user: 'root', key, knownHosts: ['a', 'b'] },
    ],
    ['a key that is a path', '{"host": "h.example", "key": "/tmp/id"}', { ...plain, keyFile: '/tmp/id' }],
    ['a key file', '{"host": "h.example", "keyFile": "id"}', { ...plain, keyFile: 'id' }],
    [
      'a password and a passphrase',
      '{"host": "h.example", "password": "p w", "passphrase": "x"}',
      { ...plain, password: 'p w', passphrase: 'x' },
    ],
    ['nulls and empty texts as nothing', '{"host": "h.example", "port": null, "user": "", "key": null}', plain],
    ['options', '{"host": "h.example", "sshOptions": ["ProxyJump=gate"]}', { ...plain, options: [['ProxyJump', 'gate']] }],
    [
      'pythons',
      '{"host": "h.example", "pythons": {"3.14": "/usr/local/bin/python3.14"}}',
      { ...plain, pythons: new Map([['3.14', '/usr/local/bin/python3.14']]) },
    ],
    ['YAML', 'host: h.example\nport: 22\n', plain],
    ['what others need too', '{"host": "h.example", "id": 7, "tags": ["x"]}', plain],
  ]
  for (const [what, text, expected] of documents) it(`reads ${what}`, () => assert.deepEqual(parseHostFile(text, 'it'), expected))

  const inventories: [what: string, text: string, expected: object][] = [
    [
      "ansible-test's inventory",
      '[target]\nfreebsd ansible_host="h.example" ansible_connection="ssh" ansible_user="root" ansible_port="2222" ansible_ssh_private_key_file="/tmp/a b/id" ansible_python_interpreter="/usr/local/bin/python3.11"\n',
      { ...plain, port: 2222, user: 'root', keyFile: '/tmp/a b/id' },
    ],
    ['a line without a group', 'h.example ansible_user=root\n', { ...plain, user: 'root' }],
    ['a host alone in a group', '[all]\nh.example\n', plain],
    [
      'group variables',
      '; note\n[g]\nx ansible_host=h.example\n[g:vars]\nansible_user = root\n[all:vars]\nansible_port=2222\nansible_user=no\n',
      { ...plain, user: 'root', port: 2222 },
    ],
    ['children', '[g]\nh.example\n[p:children]\ng\n', plain],
    [
      'arguments of ssh',
      "[g]\nh.example ansible_ssh_common_args='-o ProxyJump=gate -o StrictHostKeyChecking=no -q'\n",
      { ...plain, options: [['ProxyJump', 'gate']] },
    ],
    [
      'YAML',
      'all:\n  vars: {ansible_user: root}\n  children:\n    g:\n      hosts:\n        x: {ansible_host: h.example, ansible_port: 2222}\n',
      { ...plain, user: 'root', port: 2222 },
    ],
    ['YAML with a bare host', 'all:\n  hosts:\n    h.example:\n', plain],
  ]
  for (const [what, text, expected] of inventories)
    it(`reads an inventory: ${what}`, () => assert.deepEqual(parseHostFile(text, 'it'), expected))

  it('takes of several hosts the one that is meant', () => {
    const text = '[g]\na/14.3 ansible_host=h.example\nb ansible_host=other\n'
    assert.deepEqual(parseHostFile(text, 'it', 'a/14.3'), plain)
    assert.deepEqual(parseHostFile(text, 'it', 'h.example'), plain)
    assert.equal(
      problemCode(() => parseHostFile(text, 'it', 'c')),
      'HOST_FAILED',
    )
    assert.equal(
      problemCode(() => parseHostFile(text, 'it')),
      'HOST_FAILED',
    )
  })

  const broken: [what: string, text: string, code: string][] = [
    ['nothing', ' \n', 'HOST_FAILED'],
    ['no host', '{"port": 22}', 'HOST_FAILED'],
    ['an empty inventory', '[g]\n', 'HOST_FAILED'],
    ['broken JSON', '{"host": ', 'HOST_FAILED'],
    ['a list', '["h"]', 'HOST_FAILED'],
    ['a text', 'h.example', 'HOST_FAILED'],
    ['a host that is a map', '{"host": {}}', 'HOST_FAILED'],
    ['a host that is an option', '{"host": "-oProxyCommand=id"}', 'INPUT_INVALID'],
    ['a port that is none', '{"host": "h", "port": "x"}', 'INPUT_INVALID'],
    ['an option that turns checks off', '{"host": "h", "options": "StrictHostKeyChecking=no"}', 'INPUT_INVALID'],
    ['another connection', '[g]\nh ansible_connection=winrm\n', 'HOST_FAILED'],
  ]
  for (const [what, text, code] of broken)
    it(`refuses ${what}`, () =>
      assert.equal(
        problemCode(() => parseHostFile(text, 'it')),
        code,
      ))

  for (const [args, options] of [
    [
      `-o ProxyCommand="ssh -W %h:%p -q me@gate" -oPort=22`,
      [
        ['ProxyCommand', 'ssh -W %h:%p -q me@gate'],
        ['Port', '22'],
      ],
    ],
    [`-o 'ProxyCommand=ssh -W %h:%p gate'`, [['ProxyCommand', 'ssh -W %h:%p gate']]],
    ['-C -J me@gate:2222 -o ControlMaster=auto', [['ProxyJump', 'me@gate:2222']]],
  ] as const)
    it(`takes for ssh of ${args}`, () =>
      assert.deepEqual(parseHostFile(JSON.stringify({ host: 'h', ansible_ssh_common_args: args }), 'it').options, options))

  const unfilled: [what: string, text: string, says: RegExp][] = [
    ['a template', '[g]\nh ansible_user="{{ user }}"\n', /ansible_user is a template/],
    ['a locked password', 'all: {hosts: {h: {ansible_password: "$ANSIBLE_VAULT;1.1;AES256\\n6132"}}}', /locked by ansible-vault/],
    [
      'a locked value of a listing',
      '{"_meta": {"hostvars": {"h": {"ansible_password": {"__ansible_vault": "6132"}}}}}',
      /locked by ansible-vault/,
    ],
    ['a machine that is this one', 'localhost ansible_connection=local\n', /ansible_connection="local"/],
  ]
  for (const [what, text, says] of unfilled)
    it(`refuses an inventory with ${what}, and tells nothing of it`, () =>
      assert.throws(
        () => parseHostFile(text, 'it'),
        (error) => error instanceof Problem && error.code === 'HOST_FAILED' && says.test(error.message) && !error.text.includes('6132'),
      ))
  it('takes a password of JSON as it is', () =>
    assert.equal(parseHostFile('{"host": "h", "password": "{{ x }}"}', 'it').password, '{{ x }}'))
})
