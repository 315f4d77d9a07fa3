import type { Ask } from '../../../core/ask.ts'
import { type HostKeys, hostKeyRules, parseOption } from '../../../core/build/host-address.ts'
import { whereabouts } from '../../../core/pipeline/artifact-name.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'

/** Where wheels are built: on this agent, or on a machine that ssh reaches. */
export type HostInputs = { readonly kind: 'local' } | RemoteInputs

/** How a remote host is had, and how it is reached. */
export interface RemoteInputs {
  readonly kind: 'ssh'
  /** The script that makes the host; empty: a service connection names it. */
  readonly hostCommand: string
  /** Names of logging commands of these scripts (`area.event`, lower case) that the agent gets to see. */
  readonly loggingCommands: readonly string[]
  readonly hostKeys: HostKeys
  readonly knownHosts: readonly string[]
  readonly options: readonly (readonly [name: string, value: string])[]
  /** Seconds for which a host may take to answer. */
  readonly patience: number
  /** Names the work folder there: the same in every attempt and every run of this job, so that compilers write the same paths. */
  readonly label: string
  /** Of several hosts in an inventory, the one of this name is meant: the leg's cell `instance`. */
  readonly instance: string | undefined
}

/** Reads where wheels are built. Every input is read in any case, so that none of them is a stray one. */
export function readHostInputs(ask: Ask): HostInputs {
  const host = ask.pick('host', ['local', 'ssh', 'container'], 'local')
  const connection = ask.optional('sshConnection')
  const hostCommand = ask.text('hostCommand', '')
  const teardown = ask.optional('teardownCommand')
  const remote = {
    hostCommand,
    loggingCommands: readLoggingCommands(ask),
    hostKeys: ask.pick('hostKeys', hostKeyRules, 'strict'),
    knownHosts: ask.lines('knownHosts'),
    options: ask.lines('sshOptions').map((line) => parseOption(line, "The input 'sshOptions'")),
    patience: ask.whole('hostTimeout', 10, 0, 360) * 60,
    label: labelOf(ask),
    instance: ask.variable('instance'),
  }
  if (host === 'container') throw container()
  if (host === 'local') return local({ sshConnection: connection, hostCommand: hostCommand || undefined, teardownCommand: teardown })
  if (connection !== undefined && hostCommand !== '')
    throw new Problem('INPUT_INVALID', "The inputs 'sshConnection' and 'hostCommand' are both set.", 'Set the one that names the host.')
  if (connection === undefined && hostCommand === '')
    throw new Problem('INPUT_MISSING', "The input 'host' is ssh, and no host is named.", "Set 'sshConnection' or 'hostCommand'.")
  return { kind: 'ssh', ...remote }
}

/** The names of logging commands that the user's own scripts may use. */
export function readLoggingCommands(ask: Ask): string[] {
  return ask.lines('hostLoggingCommands').map((name) => {
    if (/^[A-Za-z]+\.[A-Za-z]+$/.test(name)) return name.toLowerCase()
    throw new Problem(
      'INPUT_INVALID',
      `The input 'hostLoggingCommands' holds '${name}'.`,
      'Write area.event, such as task.logissue, one a line.',
    )
  })
}

function local(remote: Readonly<Record<string, string | undefined>>): { kind: 'local' } {
  const set = Object.keys(remote).find((name) => remote[name] !== undefined)
  if (set === undefined) return { kind: 'local' }
  throw new Problem('INPUT_INVALID', `The input '${set}' is set, but 'host' is local.`, 'Set host: ssh, or leave it out.')
}

function container(): Problem {
  return new Problem(
    'NOT_SUPPORTED',
    "The input 'host' is 'container', which this release cannot do.",
    "Let the job itself run in a container (`container:` of the job, a cell 'container' of the matrix), with host: local.",
  )
}

function labelOf(ask: Ask): string {
  const { stage, job, leg } = whereabouts((name) => ask.variable(name))
  const pipeline = ['System.CollectionId', 'System.TeamProjectId', 'System.DefinitionId'].map((name) => ask.variable(name) ?? '')
  return sha256Of([...pipeline, stage, job, leg].join('\n')).slice(0, 16)
}
