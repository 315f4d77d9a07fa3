import { variableOf } from '../../../core/matrix/environment.ts'
import { expandMatrix, type Generated, type Generation } from '../../../core/matrix/generate.ts'
import { idleNames } from '../../../core/matrix/idle.ts'
import { nameMatrixLegs, type NamedLeg } from '../../../core/matrix/name-legs.ts'
import { formatMatrixPlan } from '../../../core/matrix/plan-file.ts'
import { matrixHeadline, summariseMatrix, tellMatrix } from '../../../core/matrix/tell.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { requireJobs } from '../../../core/pipeline/limits.ts'
import type { Log } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Inputs } from '../inputs.ts'
import { leavePlan } from '../leave-plan.ts'
import type { Ports } from '../ports.ts'
import { tellGroups } from '../tell-groups.ts'
import type { LanguageInputs } from './inputs.ts'
import { readMatrixFiles } from './read-matrix-files.ts'

const remedy = 'Take the selection sparse, fewer values or a filter, or split the matrix file.'

/** Expands one matrix file, tells what comes of it, and leaves its legs as a matrix and as an artifact. */
export async function planOfMatrix(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const { language, maxJobs } = inputs
  const path = requireFile(language)
  const files = await readMatrixFiles([path], { ...ports, made: path })
  const { legs, emptiedBy, maxParallel, idle } = expandMatrix(path, files, generationOf(language, ports))
  for (const line of [...idleNames(path, files, language.nonSparseParameters), ...idle]) ports.log.say('warning', line)
  const named = nameMatrixLegs<true>(legs.map(asNameable), () => true)
  const headline = matrixHeadline(path, named, emptiedBy)
  await tell(named, legs.length - named.length, headline, ports.log)
  requireJobs(named.length, maxJobs, remedy)
  const emitted = named.map(({ leg, cells }) => ({ leg, cells: Object.fromEntries(cells), work: undefined }))
  const left = { text: formatMatrixPlan(named), legs: emitted, cold: 0, warm: 0, maxParallel, remedy }
  const outputs = await leavePlan(left, inputs, ports)
  return { result: 'succeeded', outputs, summary: summariseMatrix(headline, named), problems: [] }
}

/** How the inputs want matrix files expanded; a configuration of the mode `changes` brings its own selection. */
export function generationOf(
  language: LanguageInputs,
  { patterns, environment, secrets }: Pick<Ports, 'patterns' | 'environment' | 'secrets'>,
): Generation {
  const { selection, nonSparseParameters, filters, replace, displayNameFilter } = language
  const how = { selection, nonSparse: nonSparseParameters, filters, replace, displayNameFilter }
  return { ...how, patterns, environment: variableOf(environment, secrets) }
}

function requireFile({ matrixConfig }: LanguageInputs): string {
  if (matrixConfig !== undefined) return matrixConfig
  throw new Problem('INPUT_MISSING', "The input 'matrixConfig' is not set.", 'The mode matrix expands the matrix file that it names.')
}

function asNameable(leg: Generated['legs'][number]): { name: string; suffix: string; cells: typeof leg.cells; item: true } {
  return { ...leg, suffix: '', item: true }
}

async function tell(named: readonly NamedLeg<true>[], merged: number, headline: string, log: Log): Promise<void> {
  await tellGroups(tellMatrix(named), log)
  if (merged > 0) log.say('info', `Combinations that are equal to another, and run once with it: ${merged}.`)
  log.say(named.length > 0 ? 'info' : 'warning', headline)
}
