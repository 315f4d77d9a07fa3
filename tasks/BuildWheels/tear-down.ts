import { join } from 'node:path'
import type { Ask } from '../../core/ask.ts'
import { md } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import { Problem } from '../../core/problem.ts'
import { readLoggingCommands } from './host-inputs.ts'
import { runHostScript, type ScriptPorts } from './host-script.ts'
import { hostState, parseHostState } from './host-state.ts'

/**
 * The post-job step: whatever came of the build, `teardownCommand` runs if a host was asked for, and the key goes. A teardown that fails may leave a machine
 * running that somebody pays for: the step then has issues, and says so.
 */
export async function tearDown(ask: Ask, recall: (name: string) => string | undefined, ports: ScriptPorts): Promise<Outcome> {
  const text = recall(hostState)
  if (text === undefined || text === '') return outcome([])
  const state = parseHostState(text)
  const folder = join(ports.workspace.temp, state.folder)
  const command = ask.optional('teardownCommand')
  const problems: Problem[] = []
  try {
    if (command !== undefined)
      await runHostScript({ input: 'teardownCommand', text: command, folder, loggingCommands: readLoggingCommands(ask) }, ports)
    else if (state.made) ports.log.say('info', "No 'teardownCommand' is set: the host of 'hostCommand' is left as it is.")
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    problems.push(new Problem('HOST_FAILED', `The host may still be running. ${error.message}`, error.remedy, error))
  } finally {
    await ports.files.remove(folder)
  }
  return outcome(problems)
}

function outcome(problems: readonly Problem[]): Outcome {
  return { result: problems.length === 0 ? 'succeeded' : 'issues', outputs: {}, summary: md``, problems }
}
