import { isAbsolute, join, posix } from 'node:path'
import { distinctPackages } from '../../../core/changes/packages/distinct-packages.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { parsePackageInfo } from '../../../core/changes/azure-sdk/package-info.ts'
import { Problem } from '../../../core/problem.ts'
import { findPackages, type FoundPackages } from '../../../flows/find-packages.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { packageTexts } from '../../../flows/package-texts.ts'
import type { Ports } from '../ports.ts'
import type { ChangesInputs } from './inputs.ts'
import { readCiFiles, type Repository } from './read-ci-files.ts'

/** The packages that a plan is about. */
export interface ReadPackages {
  /** Sorted by project name; every name once. */
  readonly packages: readonly LocalPackage[]
  /** What the reader should know of how they were found. */
  readonly notes: readonly string[]
}

type World = Pick<Ports, 'environment' | 'files' | 'processes' | 'sources' | 'windows'>

/** Files that are read at once. */
const breadth = 16

/** Broken files that are told of. */
const mostTold = 20

/**
 * The packages of a repository, or those that `packageInfo` tells of, with what their ci files say. All that is broken is one Problem
 * `FILE_INVALID` that lists it.
 */
export async function readPackages(
  { packages: globs, packageInfo }: Pick<ChangesInputs, 'packages' | 'packageInfo'>,
  ports: World,
  where: Repository,
): Promise<ReadPackages> {
  const found = packageInfo === undefined ? await findPackages({ ...where, globs }, ports) : await readInfo(packageInfo, ports, where)
  const complete = await readCiFiles(found.packages, ports.files, where)
  requireWhole([...found.problems, ...complete.problems])
  return { packages: complete.packages, notes: [...found.notes, ...complete.notes] }
}

function requireWhole(problems: readonly Problem[]): void {
  const [first] = problems
  if (first === undefined) return
  if (problems.length === 1) throw first
  const told = problems.slice(0, mostTold).map(({ message }) => message)
  const more = problems.length > mostTold ? ` And ${problems.length - mostTold} more.` : ''
  throw new Problem(
    'FILE_INVALID',
    `${problems.length} things are wrong with the packages of the repository. ${told.join(' ')}${more}`,
    'Correct them, or name the folders that are meant in the input packages.',
  )
}

/** What a package needs, only its own files say. */
async function readInfo(folder: string, ports: World, where: Repository): Promise<FoundPackages> {
  const { listed, problems } = await parseInfo(folder, ports)
  const known = distinctPackages(listed)
  const found = await findPackages({ ...where, globs: [], folders: known.packages.map((one) => one.folder) }, ports)
  const byFolder = new Map(found.packages.map((one) => [one.folder, one]))
  const packages = known.packages.map((one): LocalPackage => {
    const own = byFolder.get(one.folder)
    return own === undefined ? one : { ...one, needs: own.needs, versionTool: own.versionTool }
  })
  const empty = packages.filter(({ folder }) => !byFolder.has(folder))
  const notes = empty.map(
    ({ name, folder }) =>
      `PackageInfo says that ${name} lies in ${folder}, where no package file could be read: what it needs is not known.`,
  )
  return { packages, problems: [...problems, ...known.problems, ...found.problems], notes: [...found.notes, ...notes] }
}

async function parseInfo(folder: string, { files, sources }: World): Promise<{ listed: LocalPackage[]; problems: Problem[] }> {
  const root = isAbsolute(folder) ? folder : join(sources, folder)
  const paths = await files.find(root, ['**/*.json'])
  if (paths.length === 0)
    throw new Problem(
      'FILE_MISSING',
      `No file of PackageInfo lies in ${folder}.`,
      'Save-Package-Properties.ps1 writes them: check the input packageInfo.',
    )
  const texts = await packageTexts(root, files)
  const problems = new Map<string, Problem>()
  const listed = await inParallel(paths, breadth, async (path) => {
    try {
      return parsePackageInfo((await texts.text(path)) ?? '', posix.join(folder, path))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problems.set(path, error)
      return undefined
    }
  })
  return { listed: listed.filter((one) => one !== undefined), problems: paths.flatMap((path) => problems.get(path) ?? []) }
}
