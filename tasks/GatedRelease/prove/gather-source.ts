import { type Fact, known, type ListedArtifact, type SourceFacts, unknown } from '../../../core/release/evidence.ts'
import type { ReleaseSource } from '../../../core/release/plan/plan.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../ports.ts'

/** Asks the service for all that is to be known of the run that files come from. */
export async function gatherSource({ run, project }: ReleaseSource, ports: Pick<Ports, 'builds' | 'artifacts'>): Promise<SourceFacts> {
  const builds = ports.builds(project)
  const [self, timeline, artifacts] = await Promise.all([builds.run(run), builds.timeline(run), listed(run, project, ports)])
  return { run: self, timeline, artifacts }
}

async function listed(run: number, project: string, ports: Pick<Ports, 'artifacts'>): Promise<Fact<readonly ListedArtifact[]>> {
  try {
    return known(await ports.artifacts(project).list(run))
  } catch (error) {
    if (error instanceof Problem) return unknown(error.message.replace(/\.$/, ''))
    throw error
  }
}
