import type { Field } from '../../core/json.ts'
import type { Builds } from '../../core/ports.ts'
import type { TimelineRecord } from '../../core/release/evidence.ts'
import type { Connection } from './connection.ts'
import { askService, type Patience } from './ask-service.ts'
import { instant, named, type Names, readRun, text } from './read-run.ts'

/** The service's numbers, as those of runs. */
export const recordState: Names = { 0: 'pending', 1: 'inProgress', 2: 'completed' }
export const recordResult: Names = { 0: 'succeeded', 1: 'succeededWithIssues', 2: 'failed', 3: 'canceled', 4: 'skipped', 5: 'abandoned' }

/** Runs of the connection's project. */
export function azureBuilds(connection: Connection, patience: Patience = {}): Builds {
  const { project } = connection
  return {
    run: async (id) => await askService(connection, `run ${id}`, (api) => api.getBuild(project, id), readRun, patience),
    timeline: async (id, earlier) => {
      const what = `the timeline of run ${id}`
      return await askService(connection, what, (api) => api.getBuildTimeline(project, id, earlier), readTimeline, patience)
    },
  }
}

function readTimeline(field: Field): TimelineRecord[] {
  return field
    .get('records')
    .list()
    .map((record) => ({
      id: record.get('id').text(),
      parentId: text(record.get('parentId')),
      type: text(record.get('type')),
      name: text(record.get('name')),
      state: named(record.get('state'), recordState),
      result: named(record.get('result'), recordResult),
      attempt: record.get('attempt').optional((one) => one.number()) ?? 1,
      started: instant(record.get('startTime')),
      finished: instant(record.get('finishTime')),
      task: text(record.get('task').optional((task) => task.get('id'))),
    }))
}
