import { join, posix, resolve } from 'node:path'
import { zipEpoch } from '../../core/build/environment.ts'
import { newestMember } from '../../core/build/newest.ts'
import { keyOf, type Source } from '../../core/build/row.ts'
import { fileNameOf } from '../../core/file-name-of.ts'
import { Problem } from '../../core/problem.ts'
import { isSafeFileName } from '../../core/safe-path.ts'
import type { Ports } from './ports.ts'

/** An unpacked source tree that nobody builds in. */
export interface Tree {
  readonly folder: string
  /** The time that everything built from it bears, in seconds since 1970. */
  readonly epoch: number
  /** What the manifest says of it: a URL with hash, or a path. */
  readonly source: string
}

/** Trees below `folder`, each fetched and unpacked once, however many rows want it. */
export function trees(folder: string, ports: Ports): (source: Source) => Promise<Tree> {
  const known = new Map<string, Promise<Tree>>()
  return async (source) => {
    const key = keyOf(source)
    const tree = known.get(key) ?? makeTree(source, join(folder, String(known.size)), ports)
    known.set(key, tree)
    return await tree
  }
}

async function makeTree(source: Source, folder: string, ports: Ports): Promise<Tree> {
  if (source.kind === 'sdist') return await unpacked(...(await fetched(source, folder, ports)), folder, ports)
  if (source.kind === 'git') throw new Error('not fetched yet')
  const path = resolve(ports.workspace.sources, source.path)
  if (source.kind === 'archive') return await unpacked(path, source.path, folder, ports)
  if ((await ports.files.kind(path)) !== 'folder')
    throw new Problem(
      'FILE_MISSING',
      `The source folder '${source.path}' is not there.`,
      'Check the repository out in this job, and check the path.',
    )
  return { folder: path, epoch: zipEpoch, source: source.path }
}

async function fetched(source: Source & { kind: 'sdist' }, folder: string, ports: Ports): Promise<[path: string, source: string]> {
  const name = fileNameOf(source.url)
  if (!isSdist(name)) throw new Problem('PLAN_INVALID', `${source.url} names no sdist.`, 'An sdist is a .tar.gz or a .zip file.')
  const file = await ports.downloads.fetch(source.url, join(folder, name), source.sha256)
  // The manifest is attached: credentials of an index in the address stay out of it.
  const address = source.url.replace(/#.*$/s, '').replace(/:\/\/[^/@]*@/, '://')
  return [file.path, `${address}#sha256=${file.sha256}`]
}

function isSdist(name: string): boolean {
  return isSafeFileName(name) && /\.(?:tar\.gz|tgz|zip)$/i.test(name)
}

async function unpacked(archive: string, source: string, folder: string, { files }: Ports): Promise<Tree> {
  const into = join(folder, 'tree')
  await files.remove(into)
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
  return { folder: join(into, posix.dirname(marker)), epoch: (bytes === undefined ? undefined : newestMember(bytes)) ?? zipEpoch, source }
}
