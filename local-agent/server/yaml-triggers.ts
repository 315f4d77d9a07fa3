import type { Place, Places } from './place.ts'

/** Keys of what only the service uses: when a pipeline starts by itself. */
const KNOWN = {
  trigger: ['batch', 'branches', 'paths', 'tags'],
  pr: ['autoCancel', 'drafts', 'branches', 'paths'],
  schedule: ['cron', 'displayName', 'branches', 'always', 'batch'],
  'pipeline resource': ['pipeline', 'source', 'project', 'branch', 'tags', 'version', 'trigger'],
}

/** Reads triggers as far as their keys, so that a misspelt one is found here and not there; answers the aliases of the pipelines whose runs this one takes. Throws Mistake. */
export function readTriggers(fields: Places<'trigger' | 'pr' | 'schedules' | 'resources' | 'lockBehavior'>): readonly string[] {
  if (fields.trigger !== undefined) known(fields.trigger, 'trigger')
  if (fields.pr !== undefined) known(fields.pr, 'pr')
  for (const schedule of fields.schedules?.list() ?? []) {
    known(schedule, 'schedule')
    const cron = schedule.entries().find(([key]) => key === 'cron')?.[1]
    if (cron?.text().trim().split(/\s+/).length !== 5) throw schedule.mistake('A schedule needs `cron` with five fields, in UTC.')
  }
  fields.lockBehavior?.oneOf(['sequential', 'runLatest'])
  return (fields.resources?.fields('resources', ['pipelines']).pipelines?.list() ?? []).map((one) => {
    const { pipeline } = one.fields('pipeline resource', KNOWN['pipeline resource'])
    if (pipeline === undefined) throw one.mistake('A pipeline resource needs `pipeline`, its alias.')
    return pipeline.text()
  })
}

function known(place: Place, what: keyof typeof KNOWN): void {
  if (place.isText) place.oneOf(['none'])
  else if (place.isList) place.texts()
  else place.fields(what, KNOWN[what])
}
