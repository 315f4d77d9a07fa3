import { resolve } from 'node:path'
import { type AnyLeg, isOfFolders } from '../../../core/pipeline/plan-legs.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../ports.ts'

/** Warns of legs of folders that were planned at another commit than the one that is checked out here; a checkout that git does not know is not judged. */
export async function tellOtherCommit(legs: readonly AnyLeg[], ports: Pick<Ports, 'histories' | 'log' | 'workspace'>): Promise<void> {
  const leg = legs.filter(isOfFolders).find(({ commit, packages }) => commit !== '' && packages.length > 0)
  const head = leg && (await headOf(resolve(ports.workspace.sources, leg.packages[0]?.folder ?? '.'), ports))
  if (leg === undefined || head === undefined || head === leg.commit) return
  ports.log.say(
    'warning',
    `What is built was planned at the commit ${leg.commit}, and ${head} is checked out here: other packages may be concerned, and other code is tested.`,
  )
}

async function headOf(folder: string, { histories }: Pick<Ports, 'histories'>): Promise<string | undefined> {
  try {
    return (await histories(folder).head())?.commit
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
