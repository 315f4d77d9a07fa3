// A build on a remote host, by a process of its own: argv: the address as JSON, the folder for secrets, the label, and the marker of a build that a test
// kills; without one the host is given back at once, and nothing else keeps this process alive.
import { sshHost } from '../../../adapters/ssh/ssh-host.ts'
import { isAddress } from './given.ts'

const [, , address = '', secrets = '', label = '', mark = ''] = process.argv
const parsed: unknown = JSON.parse(address)
if (!isAddress(parsed)) throw new Error('no address')
const host = await sshHost(parsed, { signal: new AbortController().signal, secrets, label, patience: 5, tell: () => undefined })
const command = {
  program: '/bin/sh',
  args: ['-c', `echo begun; sleep ${mark} & sleep ${mark}`],
  cwd: host.folder,
  env: { PATH: '/usr/bin:/bin' },
  seconds: 0,
}
if (mark === '') {
  process.stdout.write(`${host.folder}\n`)
  await host.write(host.join(host.folder, 'some', 'file'), 'text')
  await host.close()
  process.stdout.write('closed\n')
} else await host.run(command, (line) => void process.stdout.write(`${line}\n`))
