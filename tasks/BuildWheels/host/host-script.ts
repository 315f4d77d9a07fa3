import { join } from 'node:path'
import { loggingCommandOf } from '../../../core/logging-command.ts'
import type { Command, Files, Log, Processes } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'

/** The world as scripts of the user's own that make and end hosts need it: they run on this agent, and are trusted. */
export interface ScriptPorts {
  readonly processes: Processes
  readonly files: Files
  readonly log: Log
  readonly workspace: { readonly temp: string; readonly sources: string }
  /** The step's whole environment. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly windows: boolean
}

/** Such a script, and what it may do. */
export interface HostScript {
  /** The input that holds it. */
  readonly input: string
  readonly text: string
  /** A private folder of this agent; the file that the script writes or reads lies in it. */
  readonly folder: string
  readonly loggingCommands: readonly string[]
}

/** How many of its last lines a failing script's Problem shows. */
const tail = 20

/** The file that `hostCommand` writes, named to both scripts by WHEELWORKS_HOST_FILE. */
export function hostFileIn(folder: string): string {
  return join(folder, 'host')
}

/**
 * Runs a script to its good end in the sources' folder, in a group of the log; anything else is `HOST_FAILED` with the end of what it printed.
 * A command that fails in the middle is a failure of the script (bash -e -o pipefail; on Windows each line is asked).
 */
export async function runHostScript(script: HostScript, ports: ScriptPorts): Promise<void> {
  const last: string[] = []
  const on = (line: string): void => {
    last.push(line)
    if (last.length > tail) last.shift()
    const command = loggingCommandOf(line)
    if (command !== undefined && script.loggingCommands.includes(command)) ports.log.command(line.slice(line.indexOf('##vso[')))
    else ports.log.foreign(line)
  }
  const command = await commandOf(script, ports)
  const exit = await ports.log.group(script.input, async () => await ports.processes.run(command, on))
  if (exit.kind === 'exited' && exit.code === 0) return
  const how =
    exit.kind === 'exited'
      ? `ended with exit code ${exit.code}`
      : 'says' in exit
        ? `cannot be run: ${exit.says}`
        : `was stopped (${exit.kind})`
  const lines = last.map((line) => `\n    ${line}`).join('')
  throw new Problem('HOST_FAILED', `The script of '${script.input}' ${how}.${lines}`, '\nIts whole output is in the log of this step.')
}

async function commandOf({ text, folder, input }: HostScript, ports: ScriptPorts): Promise<Command> {
  const given = Object.entries(ports.environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
  const env = { ...Object.fromEntries(given), WHEELWORKS_HOST_FILE: hostFileIn(folder) }
  const rest = { cwd: ports.workspace.sources, env, seconds: 0 }
  // A macro in it may have been a secret, and every user of this agent sees the arguments of its processes.
  const file = join(folder, `${input}.${ports.windows ? 'cmd' : 'sh'}`)
  if (!ports.windows) {
    await ports.files.write(file, text)
    return { program: 'bash', args: ['--noprofile', '--norc', '-e', '-o', 'pipefail', file], ...rest }
  }
  const lines = text.split('\n').flatMap((line) => [line.trimEnd(), 'if errorlevel 1 exit /b %errorlevel%'])
  await ports.files.write(file, ['@echo off', ...lines, ''].join('\r\n'))
  return { program: 'cmd.exe', args: ['/d', '/c', file], ...rest }
}
