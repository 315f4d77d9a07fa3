import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { ArtifactRecord, Step } from '../record.ts'
import { checkArtifactName } from './build-commands.ts'
import { scriptEnvironment } from './environment.ts'
import { environmentParts, runChild } from './run-task-step.ts'
import type { StepContext } from './step-context.ts'

const OPTIONS = { sh: [], bash: ['--noprofile', '--norc'] }

/** Runs `script:` or `bash:` from a file in the temp folder; its lines may be commands, secrets are not in its environment. Throws for an exit code that is not 0. */
export async function runScriptStep(context: StepContext, step: Extract<Step, { kind: 'script' }>): Promise<void> {
  const { folders, variables } = context.job
  const file = join(folders.temp, `${randomUUID()}.sh`)
  context.output('Generating script.')
  writeFileSync(file, `${variables.expand(step.script)}\n`)
  const cwd = resolve(folders.sources, variables.expand(step.workingDirectory).trim())
  context.output('========================== Starting Command Output ===========================')
  const args = [...OPTIONS[step.shell], file]
  context.output(`[command]${[step.shell, ...args].join(' ')}`)
  const code = await runChild(context, step.shell, args, scriptEnvironment(environmentParts(context)), cwd)
  if (code !== 0) throw new Error(`Bash exited with code '${code}'.`)
}

/** What `download` reads and `publish` must not collide with. */
export type Artifacts = () => readonly Pick<ArtifactRecord, 'name' | 'files'>[]

/** `publish:`, as a pipeline artifact: its name must be new in the run. Throws for a missing path and for a name that is unlawful or taken. */
export async function runPublishStep(context: StepContext, step: Extract<Step, { kind: 'publish' }>, artifacts: Artifacts): Promise<void> {
  const { variables, folders, sink, message } = context.job
  const name = variables.expand(step.artifact).trim()
  const path = resolve(folders.sources, variables.expand(step.path).trim())
  checkArtifactName(name)
  if (!existsSync(path)) throw new Error(`Path does not exist: ${path}`)
  if (artifacts().some((artifact) => artifact.name.toLowerCase() === name.toLowerCase()))
    throw new Error(`Artifact ${name} already exists for build ${message.variables.get('build.buildId')?.value ?? ''}.`)
  context.output(`Uploading pipeline artifact '${name}' from ${path}`)
  await sink.upload(name, name, path)
}

/** `download: current`: the artifact, or all, each into a folder of its name below the workspace. Throws for one that the run does not have. */
export function runDownloadStep(context: StepContext, step: Extract<Step, { kind: 'download' }>, artifacts: Artifacts): void {
  if (step.source === 'none') return
  const wanted = context.job.variables.expand(step.artifact).trim()
  const found = artifacts().filter(({ name }) => wanted === '' || name.toLowerCase() === wanted.toLowerCase())
  if (wanted !== '' && found.length === 0) throw new Error(`Artifact ${wanted} was not found for this build.`)
  for (const artifact of found) {
    const folder = join(context.job.folders.workspace, artifact.name)
    context.output(`Downloading artifact '${artifact.name}': ${artifact.files.size} files to ${folder}`)
    for (const [path, bytes] of artifact.files) write(folder, path, bytes)
  }
}

function write(folder: string, path: string, bytes: Uint8Array): void {
  const target = resolve(folder, path)
  if (!target.startsWith(folder + sep)) throw new Error(`The artifact's file '${path}' leads out of its folder.`)
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, bytes)
}
