import { join, resolve } from 'node:path'
import { childEnvironment } from '../../../core/build/environment.ts'
import type { Patch } from '../../../core/build/recipe.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Ports } from '../ports.ts'

type World = Pick<Ports, 'environment' | 'files' | 'processes' | 'windows' | 'workspace'>

/** Applies a recipe's patches to a tree of this agent from its top folder (a repository's own, wherever the project lies in it), in order. One that is not there, not the planned one or does not fit is a Problem that names it. */
export async function applyPatches(patches: readonly Patch[], tree: string, ports: World): Promise<void> {
  for (const patch of patches) await applyPatch(patch, tree, ports)
}

async function applyPatch(
  { path, sha256 }: Patch,
  tree: string,
  { environment, files, processes, windows, workspace }: World,
): Promise<void> {
  const file = resolve(workspace.sources, path)
  const bytes = await files.read(file)
  if (bytes === undefined)
    throw new Problem('FILE_MISSING', `The patch '${path}' is not there.`, 'Check the repository out in this job, with its patches.')
  if (sha256Of(bytes) !== sha256)
    throw new Problem('HASH_MISMATCH', `The patch '${path}' is not the one that was planned.`, 'Check out the commit that the plan is of.')
  const output: string[] = []
  // Of no repository: in one around the agent's folders git would pass over all files that are not its own and say nothing, and the tree of a
  // submodule names one that was left behind.
  const set = [{ GIT_DIR: join(workspace.temp, 'wheelworks', 'no-repository'), GIT_CONFIG_NOSYSTEM: '1' }]
  const own = { step: {}, windows, pass: [], set, temporary: workspace.temp }
  const args = ['-c', 'core.autocrlf=false', 'apply', '-p1', '--whitespace=nowarn', '--', file]
  const command = { program: 'git', args, cwd: tree, env: childEnvironment(environment, own), seconds: 300 }
  const exit = await processes.run(command, (line) => output.push(line))
  if (exit.kind === 'exited' && exit.code === 0) return
  const said = 'says' in exit ? exit.says : output.slice(0, 5).join('; ')
  throw new Problem(
    'BUILD_FAILED',
    `The patch '${path}' does not apply: ${said}.`,
    'Make it anew for this version, or leave it out for it.',
  )
}
