import { asCache } from '../../../adapters/open-cache.ts'
import type { CacheRef } from '../../../core/pipeline/cache-ref.ts'
import type { JobPackage } from '../../../core/pipeline/job-data.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { type Manifest, parseManifest } from '../../../core/build/manifest.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { CacheStore, ObjectStore } from '../../../core/store.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import type { RecordingLog } from '../../fakes/recording-log.ts'
import type { RecordingPipeline } from '../../fakes/recording-pipeline.ts'
import type { MemoryStore } from '../../fakes/memory-store.ts'
import type { Yard } from './projects.ts'
import { askOf, type Change, jobPackage, leg, portsOf } from './try-run.ts'

/** Where the cache keeps something, by a name that the test gives it. */
export function refOf(name: string, is: Partial<CacheRef> = {}): CacheRef {
  return { key: sha256Of(name), place: `wheels/${name}/py3-any-1a2b3c4d`, stale: [], ...is }
}

/** A package of a leg that is built from the folder of its name and kept in the cache. */
export function keyed(name: string, is: Partial<JobPackage> = {}): JobPackage {
  return jobPackage({ name, source: { kind: 'folder', path: name, commit: 'c', time: 0 }, cache: refOf(name), ...is })
}

/** A store as a cache that may be written, or only read. */
export function cacheIn(store: ObjectStore, writes = true): () => Promise<CacheStore> {
  return async () => await Promise.resolve(asCache(store, writes))
}

/** What a run of the task with a cache left. */
export interface Ran {
  readonly outcome: Outcome
  readonly log: RecordingLog
  readonly pipeline: RecordingPipeline
  readonly manifest: Manifest
  /** How often a machine was opened. */
  readonly opened: number
}

/** How a run differs: its ports, its output directory, variables of its job. */
export type Differs = Change & { readonly out?: string; readonly variables?: Readonly<Record<string, string>> }

/** Runs the task as the first attempt of run 41, with a cache in a store. */
export async function runCached(
  yard: Yard,
  inputs: Readonly<Record<string, string>>,
  store: ObjectStore,
  { out = 'out', variables = {}, ...change }: Differs,
): Promise<Ran> {
  const told = { cache: 's3://bucket/cache', outputDirectory: yard.path(out), ...inputs }
  const read = readInputs(askOf(told, { ...leg, 'System.JobAttempt': '1', 'Build.BuildId': '41', ...variables }))
  const ports = portsOf(yard, { cache: cacheIn(store, read.cache.writes), ...change })
  let opened = 0
  const openHost = async (): Promise<Awaited<ReturnType<typeof ports.openHost>>> => {
    opened += 1
    return await ports.openHost()
  }
  const outcome = await run(read, { ...ports, openHost })
  const text = ports.pipeline.attached.findLast(({ name }) => /^manifest(?:\.\d)?\.json$/.test(name))?.bytes
  return { outcome, log: ports.log, pipeline: ports.pipeline, manifest: parseManifest(new TextDecoder().decode(text), ''), opened }
}

/** The documents of a store by project and kind. */
export function entriesIn({ objects }: MemoryStore): string[] {
  const named = [...objects.keys()]
    .filter((key) => key.endsWith('.json'))
    .map((key) => /^entries\/[^/]+\/([^/]+)\/.*?(\.\w+)?\.json$/.exec(key))
  return named.map((found) => `${found?.[1] ?? ''}${found?.[2] ?? ''}`).sort()
}
