import { delimiter } from 'node:path'
import type { Endpoint } from '../record.ts'
import type { NamedVariable } from './variables.ts'

// Agent sources: Agent.Worker/Handlers/Handler.cs, Handlers/NodeHandler.cs and Microsoft.VisualStudio.Services.Agent/Util/VarUtil.cs.

/** The id of the system's own connection, `SystemVssConnection`. */
export const SYSTEM_CONNECTION = '00000000-0000-0000-0000-000000000000'

/** All that goes into the environment of a step's process. */
export interface EnvironmentParts {
  /** What the agent itself inherited and hands on. */
  readonly inherited: Readonly<Record<string, string>>
  /** The step's `env:`, trimmed and expanded. */
  readonly step: Readonly<Record<string, string>>
  readonly variables: readonly NamedVariable[]
  readonly inputs: ReadonlyMap<string, string>
  readonly endpoints: readonly Endpoint[]
  readonly taskVariables: readonly NamedVariable[]
  /** Newest last. */
  readonly prependPath: readonly string[]
  readonly lookupId: string
}

/** `a.b c` is `A_B_C`, or keeps its case: nothing but dots and spaces is replaced. */
export function mangle(name: string, preserveCase = false): string {
  const plain = name.replaceAll(/[. ]/g, '_')
  return preserveCase ? plain : plain.toUpperCase()
}

/** The environment of a Node task: later parts win. Throws for a value with NUL. */
export function taskEnvironment(parts: EnvironmentParts): Record<string, string> {
  const secrets = parts.variables.filter((variable) => variable.secret)
  return checked({
    ...publicEnvironment(parts),
    VSTS_PUBLIC_VARIABLES: JSON.stringify(parts.variables.filter((variable) => !variable.secret).map(({ name }) => name)),
    ...Object.fromEntries(secrets.map(({ name, value, preserveCase }) => [`SECRET_${mangle(name, preserveCase)}`, value])),
    VSTS_SECRET_VARIABLES: JSON.stringify(secrets.map(({ name }) => name)),
    ...Object.fromEntries([...parts.inputs].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value])),
    ...Object.assign({}, ...parts.endpoints.map(endpointEnvironment)),
    ...Object.fromEntries(
      parts.taskVariables.map(({ name, value, preserveCase }) => [`VSTS_TASKVARIABLE_${mangle(name, preserveCase)}`, value]),
    ),
    ...path(parts),
  })
}

/** The environment of a script: public variables, no secrets, no inputs, no endpoints (task-lib keeps those from its children). */
export function scriptEnvironment(parts: EnvironmentParts): Record<string, string> {
  return checked({ ...publicEnvironment(parts), ...path(parts) })
}

function publicEnvironment({ inherited, step, variables, lookupId }: EnvironmentParts): Record<string, string> {
  const known = variables.filter((variable) => !variable.secret)
  const status = known.filter(({ name }) => name.toLowerCase() === 'agent.jobstatus')
  return {
    ...inherited,
    VSTS_PROCESS_LOOKUP_ID: lookupId,
    ...step,
    ...Object.fromEntries(known.map(({ name, value, preserveCase }) => [mangle(name, preserveCase), value])),
    ...Object.fromEntries(status.map(({ value }) => ['agent.jobstatus', value])),
    // The agent sets it last, on the process itself (Agent.Sdk/ProcessInvoker.cs).
    TF_BUILD: 'True',
  }
}

/** What tells a task of one connection. */
export function endpointEnvironment(endpoint: Endpoint): Record<string, string> {
  const system = endpoint.id === SYSTEM_CONNECTION
  const key = system ? 'SYSTEMVSSCONNECTION' : endpoint.id.toLowerCase()
  const { url, scheme, parameters, data } = endpoint
  return {
    [`ENDPOINT_URL_${key}`]: url,
    [`ENDPOINT_AUTH_${key}`]: JSON.stringify({ parameters, scheme }),
    [`ENDPOINT_AUTH_SCHEME_${key}`]: scheme,
    ...prefixed(`ENDPOINT_AUTH_PARAMETER_${key}_`, parameters),
    ...(system ? {} : { [`ENDPOINT_DATA_${key}`]: JSON.stringify(data), ...prefixed(`ENDPOINT_DATA_${key}_`, data) }),
  }
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + mangle(name), value]))
}

function path({ inherited, step, variables, prependPath }: EnvironmentParts): Record<string, string> {
  if (prependPath.length === 0) return {}
  // A variable of the name PATH comes before the agent's own PATH.
  const variable = variables.find(({ name }) => name.toUpperCase() === 'PATH')
  const base = variable?.value ?? step['PATH'] ?? inherited['PATH'] ?? ''
  return { PATH: [...prependPath.toReversed(), base].filter((folder) => folder !== '').join(delimiter) }
}

function checked(environment: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(environment))
    if (value.includes('\0')) throw new Error(`The value of environment variable '${name}' contains a null character.`)
  return environment
}

const INHERITED =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SystemRoot|ComSpec|PATHEXT|WINDIR|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAM\w+|(HTTPS?|NO|ALL)_PROXY|NODE_EXTRA_CA_CERTS|AGENT_TOOLSDIRECTORY|PYENV_ROOT|SSL_CERT_(FILE|DIR))$/i

/** What steps inherit of this process: enough to find programs, homes and proxies, and nothing of the user's own. */
export function inheritedEnvironment(all: NodeJS.ProcessEnv): Record<string, string> {
  const handed: Record<string, string> = {}
  for (const [name, value] of Object.entries(all)) if (value !== undefined && INHERITED.test(name)) handed[name] = value
  return handed
}
