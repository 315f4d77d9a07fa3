import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Step } from '../record.ts'
import { scriptEnvironment } from './environment.ts'
import { header } from './header.ts'
import { environmentParts, runChild } from './run-task-step.ts'
import type { StepContext } from './step-context.ts'

const SHELLS = {
  sh: { name: 'Command line', description: 'Run a command line script', args: [] },
  bash: { name: 'Bash', description: 'Run a Bash script', args: ['--noprofile', '--norc'] },
}

/** Runs `script:` or `bash:` from a file in the temp folder; its lines may be commands, secrets are not in its environment. Throws for an exit code that is not 0. */
export async function runScriptStep(context: StepContext, step: Extract<Step, { kind: 'script' }>): Promise<void> {
  const { folders, variables } = context.job
  const shell = SHELLS[step.shell]
  for (const line of header({ task: shell.name, description: shell.description, version: 'local', author: 'the local agent', help: '' }))
    context.output(line)
  const file = join(folders.temp, `${randomUUID()}.sh`)
  context.output('Generating script.')
  writeFileSync(file, `${variables.expand(step.script)}\n`)
  const cwd = resolve(folders.sources, variables.expand(step.workingDirectory).trim())
  context.output('========================== Starting Command Output ===========================')
  context.output(`[command]${[step.shell, ...shell.args, file].join(' ')}`)
  const code = await runChild(context, step.shell, [...shell.args, file], scriptEnvironment(environmentParts(context)), cwd)
  if (code !== 0) throw new Error(`Bash exited with code '${code}'.`)
}
