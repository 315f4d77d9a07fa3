import { mergedRows, rowsOfFolders } from '../../../core/build/folder-rows.ts'
import { type Row, rowsOf } from '../../../core/build/row.ts'
import { type JobData, parseJobData } from '../../../core/pipeline/job-data.ts'
import { type AnyLeg, isOfFolders, legNamed, parsePlanLegs } from '../../../core/pipeline/plan-legs.ts'
import { shareOf, type Slice } from '../../../core/pipeline/slice.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { fetchPlan, namedPlan, onlyPlan } from './find-plan.ts'
import { type Inputs, noPlan } from '../inputs.ts'
import { rowsOfNames } from './named-packages.ts'
import { tellOtherCommit } from './planned-commit.ts'
import type { Ports } from '../ports.ts'
import type { FoundLeg, Rows } from './rows.ts'

/**
 * What is to be built: a leg inlined in `job_data`, a leg of the plan it refers to, a whole plan, or what the input `packages` names. A slice of several
 * equal jobs takes its share of that, which may be nothing.
 */
export async function readRows(inputs: Inputs, ports: World): Promise<Rows> {
  const { work, slice } = inputs
  if (work.kind === 'packages') {
    const leg = work.data === undefined ? undefined : await legWork(parseJobData(work.data, 'job_data'), inputs, ports)
    if (leg !== undefined) await tellOtherCommit([leg.leg], ports)
    return await rowsOfNames(work, leg, slice, ports)
  }
  const { legs, planDigest, name } =
    work.kind === 'plan' ? await planWork(work.plan, inputs, ports) : await jobWork(work.data, inputs, ports)
  if (legs.every((leg) => leg.packages.length === 0)) throw noPlan(`${name} holds no package.`)
  await tellOtherCommit(legs, ports)
  const warm = legs.flatMap((leg) => (isOfFolders(leg) ? [] : (leg.warm ?? [])))
  return { rows: rowsOfLegs(legs, slice, { planDigest, pythons: work.pythons }), planDigest, ...(warm.length === 0 ? {} : { warm }) }
}

/** What reading a job's work needs of the world. */
type World = Pick<Ports, 'artifacts' | 'environment' | 'files' | 'histories' | 'log' | 'processes' | 'windows' | 'workspace'>

interface Legs {
  readonly legs: readonly AnyLeg[]
  readonly planDigest: string
  /** For messages. */
  readonly name: string
}

/** Legs of wheels say which python each is for; those of folders are built for the pythons of the input. */
function rowsOfLegs(
  legs: readonly AnyLeg[],
  slice: Slice | undefined,
  { planDigest, pythons }: { readonly planDigest: string; readonly pythons: Inputs['work']['pythons'] },
): Row[] {
  const share = slice === undefined ? legs : shareOf(legs, slice)
  const wheels = share.flatMap((leg) => (isOfFolders(leg) ? [] : rowsOf({ ...leg, version: 1, planDigest })))
  const folders = share.flatMap((cut) => {
    const whole = legs.find(({ leg }) => leg === cut.leg)
    return isOfFolders(cut) && whole !== undefined && isOfFolders(whole) ? rowsOfFolders(whole, cut.packages, pythons) : []
  })
  return [...wheels, ...mergedRows(folders)]
}

async function jobWork(data: JobData, inputs: Inputs, ports: World): Promise<Legs> {
  const { leg, planDigest } = await legWork(data, inputs, ports)
  return { legs: [leg], planDigest, name: `The leg '${leg.leg}' of the plan` }
}

async function legWork(data: JobData, inputs: Inputs, ports: World): Promise<FoundLeg> {
  if (data.kind !== 'reference') return { leg: data.work, planDigest: data.work.planDigest }
  const text = inputs.plan === undefined ? await fetchPlan(data.plan, inputs, ports) : (await namedPlan(inputs.plan, inputs, ports)).text
  if (sha256Of(text) !== data.planDigest)
    throw new Problem(
      'PLAN_CHANGED',
      `The plan in '${inputs.plan ?? data.plan}' is not the one that this leg was made from.`,
      'Run the plan and its legs again together.',
    )
  return { leg: legNamed(parsePlanLegs(text, `the plan of '${data.plan}'`), data.leg), planDigest: data.planDigest }
}

async function planWork(plan: string | undefined, inputs: Inputs, ports: World): Promise<Legs> {
  const { name, text } = plan === undefined ? await onlyPlan(inputs, ports) : await namedPlan(plan, inputs, ports)
  return { legs: parsePlanLegs(text, `the plan of '${name}'`), planDigest: sha256Of(text), name: `The plan of '${name}'` }
}
