import { type ChangeJob, type ChangePlan, plannedPackages } from '../../../../core/changes/plan/plan-file.ts'
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
