import { join } from 'node:path'
import type { Ask } from '../../../core/ask.ts'
import { md } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import { readLoggingCommands } from './host-inputs.ts'
import { runHostScript, type ScriptPorts } from './host-script.ts'
import { type HostState, hostState, parseHostState } from './host-state.ts'

/**
 * The post-job step: whatever came of the build, `teardownCommand` runs for each try that asked for a host, and the keys go. A teardown that fails may leave a machine
 * running that somebody pays for: the step then has issues, and says so.
 */
export async function tearDown(ask: Ask, recall: (name: string) => string | undefined, ports: ScriptPorts): Promise<Outcome> {
  const problems: Problem[] = []
  for (const state of parseHostState(recall(hostState) ?? '').toReversed()) problems.push(...(await takeDown(ask, state, ports)))
  return outcome(problems)
}

async function takeDown(ask: Ask, { folder: name, made }: HostState, ports: ScriptPorts): Promise<Problem[]> {
  const folder = join(ports.workspace.temp, name)
  const command = ask.optional('teardownCommand')
  try {
    if (command !== undefined)
      await runHostScript({ input: 'teardownCommand', text: command, folder, loggingCommands: readLoggingCommands(ask) }, ports)
    else if (made) ports.log.say('info', "No 'teardownCommand' is set: the host of 'hostCommand' is left as it is.")
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [new Problem('HOST_FAILED', `The host may still be running. ${error.message}`, error.remedy, error)]
  } finally {
    await ports.files.remove(folder)
  }
}

function outcome(problems: readonly Problem[]): Outcome {
  return { result: problems.length === 0 ? 'succeeded' : 'issues', outputs: {}, summary: md``, problems }
}
