import type { ClassicEvidence, HereClassic } from '../../../core/release/classic/evidence.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Ports } from '../ports.ts'
import { taskId } from '../task-id.ts'
import { gatherSource } from './gather-source.ts'

type Needs = Pick<Ports, 'releases' | 'builds' | 'artifacts'>

/** Asks the service for all that a verdict on a stage of a classic release needs; what it does not tell is an unknown fact with its reason. */
export async function gatherClassic(job: Omit<HereClassic, 'task'>, plan: ReleasePlan, ports: Needs): Promise<ClassicEvidence> {
  const here = { ...job, task: taskId }
  const [release, interventions, source] = await Promise.all([
    ports.releases.release(here.release),
    ports.releases.interventions(here.release),
    gatherSource(plan.source, ports),
  ])
  return { kind: 'classic', here, release, interventions, source }
}
