import { createWriteStream } from 'node:fs'
import { mkdir, utimes } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ReadEntry } from 'tar'
import type { Entry } from 'yauzl'
import { Problem, reason } from '../../core/problem.ts'
import { isSafeMemberPath, plainPath, staysInside } from '../../core/safe-path.ts'

/** No sdist of the field comes near these; what does is a bomb. */
const mostMembers = 200_000
const mostBytes = 8 * 1024 ** 3

/**
 * Unpacks a `.tar.gz`, `.tgz` or `.zip` below `into`. The whole directory is judged before the first byte is written: a member outside,
 * a link that leads outside, a device, or more than any honest sdist holds is a Problem `FILE_INVALID` (the rules of PEP 721).
 */
export async function unpackArchive(archive: string, into: string): Promise<void> {
  const kind = /\.(?:tar\.gz|tgz|zip)$/i.exec(archive)?.[0].toLowerCase()
  if (kind === undefined)
    throw new Problem('FILE_INVALID', `${basename(archive)} is no archive that can be unpacked.`, 'An sdist is a .tar.gz or a .zip file.')
  await mkdir(into, { recursive: true })
  try {
    await (kind === '.zip' ? unpackZip(archive, into) : unpackTar(archive, into))
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('FILE_INVALID', `${basename(archive)} cannot be unpacked: ${reason(error)}.`, 'Fetch or build it anew.', error)
  }
}

async function unpackTar(archive: string, into: string): Promise<void> {
  const { extract, list } = await import('./archive-packages.ts')
  const bound = new Bound(archive)
  const judge = (entry: ReadEntry): void => {
    if (entry.meta || entry.ignore) return
    bound.count(entry.path, entry.size)
    const refusal = tarRefusal(entry)
    if (refusal !== undefined) bound.refuse(entry.path, refusal)
  }
  // The two passes share a judge, but only the first may throw: in the second a stream is already writing.
  let refused: unknown
  await list({
    file: archive,
    strict: true,
    onReadEntry: (entry) => {
      try {
        if (refused === undefined) judge(entry)
      } catch (error) {
        refused = error
      }
    },
  })
  if (refused !== undefined) throw refused
  await extract({ file: archive, cwd: into, strict: true, preserveOwner: false })
}

function tarRefusal(entry: ReadEntry): string | undefined {
  const path = plainPath(entry.path)
  if (path !== '' && !isSafeMemberPath(path)) return 'lies outside the folder it is unpacked to'
  if (['File', 'OldFile', 'ContiguousFile', 'Directory', 'GNUDumpDir'].includes(entry.type)) return undefined
  if (entry.type === 'Link') return isSafeMemberPath(plainPath(entry.linkpath ?? '')) ? undefined : 'is a link that leads outside'
  if (entry.type === 'SymbolicLink') return staysInside(path, entry.linkpath ?? '') ? undefined : 'is a link that leads outside'
  return `is neither a file nor a folder (${entry.type})`
}

async function unpackZip(archive: string, into: string): Promise<void> {
  const { openPromise } = await import('./archive-packages.ts')
  const bound = new Bound(archive)
  const zip = await openPromise(archive, { strictFileNames: true, autoClose: false })
  try {
    const entries: Entry[] = []
    for await (const entry of zip.eachEntry()) {
      bound.count(entry.fileName, entry.uncompressedSize)
      if (!isSafeMemberPath(entry.fileName)) bound.refuse(entry.fileName, 'lies outside the folder it is unpacked to')
      if (isSpecial(entry)) bound.refuse(entry.fileName, 'is neither a file nor a folder')
      entries.push(entry)
    }
    for (const entry of entries) {
      const path = join(into, entry.fileName)
      await mkdir(entry.fileName.endsWith('/') ? path : dirname(path), { recursive: true })
      if (entry.fileName.endsWith('/')) continue
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode: isExecutable(entry) ? 0o777 : 0o666 }))
      await utimes(path, entry.getLastModDate(), entry.getLastModDate())
    }
  } finally {
    zip.close()
  }
}

/** The Unix mode that a zip made on Unix keeps in the upper half of the external attributes; 0 for others. */
function modeOf(entry: Entry): number {
  return entry.versionMadeBy >>> 8 === 3 ? entry.externalFileAttributes >>> 16 : 0
}

function isSpecial(entry: Entry): boolean {
  return ![0, 0o100000, 0o040000].includes(modeOf(entry) & 0o170000)
}

function isExecutable(entry: Entry): boolean {
  return (modeOf(entry) & 0o111) !== 0
}

class Bound {
  private readonly archive: string
  private members = 0
  private bytes = 0

  constructor(archive: string) {
    this.archive = basename(archive)
  }

  count(path: string, size: number): void {
    this.members += 1
    this.bytes += size
    if (this.members > mostMembers || this.bytes > mostBytes) this.refuse(path, 'is past all that an archive may hold here')
  }

  refuse(path: string, why: string): never {
    throw new Problem(
      'FILE_INVALID',
      `${this.archive}: the member '${path}' ${why}.`,
      'Do not use this archive; ask its author for a clean one.',
    )
  }
}
