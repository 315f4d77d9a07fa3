import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { Mistake } from '../mistake.ts'
import { type LocalFile, localPath } from './local-file.ts'
import type { Pipeline } from './pipeline.ts'
import type { Variables } from './variables.ts'

/** That the local file has every variable group of the pipeline. Throws Mistake. */
export function requireGroups(pipeline: Pipeline, local: LocalFile, file: string): void {
  const layers = [pipeline, ...pipeline.stages, ...pipeline.stages.flatMap((stage) => stage.jobs)].flatMap((one) => one.variables)
  const missing = layers.flatMap((one) => (one.kind === 'group' ? [one.group] : [])).find((group) => local.groups[group] === undefined)
  if (missing !== undefined)
    throw new Mistake(
      `The pipeline uses the variable group '${missing}', which is not in ${basename(localPath(file))}. Give its variables there, under groups: ${missing}.`,
    )
}

/** Runs what has to succeed before anything starts. Throws Mistake, with what the local file says of it. */
export function meetRequirements(local: LocalFile, folder: string, given: Variables): void {
  for (const { run, says, remedy } of local.requires) {
    const [command = '', ...args] = run.map((word) => given.fill(word))
    if (spawnSync(command, args, { cwd: folder, stdio: 'ignore' }).status !== 0)
      throw new Mistake(`${says}${remedy === '' ? '' : ` ${remedy}`}`)
  }
}
