import { findCheckpoint } from '../../../core/release/approval/checkpoint.ts'
import { isApprovalOf } from '../../../core/release/approval/judge-checks.ts'
import {
  type CheckConfiguration,
  type CheckSuite,
  type Fact,
  type Here,
  known,
  type Planned,
  type StageEvidence,
  unknown,
} from '../../../core/release/evidence.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Ports } from '../ports.ts'
import { gatherSource } from './gather-source.ts'

type Needs = Pick<Ports, 'approvals' | 'builds' | 'artifacts'>

/** Asks the service for all that a verdict on a stage needs; what it does not tell is an unknown fact with its reason. */
export async function gatherEvidence(here: Here, plan: ReleasePlan, planned: Planned, ports: Needs): Promise<StageEvidence> {
  const builds = ports.builds()
  const [self, timeline, source] = await Promise.all([builds.run(here.run), builds.timeline(here.run), gatherSource(plan.source, ports)])
  const found = timeline.kind === 'known' ? findCheckpoint(timeline.value, here) : undefined
  const gate = found?.kind === 'found' ? found.checkpoint : undefined
  const nothing = unknown('the checkpoint of this stage was not found')
  const suite = gate === undefined ? nothing : await ports.approvals.suite(gate.id)
  return {
    kind: 'stage',
    here,
    self,
    source,
    timeline,
    suite,
    approvals: gate === undefined ? nothing : await readAll(gate.approvals, async (id) => await ports.approvals.approval(id)),
    configurations: suite.kind === 'known' ? await readConfigurations(suite.value, here.environment, ports) : suite,
    planned: known(planned),
  }
}

/** Of our environment alone: nobody's approval of anything else counts. */
async function readConfigurations({ checks }: CheckSuite, environment: string, ports: Needs): Promise<Fact<readonly CheckConfiguration[]>> {
  const asked = checks.filter((check) => isApprovalOf(check, environment)).map(({ resource }) => resource)
  const resources = new Map(asked.map((resource) => [resource.id, resource]))
  const lists = await readAll([...resources.values()], async (resource) => await ports.approvals.configurations(resource))
  return lists.kind === 'known' ? known(lists.value.flat()) : lists
}

async function readAll<A, B>(items: readonly A[], read: (item: A) => Promise<Fact<B>>): Promise<Fact<readonly B[]>> {
  const facts = await Promise.all(items.map(read))
  const missing = facts.find((fact) => fact.kind === 'unknown')
  return missing ?? known(facts.flatMap((fact) => (fact.kind === 'known' ? [fact.value] : [])))
}
