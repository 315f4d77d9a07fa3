import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { LoggingCommand } from './command.ts'
import { hostType } from './host-type.ts'
import type { CommandHandler, StepContext } from './step-context.ts'
import { attach } from './task-commands.ts'

// Agent sources: Agent.Worker/Build/ArtifactCommandExtension.cs and Agent.Worker/Build/BuildCommandExtension.cs.

/** The commands of area `artifact`. */
export const ARTIFACT_COMMANDS: ReadonlyMap<string, CommandHandler> = new Map([['upload', upload]])

/** The commands of area `build`. */
export const BUILD_COMMANDS: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['addbuildtag', addBuildTag],
  ['uploadlog', (context, { data }) => attach(context, 'DistributedTask.Core.Log', 'CustomToolLog', data)],
  [
    'uploadsummary',
    (context, { data }) => attach(context, 'Distributedtask.Core.Summary', `CustomMarkDownSummary-${basename(data)}`, data),
  ],
])

/** Begins the upload at once; the step waits for it at its end. */
function upload(context: StepContext, { properties, data }: LoggingCommand): void {
  const host = hostType(context.job.variables.get('system.hostType'))
  if (host !== 'Build') throw new Error(`Uploading server artifact is not supported in ${host}.`)
  const artifact = properties.get('artifactname') ?? ''
  if (artifact === '') throw new Error('Artifact Name is required.')
  checkArtifactName(artifact)
  if (data === '') throw new Error('Artifact location is required.')
  const path = resolve(data)
  if (!existsSync(path)) throw new Error(`Path does not exist: ${data}`)
  if (isEmptyFolder(path)) {
    context.warning(`Directory '${path}' is empty. Nothing will be added to build artifact '${artifact}'.`)
    return
  }
  const folder = properties.get('containerfolder') ?? artifact
  context.await('Upload Artifact', context.job.sink.upload(artifact, folder, path))
}

/** Throws for a name that the service refuses. */
export function checkArtifactName(name: string): void {
  if (/[\u0000-\u001f"/:<>\\|?*]|^\.{1,2}$/.test(name))
    throw new Error(`Artifact name is not valid: ${name}. It cannot contain '\\', '/', '"', ':', '<', '>', '|', '*', and '?'`)
}

function isEmptyFolder(path: string): boolean {
  if (!statSync(path).isDirectory()) return false
  return !readdirSync(path, { withFileTypes: true, recursive: true }).some((entry) => !entry.isDirectory())
}

function addBuildTag(context: StepContext, { data }: LoggingCommand): void {
  const tag = data.trim()
  if (tag === '') throw new Error('Build tag is required.')
  context.job.sink.tag(tag)
}
