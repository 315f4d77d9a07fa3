import { onAbandoned } from './abandoned.ts'
import { thisAgent, type Agent } from './agent.ts'
import { hideEnvironment } from './hide-environment.ts'
import { takeAgentWayOut } from './way-out.ts'
import { join } from 'node:path'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { IssueType, TaskResult, debug, logIssue, setResult, setVariable, uploadSummary } from 'azure-pipelines-task-lib/task.js'
import { disarmLines } from '../../core/disarm.ts'
import type { Outcome } from '../../core/outcome.ts'
import { Problem, reason } from '../../core/problem.ts'

/**
 * Runs a task's body and tells the agent what came of it: problems as issues, the summary, then the outputs, then exactly
 * one result. A thrown Problem fails the step without any output; anything else thrown is told as a fault of ours. Without an agent that listens the
 * body is cancelled, as by the run.
 */
export function runTask(name: string, body: (agent: Agent) => Promise<Outcome>): void {
  hideEnvironment()
  const cancel = new AbortController()
  const abandoned = new AbortController()
  const left: (() => Promise<void>)[] = []
  const stop = (): void => cancel.abort(new Problem('REFUSED', 'The run was cancelled.', ''))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  onAbandoned(() => {
    // What breaks the output may be no more than ENOBUFS: an agent that lives, and hears no result, would take the exit code 0 for success.
    process.exitCode = 1
    abandoned.abort()
    stop()
  })
  let told = false
  // The loop has drained and all output is written. Node 20 can spin for ever in freeing its environment, so it is left instead.
  process.once('beforeExit', () => {
    // Without a result the agent would take the exit code 0 for success.
    if (!told) fail(new Error('it waited for something that nothing was going to bring'))
    process.exit()
  })
  const agent = thisAgent(cancel.signal, (work) => void left.push(work))
  void takeAgentWayOut(agent)
    .then(async () => await body(agent))
    .then(
      (outcome) => {
        told = true
        report(name, agent, outcome)
      },
      (error: unknown) => {
        told = true
        fail(error)
      },
    )
    .then(async () => {
      if (abandoned.signal.aborted) await Promise.all(left.map(async (work) => await work()))
    })
}

function report(name: string, agent: Agent, outcome: Outcome): void {
  if (outcome.summary !== '') {
    const folder = mkdtempSync(join(agent.workspace.temp, 'summary-'))
    const path = join(folder, `${name}.md`)
    writeFileSync(path, outcome.summary)
    uploadSummary(path)
  }
  const failed = outcome.result === 'failed'
  for (const problem of outcome.excused ?? []) tellIssue(IssueType.Warning, problem)
  for (const problem of outcome.problems) tellIssue(failed ? IssueType.Error : IssueType.Warning, problem)
  for (const [variable, value] of Object.entries(outcome.outputs)) setVariable(variable, value, false, true)
  if (outcome.result === 'succeeded') setResult(TaskResult.Succeeded, '')
  else setResult(failed ? TaskResult.Failed : TaskResult.SucceededWithIssues, failed ? '' : 'See the warnings above.')
}

/** The agent shows an issue at its source where the path is one of the checkout; any other is only told. */
function tellIssue(type: IssueType, problem: Problem): void {
  const { at, code } = problem
  const column = at === undefined || at.column === 0 ? undefined : at.column
  logIssue(type, plain(problem.text), at === undefined ? undefined : plain(at.path), at?.line, column, code)
}

function fail(error: unknown): void {
  if (error instanceof Problem) {
    debug(`${error.code}: ${reason(error.cause)}`)
    setResult(TaskResult.Failed, plain(error.text))
    return
  }
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error))
  setResult(
    TaskResult.Failed,
    plain(
      `This is a fault in Wheelworks, not in your pipeline: ${reason(error)}. Run again with the variable System.Debug = true and report the log.`,
    ),
  )
}

function plain(text: string): string {
  return disarmLines(text).join('\n')
}
