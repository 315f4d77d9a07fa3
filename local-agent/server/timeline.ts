import { randomUUID } from 'node:crypto'
import { messageOf } from '../mistake.ts'
import { newRecord, type Result, type RunRecord, type TimelineRecord } from '../record.ts'
import type { RunContext } from './run-context.ts'

/** Adds a pending record below its parent; its order is its place among them. Its attempt is the next one after `before`, of a checkpoint its stage's. */
export function addRecord(
  run: RunRecord,
  type: TimelineRecord['type'],
  parent: TimelineRecord | undefined,
  names: { readonly name: string; readonly identifier: string; readonly id?: string; readonly before?: TimelineRecord | undefined },
): TimelineRecord {
  const { before } = names
  const record = newRecord({
    id: names.id ?? randomUUID(),
    parentId: parent?.id,
    type,
    name: names.name,
    identifier: names.identifier,
    attempt: before === undefined ? (type.startsWith('Checkpoint') ? (parent?.attempt ?? 1) : 1) : before.attempt + 1,
    previousAttempts:
      before === undefined ? [] : [...before.previousAttempts, { attempt: before.attempt, timelineId: run.planId, recordId: before.id }],
    order: run.records.filter((other) => other.parentId === parent?.id).length + 1,
  })
  run.records.push(record)
  return record
}

/** The record is in progress from now on. */
export function begin(record: TimelineRecord): void {
  record.state = 'inProgress'
  record.startTime = new Date().toISOString()
}

/** The record is completed. */
export function end(record: TimelineRecord, result: Result): void {
  record.state = 'completed'
  record.result = result
  record.finishTime = new Date().toISOString()
  record.percentComplete = 100
}

/** An error that a stage or job meets before any agent has it: noted, and told. */
export function refuse(context: Pick<RunContext, 'tell'>, record: TimelineRecord, error: unknown): void {
  fault(record, messageOf(error))
  context.tell(`##[error]${record.type === 'Phase' ? 'Job' : record.type} ${record.identifier}: ${messageOf(error)}`)
}

/** Notes an error on a record, as the service does for what goes wrong outside of a step. */
export function fault(record: TimelineRecord, message: string): void {
  record.issues.push({ type: 'error', message })
  record.errorCount++
}
