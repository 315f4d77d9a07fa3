import { readFileSync } from 'node:fs'
import { Problem, reason } from '../../core/problem.ts'
import { agentProxyRules, environmentProxyRules, type Proxy, type ProxyRules } from '../../core/proxy.ts'
import type { WayOut } from '../way-out.ts'
import type { Agent } from './agent.ts'

type Read = (name: string) => string | undefined
type Environment = Readonly<Record<string, string | undefined>>
type Passed = Parameters<typeof environmentProxyRules>[1]

/**
 * Has every request of this process leave as the agent says: through its proxy, by its certificates. Where it names no proxy, HTTPS_PROXY and its like do.
 * Nothing is loaded where nothing is said. What the agent names and cannot be read is `FILE_MISSING`, what is no certificate or key `FILE_INVALID`, what is
 * no proxy `INPUT_INVALID` or `NOT_SUPPORTED`; of what the environment names and is no proxy it is only warned.
 */
export async function takeAgentWayOut({ ask, log, secret }: Pick<Agent, 'ask' | 'log' | 'secret'>): Promise<void> {
  const wayOut = wayOutOf(
    (name) => ask.variable(name),
    process.env,
    (name, { message }) => log.say('warning', `The variable ${name} is passed over: ${message}`),
  )
  if (wayOut === undefined) return
  for (const proxy of [wayOut.proxies.https, wayOut.proxies.http]) if (proxy !== undefined) formsOf(proxy).forEach((form) => secret(form))
  if (!wayOut.verified)
    log.say(
      'warning',
      'This agent checks no certificate (--sslskipcertvalidation): whoever stands between can read what is sent and change what is built.',
    )
  const { takeWayOut } = await import('../way-out.ts')
  try {
    takeWayOut(wayOut)
  } catch (error) {
    throw new Problem(
      'FILE_INVALID',
      `A certificate or key that this agent names cannot be used: ${reason(error)}.`,
      'Check the files that it was configured with (--sslcacert, --sslclientcert and their like): PEM, and an archive in PKCS #12.',
      error,
    )
  }
}

/** What agent and environment say, or undefined where they say nothing (variables: agent sources, Agent.Sdk/TaskPlugin.cs); `passed` as in `environmentProxyRules`. */
export function wayOutOf(variable: Read, environment: Environment, passed?: Passed): WayOut | undefined {
  const proxies = proxiesOf(variable, environment, passed)
  const [authority, client] = [variable('Agent.CAInfo'), clientOf(variable)]
  const verified = variable('Agent.SkipCertValidation')?.toLowerCase() !== 'true'
  const named = authority ?? proxies.https ?? proxies.http
  if (named === undefined && verified && Object.keys(client).length === 0) return undefined
  const authorities = authority === undefined ? [] : [fileOf(authority).toString('utf8'), ...nodesOwn(environment)]
  return { proxies, authorities, client, verified }
}

function proxiesOf(variable: Read, environment: Environment, passed?: Passed): ProxyRules {
  const said = (name: string): string => variable(`Agent.Proxy${name}`) ?? ''
  const url = said('Url')
  if (url === '') return environmentProxyRules(environment, passed)
  return agentProxyRules({ url, username: said('Username'), password: said('Password'), bypassList: said('BypassList') })
}

/** A certificate with its key, else the archive that holds both. */
function clientOf(variable: Read): WayOut['client'] {
  const [cert, key, archive] = ['ClientCert', 'ClientCertKey', 'ClientCertArchive'].map((name) => variable(`Agent.${name}`))
  const password = variable('Agent.ClientCertPassword')
  const passphrase = password === undefined ? {} : { passphrase: password }
  if (cert !== undefined && key !== undefined) return { cert: fileOf(cert), key: fileOf(key), ...passphrase }
  return archive === undefined ? {} : { pfx: fileOf(archive), ...passphrase }
}

/** What NODE_EXTRA_CA_CERTS names, in PEM: node adds it to its own list only where no other is given. One that cannot be read is node's to warn of. */
export function nodesOwn(environment: Environment): string[] {
  const path = environment['NODE_EXTRA_CA_CERTS'] ?? ''
  try {
    return path === '' ? [] : [readFileSync(path, 'utf8')]
  } catch {
    return []
  }
}

function fileOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new Problem(
      'FILE_MISSING',
      `This agent names the certificate file ${path}, which cannot be read: ${reason(error)}.`,
      'Configure the agent anew, or make the file readable to it.',
      error,
    )
  }
}

/** A password as it stands in addresses and headers too. */
function formsOf({ username, password }: Proxy): string[] {
  if (password === '') return []
  return [password, encodeURIComponent(password), Buffer.from(`${username}:${password}`).toString('base64')]
}
