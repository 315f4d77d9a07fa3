import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export interface Nginx {
  /** Without a slash at the end. */
  readonly url: string
  close(): Promise<void>
}

/** Whether this machine has one, by name or where Debian puts it or `WHEELWORKS_NGINX` says; a machine without it skips by name, but under CI. */
export function hasNginx(): boolean {
  if (program !== undefined) return true
  if (process.env['CI'] === 'true') throw new Error('This machine has no nginx (nginx-light), which CI promises.')
  return false
}

const program = [process.env['WHEELWORKS_NGINX'] ?? 'nginx', '/usr/sbin/nginx'].find(
  (one) => spawnSync(one, ['-v'], { stdio: 'ignore' }).status === 0,
)

/** Starts nginx with the directives of an `http` block, whose server listens at `socket`; it knows no port 0, so a door of the test's own leads to it. */
export async function startNginx(httpBlock: (socket: string) => string): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'nginx-'))
  const socket = join(folder, 'socket')
  await mkdir(join(folder, 'temp'))
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/temp/${name};`)
  const http = `http { access_log off; ${temporary.join(' ')}\n${httpBlock(socket)}\n}`
  // A root's workers would be of another user, whom the folder is closed to.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const config = `${user} pid ${folder}/pid; error_log ${folder}/error.log; daemon off; worker_processes 1; events {}\n${http}\n`
  await writeFile(join(folder, 'nginx.conf'), config)
  const server = spawn(program ?? 'nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'inherit'] })
  const gone = once(server, 'exit')
  while (!existsSync(socket) && server.exitCode === null) await pause(10)
  const door = createServer((client) => {
    const inner = connect(socket)
    for (const one of [client, inner]) one.on('error', () => [client, inner].forEach((both) => both.destroy()))
    client.pipe(inner).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    close: async () => {
      server.kill()
      await gone
      door.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
