import { join } from 'node:path'
import { childEnvironment } from '../../../core/build/environment.ts'
import { formatDiff, type Diff } from '../../../core/changes/diff.ts'
import type { Added } from '../../../core/changes/select/affected.ts'
import { hookQuestion, parseHookAnswer } from '../../../core/changes/select/hook.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import type { Command, Exit } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../ports.ts'

/** Seconds that a hook may take. */
const patience = 600

/**
 * Runs the hook in the sources by the machine's shell, what is selected on its standard input, and reads what it adds from its standard output; what it
 * says on the other one is told. It sees the environment of a build: no token, no input. One that fails, or answers anything else, is `INPUT_INVALID`.
 */
export async function askHook(
  hook: string,
  selection: ChangeSelection,
  diff: Diff,
  ports: Pick<Ports, 'environment' | 'files' | 'log' | 'processes' | 'sources' | 'windows'>,
): Promise<Added[]> {
  const { environment, files, log, processes, sources, windows } = ports
  const folder = await files.scratch('hook')
  try {
    await files.write(join(folder, 'question.json'), hookQuestion(selection, formatDiff(diff)))
    const env = childEnvironment(environment, { step: environment, windows, pass: [], set: [], temporary: folder })
    const command = { ...(await (windows ? cmdOf : shellOf)(hook, folder, ports)), cwd: sources, env, seconds: patience }
    const exit = await log.group(`Hook: ${hook}`, async () => await processes.run(command, (line) => log.foreign(line)))
    requireGood(exit, hook)
    const answer = await files.read(join(folder, 'answer.json'))
    return parseHookAnswer(
      new TextDecoder().decode(answer),
      selection.choices.map((choice) => choice.package),
    )
  } finally {
    await files.remove(folder)
  }
}

type Program = Pick<Command, 'program' | 'args'>

function shellOf(hook: string, folder: string): Promise<Program> {
  const paths = [join(folder, 'question.json'), join(folder, 'answer.json')]
  return Promise.resolve({ program: 'sh', args: ['-e', '-c', `{ ${hook}\n} < "$1" > "$2"`, 'hook', ...paths] })
}

/** Its shell cannot be told quotes otherwise than in a file. */
async function cmdOf(hook: string, folder: string, { files }: Pick<Ports, 'files'>): Promise<Program> {
  const file = join(folder, 'run.cmd')
  await files.write(join(folder, 'hook.cmd'), ['@echo off', ...hook.split('\n').map((line) => line.trimEnd()), ''].join('\r\n'))
  await files.write(file, '@call "%~dp0hook.cmd" < "%~dp0question.json" > "%~dp0answer.json"\r\n')
  return { program: 'cmd.exe', args: ['/d', '/c', file] }
}

function requireGood(exit: Exit, hook: string): void {
  if (exit.kind === 'exited' && exit.code === 0) return
  const how = {
    exited: exit.kind === 'exited' ? `ended with exit code ${exit.code}` : '',
    signalled: 'was stopped by a signal',
    'timed-out': `took longer than ${patience} seconds`,
    cancelled: 'was cancelled with the run',
    'not-started': `could not be started${exit.kind === 'not-started' ? `: ${exit.says}` : ''}`,
    lost: 'was lost',
  }[exit.kind]
  throw new Problem(
    'INPUT_INVALID',
    `The hook '${hook}' ${how}.`,
    'It must end well and answer a list of packages; what it said stands above.',
  )
}
