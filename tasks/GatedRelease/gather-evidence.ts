import { findCheckpoint } from '../../core/release/checkpoint.ts'
import { type Approval, type Evidence, type Fact, type Here, known, type Planned, unknown } from '../../core/release/evidence.ts'
import type { Ports } from './ports.ts'

type Needs = Pick<Ports, 'approvals' | 'builds'>

/** Asks the service for all that a verdict needs; what it does not tell is an unknown fact with its reason. */
export async function gatherEvidence(here: Here, planned: Planned, ports: Needs): Promise<Evidence> {
  const [self, timeline] = await Promise.all([ports.builds.run(here.run), ports.builds.timeline(here.run)])
  const found = timeline.kind === 'known' ? findCheckpoint(timeline.value, here) : undefined
  const gate = found?.kind === 'found' ? found.checkpoint : undefined
  const nothing = unknown('the checkpoint of this stage was not found')
  return {
    here,
    self,
    source: self,
    timeline,
    suite: gate === undefined ? nothing : await ports.approvals.suite(gate.id),
    approvals: gate === undefined ? nothing : await readApprovals(gate.approvals, ports),
    planned: known(planned),
  }
}

async function readApprovals(ids: readonly string[], ports: Needs): Promise<Fact<readonly Approval[]>> {
  const facts = await Promise.all(ids.map(async (id) => await ports.approvals.approval(id)))
  const missing = facts.find((fact) => fact.kind === 'unknown')
  return missing ?? known(facts.flatMap((fact) => (fact.kind === 'known' ? [fact.value] : [])))
}
