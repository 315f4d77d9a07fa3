import { mkdirSync, rmSync } from 'node:fs'
import { arch, hostname, release } from 'node:os'
import { join, resolve } from 'node:path'
import type { JobMessage, Step, TimelineRecord, Variable } from '../record.ts'
import type { Variables } from './variables.ts'

// Agent sources: Agent.Worker/JobExtension.cs and Agent.Worker/Build/BuildJobExtension.cs.

/** The version that tasks see: the newest whose rules are followed here. */
export const AGENT_VERSION = '4.271.0'

const OS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' }

/** The folders of a job below `_work`. */
export interface JobFolders {
  readonly work: string
  readonly workspace: string
  readonly sources: string
  readonly staging: string
  readonly binaries: string
  readonly testResults: string
  readonly temp: string
  readonly tools: string
}

/** Makes the folders of a job below `_work`; the temp folder is emptied. `tools`: a machine's own tool directory. */
export function makeFolders(workFolder: string, tools = join(workFolder, '_tool')): JobFolders {
  const work = resolve(workFolder)
  const workspace = join(work, '1')
  const within = { sources: 's', staging: 'a', binaries: 'b', testResults: 'TestResults' }
  const named = Object.fromEntries(Object.entries(within).map(([name, folder]) => [name, join(workspace, folder)]))
  const folders = { ...within, ...named, work, workspace, temp: join(work, '_temp'), tools: resolve(tools) }
  rmSync(folders.temp, { recursive: true, force: true })
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true })
  return folders
}

/** The message's variables, under what the agent itself knows of the machine, the folders and the job. */
export function jobVariables(message: JobMessage, folders: JobFolders): Map<string, Variable> {
  const known = new Map<string, Variable>()
  const add = (values: Readonly<Record<string, string>>): void => {
    for (const [name, value] of Object.entries(values)) known.set(name, { value, secret: false, readOnly: false })
  }
  for (const [name, variable] of message.variables) known.set(name, variable)
  add(machineVariables(message, folders))
  add(folderVariables(folders))
  return known
}

function machineVariables({ displayName }: JobMessage, { work }: JobFolders): Record<string, string> {
  return {
    'agent.id': '1',
    'agent.name': 'local agent',
    'agent.machineName': hostname(),
    'agent.os': OS[process.platform] ?? process.platform,
    'agent.osArchitecture': arch().replace('ia32', 'x86').toUpperCase(),
    'agent.osVersion': release(),
    'agent.version': AGENT_VERSION,
    'agent.jobName': displayName,
    'agent.jobStatus': 'Succeeded',
    'agent.isSelfHosted': '1',
    'agent.homeDirectory': work,
  }
}

function folderVariables(folders: JobFolders): Record<string, string> {
  const { work, workspace, sources, staging } = folders
  return {
    'agent.rootDirectory': work,
    'agent.workFolder': work,
    'agent.workingDirectory': workspace,
    'agent.buildDirectory': workspace,
    'agent.tempDirectory': folders.temp,
    'agent.toolsDirectory': folders.tools,
    'pipeline.workspace': workspace,
    'build.sourcesDirectory': sources,
    'build.repository.localPath': sources,
    'system.defaultWorkingDirectory': sources,
    'build.stagingDirectory': staging,
    'build.artifactStagingDirectory': staging,
    'system.artifactsDirectory': staging,
    'build.binariesDirectory': folders.binaries,
    'common.testResultsDirectory': folders.testResults,
  }
}

/** Sets what changes from step to step. */
export function setStepVariables(variables: Variables, step: Step, record: TimelineRecord): void {
  variables.set('task.displayName', step.displayName)
  variables.set('system.taskDisplayName', step.displayName)
  variables.set('system.taskInstanceName', step.name)
  variables.set('system.taskInstanceId', record.id)
}
