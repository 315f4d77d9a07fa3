import type { Field } from '../../core/json.ts'
import type { PastRuns } from '../../core/history.ts'
import type { Run } from '../../core/release/evidence.ts'
import type { Connection, Patience } from './connection.ts'
import { readRun } from './read-run.ts'
import { readService } from './read-service.ts'

/**
 * Runs of the connection's project that have ended (REST build/builds/list 7.1). An answer that was not asked for is unknown, never a run.
 */
export function azurePastRuns(connection: Connection, patience: Patience = {}): PastRuns {
  return {
    lastGood: async (definition, branch) => {
      const asked = new URLSearchParams({
        definitions: String(definition),
        branchName: branch,
        statusFilter: 'completed',
        resultFilter: 'succeeded',
        queryOrder: 'finishTimeDescending',
        $top: '1',
        'api-version': '7.1',
      })
      const what = `the runs of pipeline ${definition} on ${branch}`
      return await readService(
        connection,
        `build/builds?${asked.toString()}`,
        what,
        (answer) => readLast(answer, definition, branch),
        patience,
      )
    },
  }
}

function readLast(answer: Field, definition: number, branch: string): Run | undefined {
  const [first] = answer.get('value').list()
  if (first === undefined) return undefined
  const run = readRun(first)
  const isAsked = run.definition === definition && run.branch.toLowerCase() === branch.toLowerCase() && run.result === 'succeeded'
  return isAsked ? run : first.refuse(`is a run of pipeline ${run.definition} on ${run.branch} that ended ${run.result || 'with nothing'}`)
}
