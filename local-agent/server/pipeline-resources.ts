import { join, resolve } from 'node:path'
import type { RunRecord } from '../record.ts'
import { messageOf, Mistake } from '../mistake.ts'
import type { LocalFile } from './local-file.ts'
import type { Pipeline } from './pipeline.ts'
import { readEnded } from './run-file.ts'

/** The last run of each pipeline that this one takes runs of, by alias: what they left lies where the local file says. Throws Mistake where there is none. */
export function takenRuns({ resources }: Pipeline, { pipelines }: LocalFile, file: string): ReadonlyMap<string, RunRecord> {
  return new Map(resources.map((alias) => [alias, takenRun(alias, pipelines[alias], file)]))
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
