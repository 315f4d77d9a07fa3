import { noRecipe } from '../../core/build/recipe.ts'
import type { JobPackage, PlanLeg } from '../../core/pipeline/job-data.ts'
import { formatPlan, type PlanRow } from '../../core/wanted/plan-file.ts'

/** A row of a plan, in what it differs from a wheel of spam 1.0 for CPython 3.11 on Windows that the leg `windows` builds, or would have built. */
export interface RowChange extends Partial<PlanRow> {
  readonly build?: number
  readonly pure?: boolean
}

/** The bytes of a plan.json of these rows, as GenerateMatrix writes them. */
export function planText(changes: readonly RowChange[]): string {
  const rows = changes.map(({ build = 0, pure = false, ...change }) => {
    const kind = change.kind ?? 'build'
    return { row: { ...plain, leg: kind === 'build' || kind === 'restore' ? 'windows' : '', ...change }, build, pure }
  })
  const legsOf = (kind: PlanRow['kind']): PlanLeg[] => {
    const own = rows.filter(({ row }) => row.kind === kind && row.leg !== '')
    return [...new Set(own.map(({ row }) => row.leg))].map((leg) => {
      const packages = own.filter(({ row }) => row.leg === leg).map(({ row, build, pure }) => packageOf(row, build, pure))
      return { leg, instance: '', arch: 'x64', platform_tag: 'win_amd64', packages }
    })
  }
  return formatPlan({ version: 1, decisions: rows.map(({ row }) => row), jobs: legsOf('build'), restores: legsOf('restore') })
}

const plain: PlanRow = {
  kind: 'build',
  name: 'spam',
  version: '1.0',
  python: 'cp311',
  abi: '',
  platform_tag: 'win_amd64',
  instance: '',
  arch: 'x64',
  at: 'packages.spam',
  why: 'absent',
  says: 'not in the index yet',
  leg: '',
}

function packageOf(row: PlanRow, build: number, pure: boolean): JobPackage {
  const { name, version, python, abi } = row
  return {
    name,
    version,
    python: 'python3.11',
    python_version: '3.11',
    python_tag: python,
    abi,
    sdist_url: '',
    sdist_sha256: '',
    expected_output_filename: '',
    recipe: noRecipe,
    source: { kind: 'sdist' },
    build,
    pure,
    test_on: [],
  }
}
