import type { Endpoint, RunRecord } from '../record.ts'
import { secretParameters } from '../worker/job.ts'
import { leaks } from '../worker/masking.ts'
import type { LocalFile } from './local-file.ts'
import type { Variables } from './variables.ts'

/** Something secret, and what it is. */
export interface Secret {
  readonly name: string
  readonly value: string
}

/** What is secret of the variables and the connections, each once. */
export function secretsOf(variables: Variables, connections: readonly Endpoint[]): readonly Secret[] {
  const ofVariables = [...variables.toMap()].flatMap(([name, { value, secret }]) => (secret ? [{ name, value }] : []))
  const ofConnections = connections.flatMap(({ name: connection, parameters }) =>
    secretParameters(parameters)
      .filter(([name, value]) => name !== 'username' && ofVariables.every((one) => one.value !== value))
      .map(([name, value]) => ({ name: `${name} of connection ${connection}`, value })),
  )
  return [...ofVariables, ...ofConnections]
}

/** What variable groups say is secret; a variable among them has no macros left. */
export function secretsOfGroups({ groups }: Pick<LocalFile, 'groups'>, fill: (text: string) => string): readonly Secret[] {
  return Object.entries(groups).flatMap(([group, variables]) =>
    Object.entries(variables).flatMap(([name, value]) =>
      typeof value === 'string' ? [] : [{ name: `${name} of group ${group}`, value: fill(value.secret) }],
    ),
  )
}

/** What the agent masks nowhere: secrets in what was attached or uploaded. Shorter ones than six characters stand everywhere by chance. */
export function leaked(run: RunRecord, secrets: readonly Secret[]): readonly string[] {
  const kept = [
    ...run.attachments.map(({ name, bytes }) => [name, bytes] as const),
    ...run.artifacts.flatMap(({ name, files }) => [...files].map(([path, bytes]) => [`${name}/${path}`, bytes] as const)),
  ]
  const long = secrets.filter(({ value }) => value.length >= 6)
  return long.flatMap(({ name, value }) =>
    kept
      .filter(([, bytes]) => leaks([value], bytes).length > 0)
      .map(([where]) => `##[warning]${where} holds the secret ${name}: nothing masks it there.`),
  )
}
