import { posix } from 'node:path'
import { type CiFile, ciFilesByFolder, ciFolderOf, parseCiYml, withCiFile } from '../../../core/changes/azure-sdk/ci-yml.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { Problem } from '../../../core/problem.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { type PackageTexts, packageTexts } from '../../../flows/package-texts.ts'
import type { Ports } from '../ports.ts'

/** Where packages are looked for: the top of the repository (absolute), and every path that git tracks there; undefined where it does not say. */
export interface Repository {
  readonly top: string
  readonly tracked: readonly string[] | undefined
}

/** Packages with what their ci files say, what is broken of these, and what the reader should know. */
export interface WithCiFiles {
  readonly packages: readonly LocalPackage[]
  readonly problems: readonly Problem[]
  readonly notes: readonly string[]
}

/** Files that are read at once. */
const breadth = 16

/** Reads the ci files of the services that packages are of; PackageInfo that was saved by a run of a pipeline has read them already. */
export async function readCiFiles(packages: readonly LocalPackage[], files: Ports['files'], where: Repository): Promise<WithCiFiles> {
  if (packages.every(({ service }) => service === '')) return { packages, problems: [], notes: [] }
  const paths = where.tracked ?? (await files.find(where.top, ['{sdk,eng}/**']))
  const folders = new Set(paths.flatMap(parentsOf))
  const byFolder = ciFilesByFolder(paths)
  const pathsOf = ({ service }: LocalPackage): string[] =>
    service === '' ? [] : (byFolder.get(ciFolderOf(service, (path) => folders.has(path))) ?? [])
  const { read, problems } = await readAll(new Set(packages.flatMap(pathsOf)), await packageTexts(where.top, files))
  const complete = packages.map((one): LocalPackage => {
    const { ciFile } = one
    if (ciFile !== undefined) return { ...one, ciFile: { ...ciFile, sole: byFolder.get(posix.dirname(ciFile.path))?.length === 1 } }
    const own = pathsOf(one).flatMap((path) => read.get(path) ?? [])
    return one.triggers.length > 0 ? one : withCiFile(one, own)
  })
  return { packages: complete, problems, notes: idleTriggers(complete, new Set([...paths, ...folders])) }
}

async function readAll(
  paths: ReadonlySet<string>,
  texts: PackageTexts,
): Promise<{ read: ReadonlyMap<string, CiFile>; problems: readonly Problem[] }> {
  const read = new Map<string, CiFile>()
  const problems: Problem[] = []
  await inParallel([...paths], breadth, async (path) => {
    try {
      const text = await texts.text(path)
      if (text === undefined) problems.push(notHere(path))
      else read.set(path, parseCiYml(text, path))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problems.push(error)
    }
  })
  return { read, problems: problems.sort((a, b) => (a.text < b.text ? -1 : 1)) }
}

/** What triggers its packages, and on which matrix they go, would not be known. */
function notHere(path: string): Problem {
  return new Problem(
    'FILE_MISSING',
    `${path} is not here, though git tracks it.`,
    'Check it out too: a sparse checkout takes more folders.',
  )
}

/** They stay: a change that deletes such a path is one that concerns the package. */
function idleTriggers(packages: readonly LocalPackage[], known: ReadonlySet<string>): string[] {
  const idle = packages.flatMap(({ triggers, ciFile }) =>
    triggers.filter((path) => !known.has(path)).map((path) => [path, ciFile?.path] as const),
  )
  return [...new Set(idle.map(([path, ci]) => `${ci ?? 'PackageInfo'} names the triggering path ${path}, which is not there.`))].sort()
}

function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}
