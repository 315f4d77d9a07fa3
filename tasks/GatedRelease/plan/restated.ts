import type { Restated } from '../../../core/release/plan/contradictions.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { saidOf } from './policy-of.ts'

/** What the inputs of a job that publishes say of the plan themselves, to be held against it. */
export async function restated(inputs: Inputs, ports: Pick<Ports, 'files' | 'sources'>): Promise<Restated> {
  const { source, artifacts, files, repository, job } = inputs
  const run = source && { run: source.run ?? job.run, project: source.project }
  return { source: run, artifacts, files, repository, policy: await saidOf(inputs, ports) }
}
