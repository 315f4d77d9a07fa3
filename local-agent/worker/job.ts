import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import type { JobMessage, JobOutcome, Sink, Step } from '../record.ts'
import type { Artifacts } from './built-in-steps.ts'
import { inheritedEnvironment } from './environment.ts'
import { hostOf } from './host-type.ts'
import { jobVariables, makeFolders } from './job-variables.ts'
import { Masker } from './masking.ts'
import { turnsOf } from './phases.ts'
import { GRACES, type Graces } from './process.ts'
import { processesWith, signalProcess } from './process-tree.ts'
import { runStep } from './step.ts'
import type { JobState } from './step-context.ts'
import { Variables } from './variables.ts'

// Agent sources: Agent.Worker/JobRunner.cs, Agent.Worker/JobExtension.cs and Agent.Worker/Worker.cs.

/** What a job asks of the server besides its message. */
export interface JobWorld {
  /** The artifacts that the run has so far, for `download` and for the names `publish` may not reuse. */
  readonly artifacts: Artifacts
  /** Defaults to the agent's own. */
  readonly graces?: Graces
  /** What steps inherit, before the agent's own; defaults to PATH, HOME, LANG and their like of this process. */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Runs one job in its own `_work` and tells the sink every line, record, attachment, upload and tag. It never rejects for what a pipeline
 * can do wrong: that is a failed step with its issues. An aborted signal cancels the job: what runs is signalled, `always()` steps and post-job
 * phases still run, for as long as the service gives a canceled job.
 * The work folder must not lie where the extension's own `node_modules` can be reached from it.
 */
export async function runJob(message: JobMessage, sink: Sink, signal: AbortSignal, world: JobWorld): Promise<JobOutcome> {
  const job = startJob(message, sink, world)
  const turns = turnsOf(named(job), message.extension, job.masker)
  const kill = new AbortController()
  const limit = onceAborted(signal, () => setTimeout(() => kill.abort(), job.graces.cancel))
  for (const [at, turn] of turns.entries())
    if (!kill.signal.aborted) await runStep(job, turn, at + 1, { canceled: signal, killed: kill.signal }, world.artifacts)
  limit.done()
  for (const pid of processesWith(`VSTS_PROCESS_LOOKUP_ID=${job.lookupId}`)) signalProcess(pid, 'SIGKILL')
  rmSync(job.folders.temp, { recursive: true, force: true })
  return { result: job.result ?? 'succeeded', outputs: job.outputs }
}

/** Steps by their names as the job begins (JobExtension.cs): of what a step sets later no name knows. */
function named({ message, variables, masker }: JobState): readonly Step[] {
  variables.recalculate()
  return message.steps.map((step) => ({ ...step, displayName: masker.mask(variables.expand(step.displayName)) }))
}

/** Starts a timer once the signal aborts; `done` lets go of both. */
function onceAborted(signal: AbortSignal, start: () => NodeJS.Timeout): { done(): void } {
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => void (timer = start())
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    done: () => {
      signal.removeEventListener('abort', begin)
      clearTimeout(timer)
    },
  }
}

function startJob(message: JobMessage, sink: Sink, world: JobWorld): JobState {
  const inherited = world.environment ?? inheritedEnvironment(process.env)
  const folders = makeFolders(message.workFolder, inherited['AGENT_TOOLSDIRECTORY'], hostOf(message))
  const masker = new Masker()
  for (const { value, secret } of message.variables.values()) if (secret) masker.addInitial(value)
  for (const { parameters } of message.endpoints) for (const [, value] of secretParameters(parameters)) masker.addInitial(value)
  return {
    message,
    sink,
    masker,
    folders,
    variables: new Variables(masker, jobVariables(message, folders)),
    prependPath: [],
    outputs: new Map(),
    graces: world.graces ?? GRACES,
    inherited,
    lookupId: `vsts_${randomUUID()}`,
    result: undefined,
  }
}

/** Parameters of connections that the agent does not take for secrets. */
const PUBLIC_PARAMETERS =
  /^(idtoken|role|scope|tenantid|issuedat|expiresat|audience|authenticationtype|authorizationtype|accesstokentype|signature)$/i

/** The parameters of a connection that are secret. */
export function secretParameters(parameters: Readonly<Record<string, string>>): readonly (readonly [name: string, value: string])[] {
  return Object.entries(parameters).filter(([name]) => !PUBLIC_PARAMETERS.test(name))
}
