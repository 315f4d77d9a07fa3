import { type Credentials, type Pypirc, secretForms, uploadCredentials } from '../../../core/release/upload/credentials.ts'
import { isLoopback } from '../../../core/proxy.ts'
import type { Repository } from '../../../core/release/plan/repository.ts'
import type { Ports } from '../ports.ts'

/** As whom the files go to an index; masked from then on. */
export async function signIn(repository: Repository & { readonly kind: 'index' }, ports: Ports): Promise<Credentials> {
  const { by, ...credentials } = uploadCredentials(repository, ports.connection(), (name) => ports.variable(name), await readPypirc(ports))
  mask(credentials, ports)
  ports.log.say('info', `Signs in as ${credentials.username}, by ${by}.`)
  const { protocol, hostname } = new URL(repository.uploadUrl)
  if (protocol === 'http:' && !isLoopback(hostname))
    ports.log.say('warning', `${repository.uploadUrl} is sent the password without encryption: whoever stands between can read it.`)
  return credentials
}

/** Has the log hide every form of a secret. */
export function mask(credentials: Credentials, ports: Pick<Ports, 'secret'>): void {
  for (const form of secretForms(credentials)) ports.secret(form)
}

/** The file that TwineAuthenticate has left; it is read here, and handed on to nobody. */
async function readPypirc(ports: Ports): Promise<Pypirc | undefined> {
  const path = ports.variable('PYPIRC_PATH')
  if (path === undefined) return undefined
  const bytes = await ports.files.read(path)
  return { path, text: bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8') }
}
