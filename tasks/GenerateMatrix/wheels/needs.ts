import { dirname, join } from 'node:path'
import { buildSystemOf } from '../../../core/build/build-system.ts'
import { counted } from '../../../core/counted.ts'
import { fileNameOf } from '../../../core/file-name-of.ts'
import { Problem } from '../../../core/problem.ts'
import type { Neighbours, Said } from '../../../core/wanted/neighbours.ts'
import type { Needs } from '../../../core/wanted/together.ts'
import type { Source, Target } from '../../../core/wanted/wanted.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Ports } from '../ports.ts'
import { textOf } from '../source-files.ts'

/** Sources that are fetched at once. */
const breadth = 8

/** Reads what the sources of wheels say, and gives all that it has read so far. `so` tells people why. */
export type ReadSources = (targets: readonly Target[], so: string) => Promise<Said>

type Says = ReturnType<Said>

const nothing: Says = { requires: [], dependencies: [] }

/**
 * Reads what the sources of wheels require to be built and used, by their pyproject.toml. Each source is fetched once, however often it is asked for; where nothing has to
 * be known, nothing is. A source that cannot be fetched is a Problem: legs and keys that hang on the network's mood would not be the same on a re-run.
 */
export function sourceReader(ports: Ports): ReadSources {
  const known = new Map<string, Says>()
  return async (targets, so) => {
    const sources = new Map(targets.map((target) => [keyOf(target), target] as const).filter(([key]) => !known.has(key)))
    for (const [key, says] of await readAll([...sources], so, ports)) known.set(key, says)
    return (target) => known.get(keyOf(target)) ?? nothing
  }
}

/** What the sources of these wheels require to be built, for legs that keep together what needs each other. */
export async function readNeeds(targets: readonly Target[], read: ReadSources): Promise<Needs> {
  const said = await read(targets, 'wheels that need each other stay in one job')
  return (target) => said(target).requires
}

/** What rows that have others beside them say of their sources, and at any hand those that they need. */
export async function readNeighbours(rows: readonly Target[], neighbours: Neighbours, read: ReadSources): Promise<Said> {
  const so = 'the key of a wheel depends on what it is built with'
  let left = new Set(rows.filter((row) => neighbours.hasAny(row)))
  let said = await read([...left], so)
  const seen = new Set(left)
  const further = (one: Target): Target[] => (seen.has(one) ? [] : [one])
  left = new Set([...left].flatMap((row) => neighbours.firstHand(row, said)).flatMap(further))
  while (left.size > 0) {
    said = await read([...left], so)
    for (const one of left) seen.add(one)
    left = new Set([...left].flatMap((one) => neighbours.further(one, said)).flatMap(further))
  }
  return said
}

async function readAll(sources: readonly (readonly [string, Target])[], so: string, ports: Ports): Promise<(readonly [string, Says])[]> {
  if (sources.length === 0) return []
  ports.log.say('info', `Reading the build requirements of ${counted(sources.length, 'source')}: ${so}.`)
  const folder = await ports.files.scratch('needs')
  const read = async ([key, target]: readonly [string, Target], at: number): Promise<readonly [string, Says]> => {
    return [key, await requirementsOf(target, join(folder, String(at)), ports)]
  }
  const found = await inParallel(sources, breadth, read)
  await ports.files.remove(folder)
  return found
}

/** A source that cannot be read needs nothing: its build is going to say what is wrong with it. */
async function requirementsOf({ row, version, source }: Target, folder: string, ports: Ports): Promise<Says> {
  const title = `${row.name} ${version.text}`
  try {
    return buildSystemOf(await pyprojectOf(source, folder, ports), `pyproject.toml of ${title}`)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'FILE_INVALID') throw error
    ports.log.say('warning', `What ${title} requires to be built is not known: ${error.message}`)
    return nothing
  }
}

async function pyprojectOf(source: Source, folder: string, ports: Ports): Promise<string | undefined> {
  const within = async (tree: string): Promise<string | undefined> => await textOf(join(tree, 'pyproject.toml'), ports)
  if (source.kind === 'folder') return await within(join(ports.sources, source.path))
  if (source.kind === 'sdist') return await within(await unpacked(source, folder, ports))
  await ports.git.fetch(source.url, source.commit, folder)
  return await within(join(folder, source.subdirectory))
}

/** The one folder that an sdist holds, or the place of its files where it holds them bare. */
async function unpacked({ url, sha256 }: Source & { kind: 'sdist' }, folder: string, ports: Ports): Promise<string> {
  const [archive, tree] = [join(folder, fileNameOf(url)), join(folder, 'tree')]
  await ports.downloads.fetch(url, archive, sha256)
  await ports.files.unpack(archive, tree)
  const [found = ''] = await ports.files.find(tree, ['pyproject.toml', '*/pyproject.toml'])
  return join(tree, dirname(found))
}

function keyOf({ source }: Target): string {
  if (source.kind === 'sdist') return `${source.url} ${source.sha256}`
  return source.kind === 'git' ? `${source.url} ${source.commit} ${source.subdirectory}` : source.path
}
