import { join, posix, relative, sep } from 'node:path'
import { buildSystemOf } from '../../../core/build/build-system.ts'
import { fingerprint, type KeyInput } from '../../../core/cache/fingerprint.ts'
import { placeOf } from '../../../core/cache/place.ts'
import type { TreeObject } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { type Decision, pythonTitle } from '../../../core/wanted/decision.ts'
import { type FolderContent, folderContents, type SourceFolder } from '../../../core/wanted/folder-contents.ts'
import { unitInputs, unitName } from '../../../core/wanted/unit-inputs.ts'
import type { Target } from '../../../core/wanted/wanted.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { plainInputs, toolchainInputs } from '../cache/plain-inputs.ts'
import { readObjects } from '../cache/read-objects.ts'
import type { Unit } from '../cache/unit.ts'
import { type PlannedCheckout, readCheckout } from '../changes/checkout.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { textOf } from '../source-files.ts'

/** Folders that are read at once. */
const breadth = 16

type Build = Extract<Decision, { kind: 'build' }>

/** What a cache may have of what is to be built, by the decision. A folder of which the repository has no file has no key, which is told. */
export async function rowUnits(decisions: readonly Decision[], inputs: Inputs, ports: Ports): Promise<ReadonlyMap<Decision, Unit>> {
  const builds = decisions.filter((one): one is Build => one.kind === 'build')
  if (builds.length === 0) return new Map()
  const checkout = await readCheckout(ports)
  const objects = await readObjects(checkout, inputs, ports)
  const plain = plainInputs(objects, inputs, ports)
  const contentOf = await readFolders(builds, objects, checkout, ports)
  const unitOf = ({ target }: Build): Unit | undefined => {
    const content = contentOf(target)
    return content && unitFrom(target, content, [...plain, ...toolchainInputs(target.row.platform.tag, inputs)], inputs)
  }
  return new Map(
    builds.flatMap((build): [Decision, Unit][] => {
      const unit = unitOf(build)
      return unit === undefined ? [] : [[build, unit]]
    }),
  )
}

function unitFrom(
  target: Target,
  { inputs: folder, files }: FolderContent,
  plain: readonly KeyInput[],
  { cache }: Pick<Inputs, 'cache'>,
): Unit {
  const { row, version } = target
  return {
    title: `${row.name} ${version.text} for ${pythonTitle(row)} on ${row.platform.tag}`,
    place: placeOf(cache.scope, row.project, unitName(row)),
    fingerprint: fingerprint([...unitInputs(target, folder), ...plain]),
    files,
  }
}

/** Answers what the folder of a target holds; undefined where nobody knows. */
async function readFolders(
  builds: readonly Build[],
  objects: readonly TreeObject[],
  { top }: PlannedCheckout,
  ports: Ports,
): Promise<(target: Target) => FolderContent | undefined> {
  const targets = builds.flatMap(({ target }) => (target.source.kind === 'folder' ? [[target.source.path, target] as const] : []))
  const real = (await ports.files.behind(ports.sources))?.path ?? ports.sources
  const pathOf = (path: string): string => relative(top, join(real, path)).split(sep).join(posix.sep) || '.'
  const read = async ([path, { row }]: readonly [string, Target]): Promise<SourceFolder> => {
    return { path: pathOf(path), project: row.project, needs: await needsOf(path, ports) }
  }
  const contents = folderContents(await inParallel([...new Map(targets)], breadth, read), objects)
  for (const path of new Set(targets.map(([one]) => one)))
    if (!contents.has(pathOf(path)))
      ports.log.say('warning', `The repository has no file in ${path}, so what is built from there has no key, and is not in the cache.`)
  return ({ source }) => (source.kind === 'folder' ? contents.get(pathOf(source.path)) : noFolder)
}

const noFolder: FolderContent = { inputs: [], files: new Map() }

/** What a folder says that it requires; one that cannot be read says so when it is built. */
async function needsOf(path: string, ports: Ports): Promise<ProjectName[]> {
  try {
    const { requires, dependencies } = buildSystemOf(await textOf(join(ports.sources, path, 'pyproject.toml'), ports), path)
    return [...requires, ...dependencies].map(({ project }) => project)
  } catch (error) {
    if (error instanceof Problem && error.code === 'FILE_INVALID') return []
    throw error
  }
}
