import { filled, type Placeholders } from '../../core/build/placeholders.ts'
import type { Environment } from '../../core/build/environment.ts'
import { type Bench, type OnLine, runToGoodEnd } from './bench.ts'

/** A command that a user wrote, for the host's own shell. */
export interface Script {
  /** How its failure is told: `before_build: rustc --version`. */
  readonly what: string
  readonly text: string
  readonly paths: Placeholders
  readonly cwd: string
  readonly environment: Environment
  /** A folder of the row's own, where Windows keeps it as a file: its shell cannot be told quotes otherwise. */
  readonly folder: string
}

/** Runs it to its good end with sh, which stops at the first command that fails, or with cmd on Windows. */
export async function runScript({ what, text, paths, cwd, environment, folder }: Script, bench: Bench, on: OnLine): Promise<void> {
  const { host } = bench
  const command = { cwd, env: environment, seconds: 0 }
  const whole = filled(text, paths, host.windows)
  if (!host.windows) return await runToGoodEnd(what, { program: 'sh', args: ['-e', '-c', whole], ...command }, bench, on)
  const file = host.join(folder, 'script.cmd')
  const lines = whole.split('\n').flatMap((line) => [line.trimEnd(), 'if errorlevel 1 exit /b %errorlevel%'])
  await host.write(file, ['@echo off', ...lines, ''].join('\r\n'))
  await runToGoodEnd(what, { program: 'cmd.exe', args: ['/d', '/c', file], ...command }, bench, on)
}
