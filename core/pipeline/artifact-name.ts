/** Who in the run attaches an artifact; empty parts are left out. */
export interface Whereabouts {
  readonly stage: string
  readonly job: string
  readonly leg: string
  readonly attempt: number
}

/** `<prefix>.<stage>.<job>[.<leg>].<attempt>`: unique in a run over all re-runs, without the characters that Azure forbids in artifact names. */
export function artifactName(prefix: string, where: Whereabouts): string {
  const parts = [prefix, where.stage === '__default' ? '' : where.stage, where.job, where.leg, String(where.attempt)]
  return parts
    .map((part) => part.replaceAll(/[\u0000-\u001f"/:<>\\|?*.\s]+/g, '_'))
    .filter((part) => part !== '')
    .join('.')
}

/** Where this job stands in its run, from the agent's variables (`System.JobIdentifier` is `stage.job.leg`; the service omits `__default`). */
export function whereabouts(variable: (name: string) => string | undefined): Whereabouts {
  const job = variable('System.PhaseName') ?? variable('Agent.JobName') ?? 'job'
  const last = (variable('System.JobIdentifier') ?? '').split('.').at(-1) ?? ''
  const matrix = variable('System.ParallelExecutionType')
  const leg = matrix === undefined || matrix === 'None' || last === job || last === '__default' ? '' : last
  return { stage: variable('System.StageName') ?? '', job, leg, attempt: Number(variable('System.JobAttempt') ?? '1') }
}
