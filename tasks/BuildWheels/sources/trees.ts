import { isAbsolute, join, posix, relative, resolve } from 'node:path'
import { zipEpoch } from '../../../core/build/environment.ts'
import { newestMember } from '../../../core/build/newest.ts'
import type { Patch } from '../../../core/build/recipe.ts'
import { keyOf, publicUrl, type Source } from '../../../core/build/row.ts'
import { fileNameOf } from '../../../core/file-name-of.ts'
import { Problem } from '../../../core/problem.ts'
import { isSafeFileName, isSafeMemberPath } from '../../../core/safe-path.ts'
import { applyPatches } from './apply-patches.ts'
import type { Ports } from '../ports.ts'
import { histories, type Histories, type VersionHistory } from './version-history.ts'

/** An unpacked source tree on this agent that nobody builds in. */
export interface Tree {
  readonly folder: string
  /** Where the project lies in it, `/`-separated; empty for its top. */
  readonly inside: string
  /** The time that everything built from it bears, in seconds since 1970. */
  readonly epoch: number
  /** What the manifest says of it: a URL with hash or commit, or a path. */
  readonly source: string
}

/** Gives the tree of a source with patches applied, each fetched and unpacked once, however many rows want it. */
export type Trees = (source: Source, patches: readonly Patch[]) => Promise<Tree>

type World = Pick<
  Ports,
  'downloads' | 'environment' | 'files' | 'git' | 'histories' | 'lender' | 'log' | 'processes' | 'windows' | 'workspace'
>

/** What trees are made by. */
interface Gardener extends World {
  readonly versions: Histories
  /** Whether trees go to another machine. */
  readonly isRemote: boolean
}

/** What comes to a checkout after it was made, and what git keeps there: its settings hold the job's token (`persistCredentials`). No build may see them. */
const leftOut = ['.git', '__pycache__', '.venv', '.tox', '.nox', '.mypy_cache', '.pytest_cache', '.ruff_cache', 'node_modules']

/** How builds see trees: whether they are on another machine, and by which variables they may be told their version, so that no history need tell it. */
export interface Sight {
  readonly isRemote: boolean
  readonly told: readonly string[]
}

/** Trees below `folder`; `ours` is what this run itself writes into, which no tree holds. */
export function trees(folder: string, ours: string, world: World, { isRemote, told }: Sight = { isRemote: false, told: [] }): Trees {
  const known = new Map<string, Promise<Tree>>()
  const ports = { ...world, versions: histories(told, world), isRemote }
  return async (source, patches) => {
    const key = [keyOf(source), ...patches.map(({ path, sha256 }) => `${path} ${sha256}`)].join('\n')
    const tree = known.get(key) ?? makeTree(source, patches, join(folder, String(known.size)), ours, ports)
    known.set(key, tree)
    return await tree
  }
}

async function makeTree(source: Source, patches: readonly Patch[], folder: string, ours: string, ports: Gardener): Promise<Tree> {
  await ports.files.remove(join(folder, 'tree'))
  const tree = await unpatched(source, folder, ours, ports)
  await applyPatches(patches, source.kind === 'folder' ? agentProject(tree, '') : tree.folder, ports)
  return tree
}

async function unpatched(source: Source, folder: string, ours: string, ports: Gardener): Promise<Tree> {
  if (source.kind === 'sdist') return await unpacked(...(await fetched(source, folder, ports)), folder, ports)
  if (source.kind === 'archive') return await unpacked(resolve(ports.workspace.sources, source.path), source.path, folder, ports)
  return source.kind === 'git' ? await cloned(source, folder, ports) : await copied(source, folder, ours, ports)
}

async function copied(source: Source & { kind: 'folder' }, folder: string, ours: string, ports: Gardener): Promise<Tree> {
  const { files, workspace } = ports
  const path = resolve(workspace.sources, source.path)
  if ((await files.kind(path)) !== 'folder')
    throw new Problem(
      'FILE_MISSING',
      `The source folder '${source.path}' is not there.`,
      'Check the repository out in this job, and check the path.',
    )
  const bound = await boundOf(path, source.path, workspace.sources, files)
  const history = await ports.versions(path)
  const [tree, inside] = [join(folder, 'tree'), history?.inside ?? '']
  const into = join(tree, ...inside.split('/'))
  await files.copy(path, into, leftOut, bound)
  const way = relative(path, ours)
  if (way !== '' && !isOutside(way)) await files.remove(join(into, way))
  if (history !== undefined) await lend(history, tree, ports)
  return { folder: tree, inside, epoch: source.time > 0 ? source.time : zipEpoch, source: source.path }
}

