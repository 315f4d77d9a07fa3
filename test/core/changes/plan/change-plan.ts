import { type ChangeJob, type ChangePlan, type PlannedPackage, plannedPackages } from '../../../../core/changes/plan/plan-file.ts'
import { local } from '../local.ts'

const folder = (name: string, ...needs: string[]): ChangeJob['packages'][number] => ({ name, folder: `packages/${name}`, local: needs })
const leg = { commit: 'c0ffee', time: 7 }

/** One package that changed, on two legs; one that needs it, on one; and one that is not selected. */
export function changePlan(more: Partial<ChangePlan> = {}): ChangePlan {
  const jobs: ChangeJob[] = [
    { leg: 'linux', ...leg, packages: [folder('core')], dependencies: [], cells: { Pool: 'linux', Packages: 'core' } },
    { leg: 'windows', ...leg, packages: [folder('core')], dependencies: [], cells: { Pool: 'windows', Packages: 'core' } },
    {
      leg: 'linux_ib1',
      ...leg,
      packages: [folder('client', 'core')],
      dependencies: [folder('core')],
      cells: { Pool: 'linux', Packages: 'client' },
    },
  ]
  const choices = [
    { package: local('client'), as: 'indirect', reason: { kind: 'needs', chain: ['core'] } },
    { package: local('core'), as: 'direct', reason: { kind: 'path', path: 'packages/core/a.py' } },
    { package: local('docs'), as: 'not-selected', reason: undefined },
  ] as const
  return {
    base: 'ba5e',
    head: 'c0ffee',
    says: 'Compared with the merge base of main.',
    changed: 2,
    ignored: 0,
    packages: plannedPackages(choices, jobs),
    notes: [],
    unclaimed: ['README.md'],
    jobs,
    ...more,
  }
}

/** The same with a cache: `core` is cold on linux and restored on windows, where building it took a minute and a half; `client` goes to a job that looks at what is there. */
export function cachedPlan(more: Partial<ChangePlan> = {}): ChangePlan {
  const plan = changePlan()
  const windows = plan.jobs[1]
  const cache: Readonly<Record<string, PlannedPackage['cache']>> = {
    core: [
      { leg: 'linux', state: 'cold', because: 'core.py changed', seconds: 41 },
      { leg: 'windows', state: 'warm', because: '', seconds: 90 },
    ],
    client: [{ leg: 'linux_ib1', state: 'look', because: '', seconds: 7 }],
  }
  return {
    ...plan,
    packages: plan.packages.map((one) => ({ ...one, cache: cache[one.name] ?? [] })),
    jobs: plan.jobs.filter((job) => job !== windows),
    restores: windows === undefined ? [] : [{ ...windows, packages: windows.packages.map((one) => ({ ...one, cache: ref })) }],
    keys: { inputs: { ['a'.repeat(64)]: { python: '3' } }, files: {} },
    ...more,
  }
}

const ref = { key: 'a'.repeat(64), place: 'wheels/core/windows-01234567', stale: [] }
