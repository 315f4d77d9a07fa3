import type { Step } from '../record.ts'
import { AGENT_VERSION } from './job-variables.ts'
import type { TaskDescription } from './task-definition.ts'

const RULE = '='.repeat(78)

/** The one task of others' that the local agent has itself. */
export const USE_PYTHON = 'UsePythonVersion@0'

const BUILT_IN: Readonly<Record<string, readonly [friendlyName: string, description: string]>> = {
  [USE_PYTHON]: ['Use Python version', 'Use a Python of this machine, found on the PATH or in the tool directory'],
  sh: ['Command line', 'Run a command line script with sh'],
  bash: ['Bash', 'Run a Bash script'],
  checkout: ['Get sources', 'Fetch a repository, or copy it as it lies on this machine'],
  publish: ['Publish Pipeline Artifact', 'Publish a file or folder as an artifact of this run'],
  download: ['Download Pipeline Artifact', 'Download artifacts of this run'],
}

/** The header of what the local agent does itself; none for a task of the extension, which tells its own. */
export function headerOf(step: Step): string[] {
  const kind = step.kind === 'script' ? step.shell : step.kind === 'task' ? step.task : step.kind
  const [friendlyName, description] = BUILT_IN[kind] ?? []
  if (friendlyName === undefined || description === undefined) return []
  return header({ friendlyName, description, version: AGENT_VERSION, author: 'the local agent', help: '' })
}

/** The lines of the block under `Starting:` (agent sources: Agent.Worker/TaskRunner.cs PrintTaskMetaData). */
export function header({
  friendlyName,
  description,
  version,
  author,
  help,
}: Omit<TaskDescription, 'id' | 'name' | 'inputs' | 'outputVariables' | 'restrictions'>): string[] {
  const said = { Task: friendlyName, Description: description, Version: version, Author: author, Help: help }
  return [RULE, ...Object.entries(said).map(([what, text]) => `${what.padEnd(12)} : ${text}`), RULE]
}
