import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Step } from '../record.ts'
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
