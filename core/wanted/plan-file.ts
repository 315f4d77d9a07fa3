import { requireVersion } from '../build/manifest.ts'
import { canonical, type Json } from '../canonical.ts'
import { type Field, parseJson } from '../json.ts'
import { Problem } from '../problem.ts'
import { legJson, type LegWork, parsePlanLeg, type PlanLeg } from '../pipeline/job-data.ts'
import type { Legs } from './legs.ts'
import { choiceText, type Decision, versionOf } from './decision.ts'
import { saysOf, whyOf } from './tell-row.ts'

/** plan.json: what was decided about every row, and the legs that build. No time and no secret: the same facts give the same bytes. */
export interface Plan {
  readonly version: 1
  readonly decisions: readonly PlanRow[]
  readonly jobs: readonly PlanLeg[]
  /** What is restored from a cache, by the legs that would have built it; absent where there is nothing. */
  readonly restores?: readonly PlanLeg[]
  /** What the keys of the jobs' packages are made of; absent without a cache, and where a plan is read: see plan-keys.ts. */
  readonly keys?: Json
}

/** A row of the matrix and what was decided about it. */
export interface PlanRow {
  readonly kind: Decision['kind']
  readonly name: string
  /** As resolved; of an error as far as it is known, else as the matrix names it. */
  readonly version: string
  readonly python: string
  readonly abi: string
  readonly platform_tag: string
  readonly instance: string
  readonly arch: string
  /** The place in the matrix file. */
  readonly at: string
  /** The reason's word: `in-index`, `in-index, recipe differs`, `absent`, or a Problem's code. */
  readonly why: string
  /** The reason for people. */
  readonly says: string
  /** Where it is built, or by which leg it is restored; empty unless it is. */
  readonly leg: string
  /** Under which a cache has it; of what is restored alone. */
  readonly key?: string
}

/** The plan of decisions and legs, in the order of the matrix. */
export function planOf(decisions: readonly Decision[], { jobs, restores, legBy }: Legs): Plan {
  const rows = decisions.map((one) => rowOf(one, legBy.get(one) ?? ''))
  return { version: 1, decisions: rows, jobs, ...(restores.length === 0 ? {} : { restores }) }
}

/** The bytes of plan.json; their SHA-256 is the plan's digest. */
export function formatPlan(plan: Plan): string {
  const { decisions, jobs, restores, keys } = plan
  const written = {
    version: 1,
    decisions: decisions.map((row) => ({ ...row })),
    jobs: jobs.map(legJson),
    restores: restores?.map(legJson),
    keys,
  }
  return `${canonical(written)}\n`
}

/** Reads plan.json; broken, or of a newer format, it is `PLAN_INVALID`. */
export function parsePlan(text: string, source: string): Plan {
  const root = parseJson(text, source, 'PLAN_INVALID')
  requireVersion(root)
  const restores = root.get('restores').optional((one) => one.list().map(parsePlanLeg))
  const plan = {
    version: 1,
    decisions: root.get('decisions').list().map(parseRow),
    jobs: root.get('jobs').list().map(parsePlanLeg),
  } as const
  return restores === undefined ? plan : { ...plan, restores }
}

/** The work of one leg of a plan; a leg that it does not have is `PLAN_INVALID`. */
export function legOf(plan: Plan, leg: string, digest: string): LegWork {
  const found = plan.jobs.find((job) => job.leg === leg)
  if (found !== undefined) return { ...found, version: 1, planDigest: digest }
  throw new Problem('PLAN_INVALID', `The plan has no leg '${leg}'.`, 'Run the plan and its legs again together.')
}

function rowOf(decision: Decision, leg: string): PlanRow {
  const { kind, row } = decision
  return {
    kind,
    name: row.name,
    version: versionOf(decision)?.text ?? choiceText(row),
    python: row.python.tag,
    abi: row.python.abi,
    platform_tag: row.platform.tag,
    instance: row.platform.instance,
    arch: row.platform.arch,
    at: row.at,
    why: whyOf(decision),
    says: saysOf(decision),
    leg,
    ...(kind === 'restore' ? { key: decision.cached.ref.key } : {}),
  }
}

function parseRow(field: Field): PlanRow {
  const text = (name: string): string => field.get(name).text()
  const key = field.get('key').optional((one) => one.text())
  return {
    kind: field.get('kind').oneOf(['build', 'restore', 'skip', 'error']),
    name: text('name'),
    version: text('version'),
    python: text('python'),
    abi: text('abi'),
    platform_tag: text('platform_tag'),
    instance: text('instance'),
    arch: text('arch'),
    at: text('at'),
    why: text('why'),
    says: text('says'),
    leg: text('leg'),
    ...(key === undefined ? {} : { key }),
  }
}
