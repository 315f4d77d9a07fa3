import { join } from 'node:path'
import { type Manifest, parseManifest } from '../../../core/build/manifest.ts'
import { parseJson } from '../../../core/json.ts'
import type { Files } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'

/** A step of this job, and where its manifest goes. */
export interface Step {
  /** The same on every try of the step (`System.TaskInstanceId`); empty where it is not known. */
  readonly id: string
  /** The artifact's full name, or empty. */
  readonly artifact: string
  readonly outputDirectory: string
}

/**
 * Which step of its job this one is, from 1, among those that share its artifact or output directory: their manifests must not replace
 * each other. Steps note themselves below `temporary`, which the agent empties before every job; a step that is tried again finds its own note.
 */
export async function manifestPlaceOf(step: Step, temporary: string, files: Pick<Files, 'read' | 'write'>): Promise<number> {
  const path = join(temporary, 'wheelworks-manifests.json')
  const bytes = await files.read(path)
  const noted = bytes === undefined ? [] : readNotes(new TextDecoder().decode(bytes), path)
  const own = noted.find((one) => one.id === step.id && isShared(one, step))
  if (own !== undefined) return own.place
  const place = noted.filter((one) => isShared(one, step)).length + 1
  await files.write(path, JSON.stringify([...noted, { ...step, place }]))
  return place
}

/** What is none of ours is nothing to tell of: undefined. */
export function manifestIn(text: string): Manifest | undefined {
  try {
    return parseManifest(text, '')
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

const whose = ['stage', 'job', 'leg', 'attempt', 'planDigest', 'commit', 'buildId', 'restored'] as const

/** Whether a manifest at the place of a step is of a try of its attempt, and of the same work: `own` is one that it writes. */
export function isOfSameTry(manifest: Manifest, own: Manifest): boolean {
  return whose.every((key) => manifest[key] === own[key])
}

function isShared(one: Step, other: Step): boolean {
  return (one.artifact !== '' && one.artifact === other.artifact) || one.outputDirectory === other.outputDirectory
}

function readNotes(text: string, path: string): (Step & { readonly place: number })[] {
  const words = (field: ReturnType<typeof parseJson>): Step & { readonly place: number } => ({
    id: field.get('id').text(),
    artifact: field.get('artifact').text(),
    outputDirectory: field.get('outputDirectory').text(),
    place: field.get('place').number(),
  })
  return parseJson(text, path, 'FILE_INVALID').list().map(words)
}
