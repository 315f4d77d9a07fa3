import { resolve } from 'node:path'
import { projectNameOf } from '../../../core/build/build-system.ts'
import { rowsOfFolders } from '../../../core/build/folder-rows.ts'
import { type Row, rowsOfPackages } from '../../../core/build/row.ts'
import type { FolderLeg, LocalFolder } from '../../../core/pipeline/folder-leg.ts'
import { isOfFolders } from '../../../core/pipeline/plan-legs.ts'
import { shareOf, type Slice } from '../../../core/pipeline/slice.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { findNamed } from './find-named.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { FoundLeg, Rows } from './rows.ts'

type World = Pick<Ports, 'environment' | 'files' | 'log' | 'processes' | 'windows' | 'workspace'>

/** A folder or an sdist file of the sources. */
interface Located {
  readonly path: string
  readonly kind: 'archive' | 'folder'
  readonly name?: string
}

/**
 * The rows of what the input `packages` names: paths of folders or sdist files, or names of packages, several in a line separated by commas. A name (or
 * a folder, or what stands for a package in the matrix) of this job's leg brings what it needs of the leg; any other name is looked for in the checkout.
 */
export async function rowsOfNames(
  { names, pythons }: Inputs['work'] & { kind: 'packages' },
  found: FoundLeg | undefined,
  slice: Slice | undefined,
  ports: World,
): Promise<Rows> {
  const leg = found !== undefined && isOfFolders(found.leg) ? found.leg : undefined
  const lines = (await Promise.all(names.map(async (line) => await split(line, ports)))).flat()
  const planned = lines.map((name) => (leg === undefined ? [] : packagesOf(name, leg)))
  const others = await locateAll(
    lines.filter((_, at) => planned[at]?.length === 0),
    ports,
  )
  const plain = shareOfRows(rowsOfPackages(others, pythons), slice)
  const wanted = [...new Set(planned.flat())]
  if (leg === undefined || found === undefined || wanted.length === 0) return { rows: plain, planDigest: '' }
  const share = slice === undefined ? wanted : shareOf([{ packages: wanted }], slice).flatMap(({ packages }) => packages)
  return { rows: [...rowsOfFolders(leg, share, pythons), ...plain], planDigest: found.planDigest }
}

/** A line that is a path stays one, commas and all. */
async function split(line: string, ports: World): Promise<string[]> {
  if (!line.includes(',') || (await kindOf(line, ports)) !== undefined) return [line]
  return line
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** What stands so in the leg's cell (what is no name may stand for several packages), else what lies there or is called so. */
function packagesOf(written: string, { packages, dependencies }: FolderLeg): LocalFolder[] {
  const name = normalizeName(written)
  const isShown = (one: LocalFolder): boolean =>
    one.key === undefined ? normalizeName(one.name) === name : one.key.toLowerCase() === written.toLowerCase()
  const shown = packages.filter(isShown)
  if (shown.length > 0) return shown
  const folder = written.replaceAll('\\', '/').replaceAll(/^(?:\.\/)+|\/+$/g, '')
  const all = [...packages, ...dependencies]
  const found = all.find((one) => one.folder === folder) ?? all.find((one) => normalizeName(one.name) === name)
  return found === undefined ? [] : [found]
}

async function locateAll(names: readonly string[], ports: World): Promise<Located[]> {
  const located = await Promise.all(names.map(async (name) => await locate(name, ports)))
  const left = names.filter((_, at) => located[at] === undefined)
  const found = left.length === 0 ? new Map<string, string>() : await findNamed(left, ports)
  return names.flatMap((name, at) => located[at] ?? { name, path: found.get(name) ?? name, kind: 'folder' })
}

/** Undefined for what is no path: it may be a name. */
async function locate(path: string, ports: World): Promise<Located | undefined> {
  const kind = await kindOf(path, ports)
  if (kind === 'folder') return { path, kind, ...(await ownName(path, ports)) }
  if (kind === 'file' && isArchive(path)) return { path, kind: 'archive' }
  if (kind === undefined && !isArchive(path) && !/[/\\]/.test(path)) return undefined
  throw new Problem(
    'FILE_MISSING',
    `The input 'packages' names '${path}', which is ${kind === 'file' ? 'no sdist' : 'not there'}.`,
    'Write folders, or .tar.gz or .zip files, relative to the sources, or names of packages.',
  )
}

/** The top of the sources has no name of its own but that of its project. */
async function ownName(path: string, { files, workspace }: World): Promise<{ name?: string }> {
  if (!/^[./\\]+$/.test(path)) return {}
  const bytes = await files.read(resolve(workspace.sources, path, 'pyproject.toml'))
  const name = bytes === undefined ? undefined : projectNameOf(new TextDecoder().decode(bytes))
  return name === undefined ? {} : { name }
}

function isArchive(path: string): boolean {
  return /\.(?:tar\.gz|tgz|zip)$/i.test(path)
}

async function kindOf(path: string, { files, workspace }: World): Promise<'file' | 'folder' | undefined> {
  return await files.kind(resolve(workspace.sources, path))
}

/** Rows of packages are cut as the rows of one leg are. */
function shareOfRows(rows: readonly Row[], slice: Slice | undefined): readonly Row[] {
  return slice === undefined ? rows : shareOf([{ packages: rows }], slice).flatMap(({ packages }) => packages)
}
