import type { Field } from '../../core/json.ts'
import type { PastRuns } from '../../core/history.ts'
import type { Run } from '../../core/release/evidence.ts'
import { type Patience, askService } from './ask-service.ts'
import { readRun } from './builds.ts'
import type { Connection } from './connection.ts'

/** The numbers of the service's client (azure-devops-node-api, BuildInterfaces). */
const completed = 2
const succeeded = 2
const finishTimeDescending = 3

/** Runs of the connection's project that have ended. An answer that was not asked for is unknown, never a run. */
export function azurePastRuns(connection: Connection, patience: Patience = {}): PastRuns {
  const { project } = connection
  return {
    lastGood: async (definition, branch) =>
      await askService(
        connection,
        `the runs of pipeline ${definition} on ${branch}`,
        (api) =>
          api.getBuilds(
            project,
            [definition],
            undefined,
            undefined,
            undefined,
            undefined,
            undefined,
            undefined,
            completed,
            succeeded,
            undefined,
            undefined,
            1,
            undefined,
            undefined,
            undefined,
            finishTimeDescending,
            branch,
          ),
        (answer) => readLast(answer, definition, branch),
        patience,
      ),
  }
}

function readLast(answer: Field, definition: number, branch: string): Run | undefined {
  const [first] = answer.list()
  if (first === undefined) return undefined
  const run = readRun(first)
  const isAsked = run.definition === definition && run.branch.toLowerCase() === branch.toLowerCase() && run.result === 'succeeded'
  return isAsked ? run : first.refuse(`is a run of pipeline ${run.definition} on ${run.branch} that ended ${run.result || 'with nothing'}`)
}
