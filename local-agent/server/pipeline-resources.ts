import { join, resolve } from 'node:path'
import type { RunRecord } from '../record.ts'
import { messageOf, Mistake } from '../mistake.ts'
import type { LocalFile } from './local-file.ts'
import { readPastRuns } from './past-runs.ts'
import { serviceResult } from './graph.ts'
import type { Pipeline, PipelineResource, RunFilter } from './pipeline.ts'
import { readEnded } from './run-file.ts'

/** The last run of each pipeline that this one takes runs of, by alias: what they left lies where the local file says. Throws Mistake where there is none, or it is not one that the pipeline takes. */
export function takenRuns(
  { resources }: Pipeline,
  { pipelines, reason }: Pick<LocalFile, 'pipelines' | 'reason'>,
  file: string,
): ReadonlyMap<string, RunRecord> {
  return new Map(
    resources.map((resource) => {
      const out = pipelines[resource.alias]
      const run = takenRun(resource.alias, out, file)
      const starts = reason === 'ResourceTrigger' && resource.trigger !== undefined
      const wanted = { ...(starts ? resource.trigger : resource.picks), succeeded: starts }
      if (!isTaken(run, wanted)) throw other(resource, wanted, run, resolve(out ?? ''))
      return [resource.alias, run]
    }),
  )
}

function takenRun(alias: string, out: string | undefined, file: string): RunRecord {
  if (out === undefined)
    throw new Mistake(
      `The pipeline takes a run of '${alias}'. Say in ${file} where that one leaves its runs, under pipelines: ${alias}: out/...`,
    )
  try {
    return readEnded(join(resolve(out), 'run'))
  } catch (error) {
    throw new Mistake(
      `The pipeline takes a run of '${alias}', and there is none in ${out}: run that pipeline first. (${messageOf(error)})`,
      {
        cause: error,
      },
    )
  }
}

/** Only a run that succeeded starts another pipeline (learn.microsoft.com/azure/devops/pipelines/process/pipeline-triggers). */
interface Wanted extends RunFilter {
  readonly succeeded: boolean
}

/** A run that goes on, or was killed, is none. Tags are compared ignoring case; a branch without `refs/` is one of `refs/heads/`. */
function isTaken(run: RunRecord, { branches, without, tags: wanted, version, succeeded }: Wanted): boolean {
  const { sourceBranch, buildNumber, tags, status, result } = run
  const has = (pattern: string): boolean => patternOf(pattern).test(sourceBranch)
  const own = new Set([...tags].map((tag) => tag.toLowerCase()))
  const isOfBranch = (branches.length === 0 || branches.some(has)) && !without.some(has)
  if (status !== 'completed') return false
  if (succeeded && result !== 'succeeded' && result !== 'succeededWithIssues') return false
  return isOfBranch && wanted.every((tag) => own.has(tag.toLowerCase())) && (version === '' || version === buildNumber)
}

function patternOf(branch: string): RegExp {
  const whole = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`
  const text = whole
    .replaceAll(/[\\^$.+()[\]{}|]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${text}$`)
}

/** Why the last run is not taken. What runs left before the last one is gone. */
function other({ alias }: PipelineResource, wanted: Wanted, run: RunRecord, out: string): Mistake {
  const earlier = readPastRuns(join(out, 'run')).find((one) => one.buildId !== run.buildId && isTaken(one, wanted))
  const gone = earlier === undefined ? '' : ` Run ${earlier.buildNumber} was one, and what it left is gone with the runs after it.`
  return new Mistake(
    `The pipeline takes runs of '${alias}' ${filterText(wanted)}and the last run in ${out}, ${run.buildNumber}, is of ${run.sourceBranch}, ` +
      `${run.tags.size === 0 ? 'has no tags' : `has the tags ${[...run.tags].join(', ')}`} and ${run.status === 'completed' ? `ended as ${serviceResult(run.result ?? 'abandoned')}` : 'has not ended'}.${gone} Run that pipeline so, with --branch for another branch or tag.`,
  )
}

function filterText({ branches, without, tags, version, succeeded }: Wanted): string {
  return [
    ...(succeeded ? ['that succeeded'] : []),
    ...(branches.length === 0 ? [] : [`of ${branches.join(' or ')}`]),
    ...(without.length === 0 ? [] : [`not of ${without.join(' or ')}`]),
    ...(tags.length === 0 ? [] : [`with the tags ${tags.join(', ')}`]),
    ...(version === '' ? [] : [`of the number ${version}`]),
  ]
    .map((text) => `${text}, `)
    .join('')
}

/** The variables by which jobs know these runs (learn.microsoft.com/azure/devops/pipelines/process/resources, "Pipeline resource metadata as predefined variables"). */
export function resourceVariables(runs: ReadonlyMap<string, RunRecord>): Readonly<Record<string, string>> {
  return Object.assign({}, ...[...runs].map(([alias, run]) => variablesOf(`resources.pipeline.${alias}`, run)))
}

function variablesOf(prefix: string, run: RunRecord): Readonly<Record<string, string>> {
  return {
    [`${prefix}.projectName`]: run.project.name,
    [`${prefix}.projectID`]: run.project.id,
    [`${prefix}.pipelineName`]: run.definition.name,
    [`${prefix}.pipelineID`]: String(run.definition.id),
    [`${prefix}.runName`]: run.buildNumber,
    [`${prefix}.runID`]: String(run.buildId),
    [`${prefix}.runURI`]: `vstfs:///Build/Build/${run.buildId}`,
    [`${prefix}.sourceBranch`]: run.sourceBranch,
    [`${prefix}.sourceCommit`]: run.sourceVersion,
    [`${prefix}.sourceProvider`]: run.repository.type,
    [`${prefix}.requestedFor`]: run.requestedFor.displayName,
    [`${prefix}.requestedForID`]: run.requestedFor.id,
  }
}
