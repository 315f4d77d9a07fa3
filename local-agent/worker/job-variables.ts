import { mkdirSync, rmSync } from 'node:fs'
import { arch, hostname, release } from 'node:os'
import { join, resolve } from 'node:path'
import type { JobMessage, Step, TimelineRecord, Variable } from '../record.ts'
import { hostOf, type HostType } from './host-type.ts'
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

const released = { sources: 'a', binaries: 'a', testResults: 'a' }

/** Makes the folders of a job below `_work`; the temp folder is emptied. `tools`: a machine's own tool directory. A release has one folder for all. */
export function makeFolders(workFolder: string, tools = join(workFolder, '_tool'), host: HostType = 'Build'): JobFolders {
  const work = resolve(workFolder)
  const workspace = join(work, host === 'Build' ? '1' : 'r1')
  const within = { sources: 's', staging: 'a', binaries: 'b', testResults: 'TestResults', ...(host === 'Build' ? {} : released) }
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
  add(sharedFolders(folders))
  add(hostOf(message) === 'Build' ? buildFolders(folders) : releaseFolders(folders))
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

function sharedFolders({ work, sources, temp, tools }: JobFolders): Record<string, string> {
  return {
    'agent.rootDirectory': work,
    'agent.workFolder': work,
    'agent.tempDirectory': temp,
    'agent.toolsDirectory': tools,
    'system.defaultWorkingDirectory': sources,
  }
}

function buildFolders({ workspace, sources, staging, binaries, testResults }: JobFolders): Record<string, string> {
  return {
    'agent.workingDirectory': workspace,
    'agent.buildDirectory': workspace,
    'pipeline.workspace': workspace,
    'build.sourcesDirectory': sources,
    'build.repository.localPath': sources,
    'build.stagingDirectory': staging,
    'build.artifactStagingDirectory': staging,
    'system.artifactsDirectory': staging,
    'build.binariesDirectory': binaries,
    'common.testResultsDirectory': testResults,
  }
}

/** Agent.Worker/Release/ReleaseJobExtension.cs: artifacts are downloaded where jobs work, and there are no sources. */
function releaseFolders({ sources }: JobFolders): Record<string, string> {
  return { 'agent.releaseDirectory': sources, 'system.artifactsDirectory': sources }
}

/** Sets what changes from step to step. */
export function setStepVariables(variables: Variables, step: Step, record: TimelineRecord): void {
  variables.set('task.displayName', step.displayName)
  variables.set('system.taskDisplayName', step.displayName)
  variables.set('system.taskInstanceName', step.name)
  variables.set('system.taskInstanceId', record.id)
}
