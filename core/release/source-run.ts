import { Problem } from '../problem.ts'

/** The run whose files are released, as an input names it. */
export interface SourceRun {
  /** Undefined: the run that this job belongs to. */
  readonly run: number | undefined
  /** The id of its project; undefined: our own. */
  readonly project: string | undefined
  /** How it was found, for the log. */
  readonly says: string
}

/**
 * Reads the input `source`: `current`, the alias of a pipeline resource (its `resources.pipeline.<alias>.runID`) or of an artifact of a classic release, or the id
 * of a run. Never "the latest": what was approved and what is published could differ. Undefined when it is not given.
 */
export function sourceRun(text: string | undefined, variable: (name: string) => string | undefined): SourceRun | undefined {
  if (text === undefined) return undefined
  if (text.toLowerCase() === 'current') return { run: undefined, project: undefined, says: 'this run' }
  if (/^\d{1,9}$/.test(text)) return { run: Number(text), project: undefined, says: `run ${text}, which the input names` }
  const run = Number(variable(`resources.pipeline.${text}.runID`) ?? variable(`release.artifacts.${text}.buildId`) ?? Number.NaN)
  const project = variable(`resources.pipeline.${text}.projectID`) ?? variable(`release.artifacts.${text}.projectId`)
  if (Number.isInteger(run)) return { run, project, says: `run ${run}, the resource '${text}' of this pipeline` }
  throw new Problem(
    'INPUT_INVALID',
    `The input 'source' is '${text}', and this pipeline has no resource of that alias.`,
    'Write current, the alias under resources: pipelines:, or the id of a run.',
  )
}
