import { basename } from 'node:path'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { parseWheelName } from '../../../core/python/wheel-name.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { ObjectStore } from '../../../core/store.ts'
import { type Held, readProject } from '../../../flows/read-index.ts'

/** Reads one project's document, as `readProject`. */
export type ReadDocument = (name: ProjectName) => Promise<Held<ProjectDocument> | undefined>

/** How many documents are read before they are asked for. */
const few = 16

/** Begins to read the documents that the names of some wheels call for, so that the way to the store and back takes place while the wheels are looked into. Any other document is read when it is asked for. */
export function foresee(paths: readonly string[], store: ObjectStore): ReadDocument {
  const names = new Set(paths.flatMap((path) => parseWheelName(basename(path))?.project ?? []))
  const begun = new Map([...names].slice(0, few).map((name) => [name, readProject(store, name)]))
  // Whoever asks hears of a failure; nobody may.
  for (const reading of begun.values()) reading.catch(() => undefined)
  return async (name) => await (begun.get(name) ?? readProject(store, name))
}
