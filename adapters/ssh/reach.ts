import { Problem } from '../../core/problem.ts'

/** What ssh says, and what is the case and to be done; the first that fits. */
const known: readonly (readonly [says: RegExp, is: string, remedy: string, passing?: true])[] = [
  [/cannot be started on this agent/, 'there is no ssh on this agent', 'Install the OpenSSH client there, or build on another agent.'],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED|host key for .* has changed/i,
    'its host key is another than the known one',
    "If the host was made anew, put its new key into 'knownHosts'; otherwise somebody stands in between.",
  ],
  [
    /Host key verification failed|No \S+ host key is known/i,
    'its host key is not known',
    "Put it into 'knownHosts' (ssh-keyscan prints it), or set hostKeys: accept-new.",
  ],
  [
    /error in libcrypto|invalid format|Load key .*: (?!Permission)/i,
    'the private key is damaged',
    'Store it whole, with its BEGIN and END lines; a secure file or a service connection of type ssh keeps it as it is.',
  ],
  [/UNPROTECTED PRIVATE KEY|bad permissions|too open/i, "other users may read the private key's file", 'Give it the rights 0600.'],
  [
    /Permission denied|Too many authentication failures|No supported authentication|no mutual signature/i,
    'it does not let this user in with this key or password',
    "Check the user's name and that the host has the key's public half in authorized_keys.",
  ],
  [
    /no matching .* found/i,
    'it and this ssh have no algorithm in common',
    "Allow one in 'sshOptions', for example HostKeyAlgorithms=+ssh-rsa.",
  ],
  [/Temporary failure in name resolution/i, 'its name cannot be resolved at the moment', 'See that the agent reaches a name server.', true],
  [/Could not resolve|Name or service not known|nodename nor servname/i, 'its name cannot be resolved', 'Check the name.'],
  [/Bad configuration option|unsupported option|keyword .* extra arguments/i, 'ssh does not take an option', "Check 'sshOptions'."],
  [/System is booting up|permitted to log in yet/i, 'it is still starting', "Wait longer for it by 'hostTimeout'.", true],
  [
    /is not recognized|(?:currently not|not currently) available|nologin|sh: (?:command )?not found/i,
    'it has no POSIX shell for this user',
    'Windows hosts are not supported over ssh; elsewhere give the user a login shell.',
  ],
  [/Connection refused/i, 'nothing listens there', 'Check host and port, and that sshd runs.', true],
  [
    /timed out|timeout|No route to host|Network is unreachable/i,
    'it does not answer',
    'Check the address, firewalls, and that the host is up.',
    true,
  ],
  [
    /Connection (?:closed|reset)|Broken pipe|kex_exchange_identification|banner/i,
    'it closed the connection',
    'Look at the log of sshd there.',
    true,
  ],
]

const passing = new WeakSet<Problem>()

/** Whether a host that was not reached may be there a moment later, as a machine that is just starting. */
export function isPassing(problem: Problem): boolean {
  return passing.has(problem)
}

/** Makes a Problem `HOST_UNREACHABLE` of what ssh said before the other side ever answered. */
export function unreached(name: string, says: string): Problem {
  const found = known.find(([pattern]) => pattern.test(says))
  const [, is, remedy, passes = false] = found ?? [undefined, 'ssh gave up', 'Run again; with LogLevel=DEBUG in sshOptions ssh says more.']
  const problem = new Problem('HOST_UNREACHABLE', `${name} cannot be reached: ${is} (${lastLine(says)}).`, remedy)
  if (passes) passing.add(problem)
  return problem
}

/** The last line that ssh said, or that it said nothing. */
export function lastLine(says: string): string {
  const lines = says.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  return lines.at(-1)?.trim().replace(/\.$/, '') ?? 'ssh said nothing'
}
