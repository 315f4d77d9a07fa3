import { join, posix, relative, sep } from 'node:path'
import { fingerprint, type KeyInput } from '../../../core/cache/fingerprint.ts'
import { placeOf } from '../../../core/cache/place.ts'
import type { TreeObject } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import { type Decision, pythonTitle } from '../../../core/wanted/decision.ts'
import { type FolderContent, folderContent } from '../../../core/wanted/folder-contents.ts'
import { neededInputs } from '../../../core/wanted/needed-inputs.ts'
import { Neighbours, standingRows } from '../../../core/wanted/neighbours.ts'
import { unitInputs, unitName, wheelDigest } from '../../../core/wanted/unit-inputs.ts'
import type { Target } from '../../../core/wanted/wanted.ts'
import { plainInputs, toolchainInputs } from '../cache/plain-inputs.ts'
import { readObjects } from '../cache/read-objects.ts'
import type { Unit } from '../cache/unit.ts'
import { type PlannedCheckout, readCheckout } from '../changes/checkout.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { type ReadSources, readNeighbours } from './needs.ts'

type Build = Extract<Decision, { kind: 'build' }>

/** What a source folder holds, nothing of other sources; undefined where nobody knows. */
type ContentOf = (target: Target) => FolderContent | undefined

/**
 * What a cache may have of what is to be built, by the decision. A folder of which the repository has no file has no key, and nor has what is built with it, which is
 * told.
 */
export async function rowUnits(
  decisions: readonly Decision[],
  read: ReadSources,
  inputs: Inputs,
  ports: Ports,
): Promise<ReadonlyMap<Decision, Unit>> {
  const builds = decisions.filter((one): one is Build => one.kind === 'build')
  if (builds.length === 0) return new Map()
  const checkout = await readCheckout(ports)
  const objects = await readObjects(checkout, inputs, ports)
  const plain = plainInputs(objects, inputs, ports)
  const contentOf = await folderReader(objects, checkout, inputs, ports)
  const rows = inputs.cache.isolated ? [] : standingRows(decisions)
  const neededBy = await readNeeded(
    builds.map(({ target }) => target),
    new Neighbours(rows),
    contentOf,
    read,
  )
  const unitOf = (target: Target): Unit | undefined => {
    const [content, needed] = [contentOf(target), neededBy(target)]
    if (content === undefined || needed === undefined) return undefined
    return unitFrom(target, content, [...needed, ...plain, ...toolchainInputs(target.row.platform.tag, inputs)], inputs)
  }
  return new Map(
    builds.flatMap((build): [Decision, Unit][] => {
      const unit = unitOf(build.target)
      return unit === undefined ? [] : [[build, unit]]
    }),
  )
}

async function readNeeded(
  targets: readonly Target[],
  neighbours: Neighbours,
  contentOf: ContentOf,
  read: ReadSources,
): Promise<ReturnType<typeof neededInputs>> {
  const said = await readNeighbours(targets, neighbours, read)
  const own = (target: Target): string | undefined => {
    const content = contentOf(target)
    return content && wheelDigest(target, content.inputs)
  }
  return neededInputs(targets, neighbours, said, own)
}

function unitFrom(
  target: Target,
  { inputs: folder, files }: FolderContent,
  more: readonly KeyInput[],
  { cache }: Pick<Inputs, 'cache'>,
): Unit {
  const { row, version } = target
  return {
    title: `${row.name} ${version.text} for ${pythonTitle(row)} on ${row.platform.tag}`,
    place: placeOf(cache.scope, row.project, unitName(row)),
    fingerprint: fingerprint([...unitInputs(target, folder), ...more]),
    files,
  }
}

/** Answers what the folder of a target holds, each looked at once, and warns of those of which nobody knows; where nothing may be cold that is `CACHE_COLD`. */
async function folderReader(
  objects: readonly TreeObject[],
  { top }: PlannedCheckout,
  { cache }: Pick<Inputs, 'cache'>,
  ports: Ports,
): Promise<ContentOf> {
  const real = (await ports.files.behind(ports.sources))?.path ?? ports.sources
  const pathOf = (path: string): string => relative(top, join(real, path)).split(sep).join(posix.sep) || '.'
  const known = new Map<string, FolderContent | undefined>()
  const look = (path: string): FolderContent | undefined => {
    const content = folderContent(pathOf(path), objects)
    if (content === undefined && cache.failIfCold)
      throw new Problem('CACHE_COLD', unknownFolder(path), 'Commit it, or take failIfCold away.')
    if (content === undefined) ports.log.say('warning', unknownFolder(path))
    known.set(path, content)
    return content
  }
  return ({ source }) => {
    if (source.kind !== 'folder') return noFolder
    return known.has(source.path) ? known.get(source.path) : look(source.path)
  }
}

function unknownFolder(path: string): string {
  return `The repository has no file in ${path}, so what is built from there, or with that, has no key, and is not in the cache.`
}

const noFolder: FolderContent = { inputs: [], files: new Map() }
