import { millisecondsOf } from '../../instant.ts'
import type { TimelineRecord } from '../evidence.ts'
import { sameId } from '../same-id.ts'

/**
 * Ids of tasks that only fetch or set up, and of ours but for BuildWheels, which runs what the sources of packages say
 * (https://github.com/microsoft/azure-pipelines-tasks, each task.json; checkout and download are the agent's own).
 */
export const knownTasks: Readonly<Record<string, string>> = {
  Checkout: '6d15af64-176c-496d-b583-fd2ae21d4df4',
  Download: '30f35852-3f7e-4c0c-9a88-e127b4f97211',
  DownloadPipelineArtifact: '61f2a582-95ae-4948-b34d-a1b3c4f6a737',
  DownloadBuildArtifacts: 'a433f589-fce1-4460-9ee6-44a624aeb1fb',
  UsePythonVersion: '33c63b11-352b-45a2-ba1b-54cb568a29ca',
  TwineAuthenticate: 'e4d58330-c771-11e8-8f8f-81fbb42e2824',
  PipAuthenticate: '5e3feff0-c5ae-11e8-a7d0-4bd3b8229800',
  GatedRelease: 'd6a0a6ab-f0e4-443d-b052-e5c044e6d1da',
  GenerateMatrix: '6c1f0a52-7f7e-4b0a-9d5c-3f0d5f3b8e21',
  PublishIndex: 'a1b7c3de-52f4-4c39-9a6e-0d8f4e7b2c15',
}

/**
 * Names of the steps of a job that ran before ours and may have run anything: what they left in PATH, in the environment or in files is what our step ran
 * with. Without a task is what the agent does of its own accord (`Initialize job`).
 */
export function foreignSteps(records: readonly TimelineRecord[], job: TimelineRecord, ours: string): readonly string[] {
  const steps = records.filter((one) => one.type === 'Task' && sameId(one.parentId, job.id) && hasRun(one))
  const last = steps
    .filter(({ task }) => sameId(task, ours))
    .map(({ started }) => millisecondsOf(started))
    .reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  // Without a time there is no order: then whatever has begun counts as before.
  const isBefore = (step: TimelineRecord): boolean => !(millisecondsOf(step.started) > last) || !Number.isFinite(last)
  return steps.filter((step) => step.task !== '' && !isKnown(step.task) && isBefore(step)).map(({ name }) => name)
}

function hasRun({ state, result }: TimelineRecord): boolean {
  return state !== 'pending' && result !== 'skipped'
}

function isKnown(task: string): boolean {
  return Object.values(knownTasks).some((id) => sameId(id, task))
}
