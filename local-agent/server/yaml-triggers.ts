import type { PipelineResource, RunFilter } from './pipeline.ts'
import type { Place, Places } from './place.ts'

/** Keys of what only the service uses: when a pipeline starts by itself. */
const KNOWN = {
  trigger: ['batch', 'branches', 'paths', 'tags'],
  pr: ['autoCancel', 'drafts', 'branches', 'paths'],
  schedule: ['cron', 'displayName', 'branches', 'always', 'batch'],
}
const RESOURCE = ['pipeline', 'source', 'project', 'branch', 'tags', 'version', 'trigger'] as const
const RESOURCE_TRIGGER = ['enabled', 'branches', 'tags', 'stages'] as const

/** Reads triggers as far as their keys, so that a misspelt one is found here and not there; answers the pipelines whose runs this one takes. Throws Mistake. */
export function readTriggers(fields: Places<'trigger' | 'pr' | 'schedules' | 'resources' | 'lockBehavior'>): readonly PipelineResource[] {
  if (fields.trigger !== undefined) known(fields.trigger, 'trigger')
  if (fields.pr !== undefined) known(fields.pr, 'pr')
  for (const schedule of fields.schedules?.list() ?? []) {
    known(schedule, 'schedule')
    const cron = schedule.entries().find(([key]) => key === 'cron')?.[1]
    if (cron?.text().trim().split(/\s+/).length !== 5) throw schedule.mistake('A schedule needs `cron` with five fields, in UTC.')
  }
  fields.lockBehavior?.oneOf(['sequential', 'runLatest'])
  return (fields.resources?.fields('resources', ['pipelines']).pipelines?.list() ?? []).map(readResource)
}

// learn.microsoft.com/azure/devops/pipelines/yaml-schema/resources-pipelines-pipeline
function readResource(place: Place): PipelineResource {
  const { pipeline, branch, tags, version, trigger } = place.fields('pipeline resource', RESOURCE)
  if (pipeline === undefined) throw place.mistake('A pipeline resource needs `pipeline`, its alias.')
  const picks = {
    branches: branch === undefined ? [] : [branch.text()],
    without: [],
    tags: tags?.texts() ?? [],
    version: version?.text() ?? '',
  }
  return { alias: pipeline.text(), picks, trigger: trigger === undefined ? undefined : readResourceTrigger(trigger) }
}

function readResourceTrigger(place: Place): RunFilter | undefined {
  const all = { branches: [], without: [], tags: [], version: '' }
  if (place.isText) return place.oneOf(['none', 'true']) === 'none' ? undefined : all
  const { enabled, branches, tags, stages } = place.fields('the trigger of a pipeline resource', RESOURCE_TRIGGER)
  stages?.texts()
  if (enabled?.boolean() === false) return undefined
  const listed = branches === undefined || branches.isList
  const { include, exclude } = listed ? { include: branches, exclude: undefined } : branches.fields('branches', ['include', 'exclude'])
  return { ...all, branches: include?.texts() ?? [], without: exclude?.texts() ?? [], tags: tags?.texts() ?? [] }
}

function known(place: Place, what: keyof typeof KNOWN): void {
  if (place.isText) place.oneOf(['none'])
  else if (place.isList) place.texts()
  else place.fields(what, KNOWN[what])
}
