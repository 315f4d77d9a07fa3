import type { Ask } from '../../core/ask.ts'
import { Problem } from '../../core/problem.ts'

/** Whether the task was asked to collect. */
export function isCollect(ask: Ask): boolean {
  return ask.optional('mode')?.toLowerCase() === 'collect'
}

/** Whether the task was asked to restore. */
export function isRestore(ask: Ask): boolean {
  return ask.optional('mode')?.toLowerCase() === 'restore'
}

/** Inputs of the mode `collect` alone. */
export const collectOnly = ['artifacts', 'expect', 'buildTag'] as const

/** Inputs of the mode `build` by which somebody would expect that something is built or tested. */
export const buildOnly = ['packages', 'testCommand', 'suites', 'testWheels', 'after', 'extraFiles'] as const

/** The other inputs of the modes `build` and `restore`: the agent passes each with the default of task.json, as if somebody had written it. */
export const idle: readonly string[] = [
  'jobData',
  'plan',
  'python',
  'distributions',
  'builder',
  'buildScript',
  'buildFrontend',
  'host',
  'sshConnection',
  'hostCommand',
  'teardownCommand',
  'hostLoggingCommands',
  'hostKeys',
  'knownHosts',
  'sshOptions',
  'hostTimeout',
  'pythons',
  'beforeAll',
  'beforeBuild',
  'configSettings',
  'buildConstraints',
  'buildEnvironment',
  'environmentPass',
  'repairWheelCommand',
  'importCheck',
  'testRequires',
  'testExtras',
  'testConstraints',
  'testEnvironment',
  'afterRequires',
  'smokeCommand',
  'onFailure',
  'release',
  'publishTestResults',
  'publishCoverage',
  'cache',
  'cacheMode',
  'cacheWhen',
  'cacheKeep',
  'awsConnection',
  'region',
  'endpointUrl',
]

/** Refuses inputs of the other mode that are set (`INPUT_INVALID`): what they ask for would not be done. */
export function refuseSet(ask: Ask, mode: 'build' | 'collect' | 'restore', inputs: readonly string[]): void {
  const set = inputs.filter((name) => ask.optional(name) !== undefined)[0]
  if (set === undefined) return
  const collect: readonly string[] = collectOnly
  const other = collect.includes(set) ? 'collect' : 'build'
  throw new Problem(
    'INPUT_INVALID',
    `The input '${set}' is of the mode ${other}, and this step's mode is ${mode}.`,
    `Leave it out, or set mode: ${other}.`,
  )
}
