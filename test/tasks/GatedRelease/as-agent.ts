import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { inheritedEnvironment, SYSTEM_CONNECTION, taskEnvironment } from '../../../local-agent/worker/environment.ts'
import type { Told } from './real-release.ts'

/** The task's own main file. */
export const mainFile = join(import.meta.dirname, '../../../tasks/GatedRelease/main.js')

/** Starts the task as an agent does, in `folder`. */
export function startTask(told: Told, folder: string, main = mainFile): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [main], { cwd: folder, env: agentEnvironment(told), stdio: ['ignore', 'pipe', 'pipe'] })
}

/** What an agent tells the task's process, and nothing that it keeps to itself. */
export function agentEnvironment(told: Told): Record<string, string> {
  const variable =
    (secret: boolean) =>
    ([name, value]: [string, string]) => {
      return { name, value, secret, readOnly: false, preserveCase: false }
    }
  const { TWINE_PASSWORD, ...agent } = told.agent
  const known = {
    'System.CollectionUri': told.collectionUri,
    'System.TeamProjectId': told.project,
    'System.HostType': 'build',
    'System.JobAttempt': '1',
    'System.StageAttempt': '1',
    'Agent.TempDirectory': told.temp,
    'System.DefaultWorkingDirectory': told.temp,
    'System.Debug': 'true',
    ...agent,
  }
  const secrets = TWINE_PASSWORD === undefined ? {} : { TWINE_PASSWORD }
  const connection = { name: 'SystemVssConnection', type: '', scheme: 'OAuth', parameters: { AccessToken: told.token }, data: {} }
  return taskEnvironment({
    inherited: inheritedEnvironment(process.env),
    step: {},
    variables: [...Object.entries(known).map(variable(false)), ...Object.entries(secrets).map(variable(true))],
    inputs: new Map(Object.entries(told.inputs)),
    endpoints: [{ id: SYSTEM_CONNECTION, url: told.collectionUri, ...connection }],
    taskVariables: [],
    prependPath: [],
    lookupId: 'vsts_1',
  })
}