/** What no link of a folder is followed out of: the sources, for what lies in them. Whoever names a folder elsewhere means it. */
async function boundOf(path: string, told: string, sources: string, files: Ports['files']): Promise<string | undefined> {
  if (isOutside(relative(sources, path))) return undefined
  const [real, top] = [await files.behind(path), await files.behind(sources)]
  if (real === undefined || top === undefined || !isOutside(relative(top.path, real.path))) return sources
  throw new Problem(
    'FILE_INVALID',
    `The source folder '${told}' is a link that leads out of the sources.`,
    "Name what it leads to in the input 'packages', if that is meant.",
  )
}

/** Whether a relative path of this agent leads out of the folder that it is relative to. */
export function isOutside(way: string): boolean {
  return way === '..' || /^\.\.[/\\]/.test(way) || isAbsolute(way)
}

/** A build that need not ask git does without it. */
async function lend({ top, inside, needed }: VersionHistory, into: string, { files, isRemote, lender, log }: Gardener): Promise<void> {
  try {
    await lender.lend({ top, inside, into, whole: isRemote })
  } catch (error) {
    if (needed || !(error instanceof Problem)) throw error
    await files.remove(join(into, '.git'))
    log.say('info', `Builds from ${top} see nothing of git: ${error.message}`)
  }
}

async function cloned(source: Source & { kind: 'git' }, folder: string, { files, git }: World): Promise<Tree> {
  const into = join(folder, 'tree')
  const epoch = await git.fetch(source.url, source.commit, into)
  const inside = source.subdirectory.replaceAll(/^\/+|\/+$/g, '')
  const told = `${publicUrl(source.url)}@${source.commit}${inside === '' ? '' : `#subdirectory=${inside}`}`
  if (inside !== '' && (!isSafeMemberPath(inside) || (await files.kind(join(into, ...inside.split('/')))) !== 'folder'))
    throw new Problem('FILE_MISSING', `${told}: there is no such folder.`, 'Check the subdirectory of the source.')
  return { folder: into, inside, epoch, source: told }
}

async function fetched(source: Source & { kind: 'sdist' }, folder: string, ports: World): Promise<[path: string, source: string]> {
  const name = fileNameOf(source.url)
  if (!isSdist(name)) throw new Problem('PLAN_INVALID', `${source.url} names no sdist.`, 'An sdist is a .tar.gz or a .zip file.')
  const file = await ports.downloads.fetch(source.url, join(folder, name), source.sha256)
  return [file.path, `${publicUrl(source.url)}#sha256=${file.sha256}`]
}

function isSdist(name: string): boolean {
  return isSafeFileName(name) && /\.(?:tar\.gz|tgz|zip)$/i.test(name)
}

async function unpacked(archive: string, source: string, folder: string, { files }: World): Promise<Tree> {
  const into = join(folder, 'tree')
  await files.unpack(archive, into)
  const [marker] = (await files.find(into, ['*/pyproject.toml', '*/setup.py', '*/PKG-INFO', 'pyproject.toml', 'setup.py'])).sort(
    (a, b) => a.split('/').length - b.split('/').length,
  )
  if (marker === undefined)
    throw new Problem(
      'FILE_INVALID',
      `${posix.basename(archive)} holds no project: no pyproject.toml or setup.py.`,
      'Check what the sdist was made of.',
    )
  const bytes = await files.read(archive)
  const epoch = (bytes === undefined ? undefined : newestMember(bytes)) ?? zipEpoch
  return { folder: join(into, posix.dirname(marker)), inside: '', epoch, source }
}

/** A file of the tree's project, on this agent. */
export function agentProject({ folder, inside }: Tree, file: string): string {
  return join(folder, ...inside.split('/'), file)
}
