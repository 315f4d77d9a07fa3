import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { Outcome } from '../../../core/outcome.ts'
import { parseProject } from '../../../core/index/project-document.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { normalizeName } from '../../../core/python/name.ts'
import type { Inputs } from '../../../tasks/PublishIndex/inputs.ts'
import type { Ports } from '../../../tasks/PublishIndex/ports.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import type { Publishing } from './publishing.ts'
import { soundWheel, soundWheels } from './unsound.ts'

/** So late that whatever a real store has just written counts as old. */
export const late = '2099-01-01T00:00:00.000Z'

export type Kind = 's3' | 'folder'

function located(kind: Kind, store: ObjectStore): Partial<Inputs> {
  return { store: { location: kind === 's3' ? { kind, bucket: 'b', prefix: '' } : { kind, path: store.name } } }
}

/** Writes the wheels of the sound index below the folder `sound`. */
export async function writeSound(publishing: Publishing): Promise<void> {
  for (const [file, python] of Object.entries(soundWheels)) await publishing.write(`sound/${file}`, soundWheel(file, python))
}

/** Publishes them. */
export async function publishSound(publishing: Publishing, store: ObjectStore, kind: Kind): Promise<void> {
  await publishing.publish(store, { distributions: [join(publishing.folder, 'sound')], ...located(kind, store) })
}

/** What a verify came to, with the kinds that it told of (each line of the log that tells one). */
export interface Verified extends Outcome {
  readonly lines: readonly string[]
  /** The keys and titles of what was found. */
  readonly found: readonly string[]
}

export async function verifyIndex(
  publishing: Publishing,
  store: ObjectStore,
  kind: Kind,
  inputs: Partial<Inputs> = {},
  ports: Partial<Ports> = {},
): Promise<Verified> {
  const log = recordingLog()
  const outcome = await publishing.publish(
    store,
    { mode: 'verify', ...located(kind, store), ...inputs },
    { log, clock: fixedClock(late), ...ports },
  )
  const found = log.lines.flatMap((line) => /^info: {3}(?:error|warning) +(\S+: [^.]*)\./.exec(line)?.[1] ?? [])
  return { ...outcome, lines: log.lines, found }
}

/** What installers see of a store: of each project its files, with their hashes and what they ask for. */
export async function offeredBy(store: ObjectStore): Promise<Record<string, readonly unknown[]>> {
  const all: Record<string, readonly unknown[]> = {}
  for await (const { key } of store.list('simple/')) {
    const name = /^simple\/([^/]+)\/index\.json$/.exec(key)?.[1]
    if (name === undefined) continue
    const document = parseProject(new TextDecoder().decode((await store.get(key))?.bytes), key, normalizeName(name))
    all[name] = document.files.map(({ filename, sha256, requiresPython, metadata, yanked }) => ({
      filename,
      sha256,
      requiresPython,
      metadata,
      yanked,
    }))
  }
  return all
}

/** A store that says when it is written to. */
export function readOnly(store: ObjectStore): ObjectStore {
  const refuse = (key: string): never => assert.fail(`${key} was written`)
  return { ...store, put: (key) => Promise.resolve(refuse(key)), delete: (key) => Promise.resolve(refuse(key)) }
}
