import { filled, type Placeholders } from '../../core/build/placeholders.ts'
import type { Environment } from '../../core/build/environment.ts'
import type { Command } from '../../core/ports.ts'
import { type Bench, type OnLine, runToGoodEnd } from './bench.ts'

/** A command that a user wrote, for the host's own shell. */
export interface Script {
  readonly text: string
  readonly paths: Placeholders
  readonly cwd: string
  readonly environment: Environment
  /** A folder of the row's own, where Windows keeps it as a file: its shell cannot be told quotes otherwise. */
  readonly folder: string
  /** After which it is stopped; none means no bound. */
  readonly seconds?: number
}

/** Runs it to its good end with sh, which stops at the first command that fails, or with cmd on Windows. `what` is how its failure is told: `before_build: rustc --version`. */
export async function runScript({ what, ...script }: Script & { readonly what: string }, bench: Bench, on: OnLine): Promise<void> {
  await runToGoodEnd(what, await scriptCommand(script, bench), bench, on)
}

/** The command by which the host runs it. */
export async function scriptCommand({ text, paths, cwd, environment, folder, seconds = 0 }: Script, { host }: Bench): Promise<Command> {
  const command = { cwd, env: environment, seconds }
  const whole = filled(text, paths, host.windows)
  if (!host.windows) return { program: 'sh', args: ['-e', '-c', whole], ...command }
  const file = host.join(folder, 'script.cmd')
  const lines = whole.split('\n').flatMap((line) => [line.trimEnd(), 'if errorlevel 1 exit /b %errorlevel%'])
  await host.write(file, ['@echo off', ...lines, ''].join('\r\n'))
  return { program: 'cmd.exe', args: ['/d', '/c', file], ...command }
}
