import { dirname, join } from 'node:path'
import { buildSystemOf } from '../../../core/build/build-system.ts'
import { counted } from '../../../core/counted.ts'
import { fileNameOf } from '../../../core/file-name-of.ts'
import { Problem } from '../../../core/problem.ts'
import type { Requirement } from '../../../core/python/requirement.ts'
import type { Needs } from '../../../core/wanted/together.ts'
import type { Source, Target } from '../../../core/wanted/wanted.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Ports } from '../ports.ts'
import { textOf } from '../source-files.ts'

/** Sources that are fetched at once. */
const breadth = 8

/**
 * What the sources of these wheels require to be built, by `[build-system]` of their pyproject.toml. Each source is fetched once; where nothing has to
 * be known, nothing is. A source that cannot be fetched is a Problem: legs that hang on the network's mood would not be the same on a re-run.
 */
export async function readNeeds(targets: readonly Target[], ports: Ports): Promise<Needs> {
  const sources = new Map(targets.map((target) => [keyOf(target), target] as const))
  if (sources.size === 0) return () => []
  ports.log.say(
    'info',
    `Reading the build requirements of ${counted(sources.size, 'source')}: wheels that need each other stay in one job.`,
  )
  const folder = await ports.files.scratch('needs')
  const read = async ([key, target]: [string, Target], at: number): Promise<readonly [string, readonly Requirement[]]> => {
    return [key, await requirementsOf(target, join(folder, String(at)), ports)]
  }
  const known = new Map(await inParallel([...sources], breadth, read))
  await ports.files.remove(folder)
  return (target) => known.get(keyOf(target)) ?? []
}

/** A source that cannot be read needs nothing: its build is going to say what is wrong with it. */
async function requirementsOf({ row, version, source }: Target, folder: string, ports: Ports): Promise<readonly Requirement[]> {
  const title = `${row.name} ${version.text}`
  try {
    return buildSystemOf(await pyprojectOf(source, folder, ports), `pyproject.toml of ${title}`).requires
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'FILE_INVALID') throw error
    ports.log.say('warning', `What ${title} requires to be built is not known: ${error.message}`)
    return []
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
