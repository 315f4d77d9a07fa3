import type { JobMessage } from '../record.ts'
import type { Leg } from './matrix.ts'
import type { RunContext, Running } from './run-context.ts'
import { Variables } from './variables.ts'
import { DEFAULT_STAGE } from './yaml.ts'

/** What the worker is told about one leg, and what the log says before it starts. */
export function messageFor(
  context: RunContext,
  of: Running,
  leg: Leg,
  own: { readonly jobId: string; readonly attempt: number; readonly displayName: string; readonly workFolder: string },
): { readonly message: JobMessage; readonly notes: readonly string[] } {
  const variables = new Variables(of.variables).setAll(leg.variables).setAll(systemVariables(context, of, leg, own), { readOnly: true })
  const message: JobMessage = {
    displayName: own.displayName,
    jobId: own.jobId,
    variables: variables.toMap(),
    steps: of.job.steps,
    endpoints: context.endpoints,
    workFolder: own.workFolder,
    repository: context.sources.repository,
    ...(context.sources.remote === undefined ? {} : { remote: context.sources.remote }),
    extension: context.extension,
  }
  return { message, notes: [...elsewhere(variables.fill(poolOf(context, of).vmImage)), ...renamed(leg)] }
}

/** Agent sources: Test/L1/Worker/L1TestBase.cs; jobIdentifier leaves the stage `__default` out. */
function systemVariables(
  context: RunContext,
  of: Running,
  leg: Leg,
  own: { readonly jobId: string; readonly attempt: number; readonly displayName: string },
): Readonly<Record<string, string>> {
  const { stage, job, record } = of
  const above = context.run.records.find((one) => one.id === record.parentId)
  return {
    'system.stageName': stage.name,
    'system.stageId': above?.id ?? '',
    'system.stageDisplayName': stage.displayName,
    'system.stageAttempt': String(above?.attempt ?? 1),
    'system.phaseName': job.name,
    'system.phaseId': record.id,
    'system.phaseDisplayName': job.displayName,
    'system.phaseAttempt': String(record.attempt),
    'system.jobName': leg.name,
    'system.jobId': own.jobId,
    'system.oidcRequestUri': `${of.variables.get('system.collectionUri') ?? ''}${context.run.project.id}/_apis/distributedtask/hubs/build/plans/${context.run.planId}/jobs/${own.jobId}/oidctoken`,
    'system.jobDisplayName': own.displayName,
    'system.jobAttempt': String(own.attempt),
    'system.jobIdentifier': [...(stage.name === DEFAULT_STAGE ? [] : [stage.name]), job.name, leg.name].join('.'),
    'System.JobPositionInPhase': String(leg.position),
    'System.TotalJobsInPhase': String(leg.total),
    ...(leg.parallel === '' ? {} : { 'System.ParallelExecutionType': leg.parallel }),
    ...(job.environment === undefined ? {} : { 'environment.name': job.environment, 'strategy.name': 'runOnce' }),
  }
}

function poolOf(context: RunContext, { stage, job }: Running): { readonly vmImage: string } {
  return job.pool ?? stage.pool ?? context.pipeline.pool ?? { vmImage: '' }
}

const SYSTEMS: readonly (readonly [RegExp, string, string])[] = [
  [/^(windows|vs20)/i, 'win32', 'Windows'],
  [/^macos/i, 'darwin', 'macOS'],
  [/^(ubuntu|linux)/i, 'linux', 'Linux'],
]

/** Says so where the name of a leg is none that others can use. */
function renamed({ name, shown, parallel }: Leg): readonly string[] {
  if (name === shown || parallel === '') return []
  return [`##[warning]'${shown}' is no legal name of a leg: other jobs know its outputs as '${name}'.`]
}

/** Says so where the image is another system's. */
function elsewhere(image: string): readonly string[] {
  const asked = SYSTEMS.find(([form]) => form.test(image))
  if (asked === undefined || asked[1] === process.platform) return []
  const here = SYSTEMS.find(([, platform]) => platform === process.platform)?.[2] ?? process.platform
  return [`##[warning]This job asks for ${image}; the local agent runs it here, on ${here}.`]
}
