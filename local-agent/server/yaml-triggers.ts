import type { Place } from './place.ts'

const FILTER = ['include', 'exclude'] as const

/** Reads what only the service uses - when a pipeline starts by itself - so that a misspelt key is found here and not there. */
export function readTriggers(fields: {
  readonly trigger?: Place
  readonly pr?: Place
  readonly schedules?: Place
  readonly resources?: Place
  readonly lockBehavior?: Place
}): void {
  if (fields.trigger !== undefined) trigger(fields.trigger, 'trigger', ['batch', 'branches', 'paths', 'tags'])
  if (fields.pr !== undefined) trigger(fields.pr, 'pr', ['autoCancel', 'drafts', 'branches', 'paths'])
  for (const schedule of fields.schedules?.list() ?? []) readSchedule(schedule)
  for (const resource of fields.resources?.fields('resources', ['pipelines']).pipelines?.list() ?? []) readResource(resource)
  fields.lockBehavior?.oneOf(['sequential', 'runLatest'])
}

function trigger(place: Place, what: string, keys: readonly string[]): void {
  if (place.isText) place.oneOf(['none'])
  else if (place.isList) place.texts()
  else for (const [key, value] of Object.entries(place.fields(what, keys))) setting(key, value)
}

function setting(key: string, value: Place | undefined): void {
  if (key === 'batch' || key === 'autoCancel' || key === 'drafts') value?.boolean()
  else filter(value)
}

function filter(place: Place | undefined): void {
  if (place === undefined) return
  if (place.isList) place.texts()
  else for (const side of Object.values<Place | undefined>(place.fields(place.path, FILTER))) side?.texts()
}

function readSchedule(place: Place): void {
  const fields = place.fields('a schedule', ['cron', 'displayName', 'branches', 'always', 'batch'])
  const cron = fields.cron?.text().trim().split(/\s+/)
  if (cron?.length !== 5) throw place.mistake('A schedule needs `cron` with five fields, in UTC.')
  fields.displayName?.text()
  filter(fields.branches)
  fields.always?.boolean()
  fields.batch?.boolean()
}

function readResource(place: Place): void {
  const fields = place.fields('a pipeline resource', ['pipeline', 'source', 'project', 'branch', 'tags', 'version', 'trigger'])
  if (fields.pipeline === undefined) throw place.mistake('A pipeline resource needs `pipeline`, the name by which it is known here.')
  for (const text of [fields.pipeline, fields.source, fields.project, fields.branch, fields.version]) text?.text()
  fields.tags?.texts()
  if (fields.trigger?.isText === true) fields.trigger.oneOf(['none', 'true'])
  else for (const part of Object.values<Place | undefined>(resourceTrigger(fields.trigger))) filter(part)
}

function resourceTrigger(place: Place | undefined): Readonly<Record<string, Place | undefined>> {
  return place?.fields('a resource trigger', ['branches', 'tags', 'stages']) ?? {}
}
