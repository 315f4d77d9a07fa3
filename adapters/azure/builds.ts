import type { Field } from '../../core/json.ts'
import type { Builds } from '../../core/ports.ts'
import type { EarlierAttempt, TimelineRecord } from '../../core/release/evidence.ts'
import type { Connection, Patience } from './connection.ts'
import { readRun, text } from './read-run.ts'
import { readService } from './read-service.ts'

/** Runs of the connection's project (REST build/builds and build/timeline 7.1). */
export function azureBuilds(connection: Connection, patience: Patience = {}): Builds {
  const read = async <T>(path: string, what: string, shape: (field: Field) => T): ReturnType<typeof readService<T>> =>
    await readService(connection, `build/builds/${path}?api-version=7.1`, what, shape, patience)
  return {
    run: async (id) => await read(String(id), `run ${id}`, readRun),
    timeline: async (id, earlier) => {
      const which = earlier === undefined ? '' : `/${encodeURIComponent(earlier)}`
      return await read(`${id}/timeline${which}`, `the timeline of run ${id}`, readTimeline)
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
      state: text(record.get('state')),
      result: text(record.get('result')),
      attempt: record.get('attempt').optional((one) => one.number()) ?? 1,
      earlier: record.get('previousAttempts').optional((all) => all.list().map(readEarlier)) ?? [],
      started: text(record.get('startTime')),
      finished: text(record.get('finishTime')),
      task: text(record.get('task').optional((task) => task.get('id'))),
    }))
}

function readEarlier(attempt: Field): EarlierAttempt {
  return { record: text(attempt.get('recordId')), timeline: text(attempt.get('timelineId')) }
}
