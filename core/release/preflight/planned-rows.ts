import { addTo } from '../../add-to.ts'
import { parseJson } from '../../json.ts'
import { normalizeName, type ProjectName } from '../../python/name.ts'
import { satisfies, type Wish } from '../../python/satisfies.ts'
import { parseVersion } from '../../python/version.ts'
import type { WheelName } from '../../python/wheel-name.ts'
import { parsePlan, type Plan, type PlanRow } from '../../wanted/plan-file.ts'

/** A row of a plan of GenerateMatrix that asks for a wheel. */
export interface PlannedRow {
  readonly project: ProjectName
  /** For people: `spam 1.0 for cp314 on win_amd64`. */
  readonly title: string
  readonly kind: PlanRow['kind']
  /** Why it was to be built, or not. */
  readonly says: string
  /** Undefined where its version was never found. */
  readonly wish: Wish | undefined
}

/** A wheel that is there, as far as it has to be known. */
export type Offered = WheelName & { readonly requiresPython?: string | undefined }

/**
 * The rows of plan.json for which there should be a wheel: not those that cannot have one, nor what was withdrawn or is upstream on purpose. Plans of
 * other modes have none. What is broken, or of a newer format, is `PLAN_INVALID`.
 */
export function plannedRows(text: string, source: string): PlannedRow[] {
  if (!parseJson(text, source, 'PLAN_INVALID').get('kind').missing) return []
  const plan = parsePlan(text, source)
  return plan.decisions.filter(isWanted).map((row) => plannedRow(row, plan))
}

/** Those that none of the wheels is what was wished for. */
export function lacking(rows: readonly PlannedRow[], wheels: readonly Offered[]): PlannedRow[] {
  const byProject = new Map<string, Offered[]>()
  for (const wheel of wheels) addTo(byProject, wheel.project, wheel)
  return rows.filter(({ project, wish }) => wish === undefined || !(byProject.get(project) ?? []).some((wheel) => satisfies(wheel, wish)))
}

function isWanted({ kind, why }: PlanRow): boolean {
  return kind !== 'skip' || /^(?:in-index|covered)\b/.test(why)
}

function plannedRow(row: PlanRow, plan: Plan): PlannedRow {
  const version = parseVersion(row.version)
  const project = normalizeName(row.name)
  const legs = row.kind === 'restore' ? (plan.restores ?? []) : plan.jobs
  const made = legs
    .find(({ leg }) => leg === row.leg)
    ?.packages.find(
      (one) => normalizeName(one.name) === project && one.version === row.version && one.python_tag === row.python && one.abi === row.abi,
    )
  // Of what is not built here nobody knows how it was made, so anything that fits will do.
  const { build, pure } = made ?? { build: 0, pure: true }
  return {
    project,
    title: `${row.name} ${row.version} for ${row.python}${row.abi === '' ? '' : `-${row.abi}`} on ${row.platform_tag}`,
    kind: row.kind,
    says: row.says,
    wish:
      version === undefined ? undefined : { project, version, python: row.python, abi: row.abi, platform: row.platform_tag, build, pure },
  }
}
