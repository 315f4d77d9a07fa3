import { parseJson } from './json.ts'
import { Problem } from './problem.ts'
import { shownAddress } from './shown-address.ts'
import { unescaped } from './unescaped.ts'

/** A web proxy; the address is without credentials, and an empty user name means that it asks for none. */
export interface Proxy {
  readonly url: string
  readonly username: string
  readonly password: string
}

/** Which requests go through a proxy, by the scheme of what they ask for. */
export interface ProxyRules {
  readonly https?: Proxy
  readonly http?: Proxy
  /** Whether a host is reached without the proxy; asked with `scheme://host`, and the port where it is not the scheme's own. */
  readonly bypassed: (origin: string) => boolean
}

/** What the agent says of its proxy; `bypassList` is a JSON list of regular expressions. */
export interface AgentProxy {
  readonly url: string
  readonly username: string
  readonly password: string
  readonly bypassList: string
}

/**
 * The rules of an agent's proxy (agent sources, Agent.Sdk/AgentWebProxy.cs): it serves both schemes; an expression is matched anywhere in the
 * origin, without heed to case; and one that is none counts for nothing. What is no address of a proxy is `INPUT_INVALID` or `NOT_SUPPORTED`.
 */
export function agentProxyRules(said: AgentProxy): ProxyRules {
  const address = proxyAt(said.url)
  const proxy = said.username === '' ? address : { url: address.url, username: said.username, password: said.password }
  const list = parseJson(said.bypassList === '' ? '[]' : said.bypassList, 'Agent.ProxyBypassList', 'INPUT_INVALID').list()
  const expressions = list.map((one) => one.text().trim()).flatMap(expressionOf)
  return { https: proxy, http: proxy, bypassed: (origin) => expressions.some((one) => one.test(origin)) }
}

/**
 * The rules of the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY, which pip, git and curl follow too (lower case comes first): NO_PROXY is `*`, or a list
 * of hosts, each of which stands for the names below it as well and may name a port. A variable that names no web proxy (`socks5:`, which is for other
 * programs) counts for nothing; `passed` is told.
 */
export function environmentProxyRules(
  environment: Readonly<Record<string, string | undefined>>,
  passed: (name: string, why: Problem) => void = () => undefined,
): ProxyRules {
  const given = (name: string): string => (environment[name] ?? environment[name.toUpperCase()] ?? '').trim()
  const exempt = given('no_proxy')
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
  return {
    ...named('https', given('https_proxy'), passed),
    ...named('http', given('http_proxy'), passed),
    bypassed: (origin) => exempt.some((entry) => covers(entry.toLowerCase(), new URL(origin))),
  }
}

/**
 * The proxy that a request goes through, or undefined. What is asked of this machine itself never does, nor what only its own network link answers: there
 * clouds hand out credentials (169.254.169.254), and a proxy would answer with its own.
 */
export function proxyFor(rules: ProxyRules, url: string): Proxy | undefined {
  const { protocol, hostname, origin } = new URL(url)
  const proxy = protocol === 'https:' ? rules.https : rules.http
  return proxy === undefined || isLoopback(hostname) || isLinkLocal(hostname) || rules.bypassed(origin) ? undefined : proxy
}

/** Whether a host name is this machine's own; an IPv6 address stands in its brackets, as in a URL. */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

/** The proxy that a variable names for a scheme, where it names one. */
function named(
  scheme: 'https' | 'http',
  text: string,
  passed: (name: string, why: Problem) => void,
): { readonly https?: Proxy; readonly http?: Proxy } {
  try {
    return text === '' ? {} : { [scheme]: proxyAt(text) }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    passed(`${scheme.toUpperCase()}_PROXY`, error)
    return {}
  }
}

/** RFC 3927 and RFC 4291 (2.5.6); and where Amazon's machines ask over IPv6 (EC2 User Guide, "Instance metadata"). */
function isLinkLocal(hostname: string): boolean {
  return /^(?:169\.254(?:\.\d+){2}|\[fe[89ab][\da-f]:.*\]|\[fd00:ec2::[\da-f]+\])$/.test(hostname)
}

/** An address without a scheme is one of `http:`, as it is to curl. */
function proxyAt(text: string): Proxy {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(address))
    throw new Problem('INPUT_INVALID', `The proxy '${shownAddress(text)}' is no web address.`, 'Write it as http://host:port.')
  const { protocol, host, username, password } = new URL(address)
  if (!/^https?:$/.test(protocol))
    throw new Problem('NOT_SUPPORTED', `The proxy '${shownAddress(text)}' is none for HTTP.`, 'Name an HTTP proxy: http://host:port.')
  return { url: `${protocol}//${host}`, username: unescaped(username), password: unescaped(password) }
}

function expressionOf(text: string): RegExp[] {
  try {
    return text === '' ? [] : [new RegExp(text, 'i')]
  } catch {
    return []
  }
}

function covers(entry: string, url: URL): boolean {
  if (entry === '*') return true
  const [, name = '', port] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry) ?? []
  const its = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return name !== '' && (port === undefined || port === its) && (host === name || host.endsWith(`.${name}`))
}
