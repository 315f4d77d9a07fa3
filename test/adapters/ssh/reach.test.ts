import assert from 'node:assert/strict'
import { isPassing, lastLine, unreached } from '../../../adapters/ssh/reach.ts'

describe('reach', () => {
  const cases: [says: string, is: RegExp, passing: boolean][] = [
    ['ssh: connect to host h port 22: Connection refused', /nothing listens/, true],
    ['ssh: connect to host h port 22: Connection timed out', /does not answer/, true],
    ['ssh: connect to host h port 22: No route to host', /does not answer/, true],
    ['kex_exchange_identification: read: Connection reset by peer', /closed the connection/, true],
    ['me@h: Permission denied (publickey).', /does not let this user in/, false],
    ['Load key "/k": error in libcrypto\nme@h: Permission denied (publickey).', /private key is damaged/, false],
    ['Load key "/k": invalid format\nme@h: Permission denied (publickey).', /private key is damaged/, false],
    [
      "@  WARNING: UNPROTECTED PRIVATE KEY FILE!  @\nPermissions 0644 for 'k' are too open.\nme@h: Permission denied (publickey).",
      /other users may read/,
      false,
    ],
    [
      'No ED25519 host key is known for h and you have requested strict checking.\nHost key verification failed.',
      /host key is not known/,
      false,
    ],
    ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', /another than the known/, false],
    ['ssh: Could not resolve hostname h: Name or service not known', /cannot be resolved/, false],
    ['command-line: line 0: Bad configuration option: nosuch', /does not take an option/, false],
    ['Unable to negotiate with h: no matching host key type found. Their offer: ssh-rsa', /no algorithm in common/, false],
    ['ssh cannot be started on this agent: spawn ssh ENOENT', /no ssh on this agent/, false],
    ["'exec' is not recognized as an internal or external command", /no POSIX shell/, false],
    ['This account is currently not available.', /no POSIX shell/, false],
    [
      '"System is booting up. Unprivileged users are not permitted to log in yet. For technical details, see pam_nologin(8)."\nConnection closed by 10.0.0.4 port 22',
      /still starting/,
      true,
    ],
    ['ssh: Could not resolve hostname h: Temporary failure in name resolution', /cannot be resolved at the moment/, true],
    ['client_loop: send disconnect: Broken pipe', /closed the connection/, true],
    ['Connection timed out during banner exchange', /does not answer/, true],
    ['', /ssh gave up/, false],
  ]
  for (const [says, is, passing] of cases)
    it(`knows: ${says.split('\n').at(-1)}`, () => {
      const problem = unreached('me@h', says)
      assert.match(problem.message, is)
      assert.deepEqual([problem.code, isPassing(problem), problem.remedy !== ''], ['HOST_UNREACHABLE', passing, true])
    })

  it('shows the last line that says something', () => assert.equal(lastLine('a\r\nb.\n\n'), 'b'))
})
