import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { ReadEntry } from 'tar'
import type { SdistFiles } from '../../core/ports.ts'
import { sdistEnding } from '../../core/python/file-kind.ts'
import type { SdistContents, SdistEntry } from '../../core/sdist/contents.ts'
import { asProblem, Problem, reason } from '../../core/problem.ts'
import { plainPath } from '../../core/safe-path.ts'
import { measureFile } from '../local/files.ts'
import { type Bounds as ZipBounds, boundedWheelFiles } from '../zip/wheel-files.ts'

/** What an archive may cost its reader; as of a zip. */
export type Bounds = Omit<ZipBounds, 'seen'>

const mebi = 1024 * 1024
/** Packed, a name of a million characters takes a thousand. */
const mostNamed = 64 * mebi

/** Sdists on this machine: the largest of the field fit well inside the bounds, bombs do not. */
export const sdistFiles: SdistFiles = boundedSdistFiles({
  members: 200_000,
  unpacked: 8192 * mebi,
  ratio: 200,
  large: 64 * mebi,
  kept: 16 * mebi,
})

/** The same with bounds of one's own. */
export function boundedSdistFiles(bounds: Bounds): SdistFiles {
  return {
    open: async (path, keep) => {
      const file = basename(path)
      const { size, sha256 } = await measureFile(path).catch((error: unknown) => {
        throw asProblem(error, 'FILE_INVALID', `Cannot read '${path}'`, 'Check the path and the rights of this agent.')
      })
      try {
        const isZip = sdistEnding(path) === '.zip'
        if (!isZip) await refuseZip(path, size)
        const read = isZip ? await readZip(path, keep, bounds) : await readTar(path, size, keep, bounds)
        return { size, sha256, ...read }
      } catch (error) {
        const why = reason(error instanceof Problem ? (error.cause ?? error) : error).replace(/\.+$/, '')
        throw new Problem(
          'FILE_INVALID',
          `${file} is no sound sdist: ${why}.`,
          'Build it anew, or fetch it anew if it was downloaded.',
          error,
        )
      }
    },
  }
}

type Read = Pick<SdistContents, 'entries' | 'members'>

/** Links in a zip are files to installers, so they are files here. */
async function readZip(path: string, keep: (path: string) => boolean, bounds: Bounds): Promise<Read> {
  const { entries, members } = await boundedWheelFiles({ ...bounds, seen: 0 }).open(path, keep)
  return { entries: entries.map(({ path: one }) => ({ path: plainPath(one), kind: one.endsWith('/') ? 'folder' : 'file' })), members }
}

async function readTar(path: string, size: number, keep: (path: string) => boolean, bounds: Bounds): Promise<Read> {
  const { Parser } = await import('../local/archive-packages.ts')
  const entries: SdistEntry[] = []
  const members = new Map<string, Uint8Array>()
  const wrong: unknown[] = []
  let named = 0
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      if (entries.length >= bounds.members) throw new Error(`it has more than ${bounds.members} members`)
      const told = entryOf(entry)
      named += told.path.length + (told.target ?? '').length
      if (named > mostNamed) throw new Error(`the names in it have more than ${mostNamed} characters`)
      entries.push(told)
      if (told.kind === 'file' && keep(told.path) && !members.has(told.path)) hold(entry, told.path, members, bounds)
      else entry.resume()
    },
  })
  parser.on('error', (error: Error) => wrong.push(error))
  parser.on('meta', (text: string) => {
    // What stands in the archive is then no longer what installers write to disk.
    if (/^\d+ GNU\.sparse\./m.test(text)) wrong.push(new Error('it holds a sparse file'))
  })
  // What the parser does not know it passes over; an installer may know it.
  parser.on('ignoredEntry', (entry: ReadEntry) => wrong.push(new Error(`it holds a member of a kind that is not known: ${entry.path}`)))
  let whole = false
  parser.on('eof', () => (whole = true))
  const take = (chunk: Buffer): void => {
    // Behind its end an archive may be filled up; the parser would gather that, more slowly the more there is.
    if (!whole) parser.write(chunk)
    if (wrong.length > 0) throw wrong[0]
  }
  const feedAll = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    await feed(chunks, take, size, bounds).catch((error: unknown) => {
      wrong.push(error)
      throw error
    })
  }
  await pipeline(createReadStream(path), createGunzip(), feedAll).catch((error: unknown) => wrong.push(error))
  if (wrong.length === 0) parser.end()
  // The first one: a pipeline may tell of its own end in place of what ended it.
  if (wrong.length > 0) throw wrong[0]
  return { entries, members }
}

/** Behind its end, which readers of tar pass over, a zip may hold other files under the same name. */
async function refuseZip(path: string, size: number): Promise<void> {
  const file = await open(path, 'r')
  try {
    const tail = Buffer.alloc(Math.min(size, 22 + 0xffff))
    await file.read(tail, 0, tail.length, size - tail.length)
    for (let at = tail.indexOf('PK\x05\x06', 0, 'latin1'); at >= 0; at = tail.indexOf('PK\x05\x06', at + 1, 'latin1'))
      if (at + 22 + tail.readUInt16LE(at + 20) === tail.length) throw new Error('it can be read as a zip too')
  } finally {
    await file.close()
  }
}

async function feed(chunks: AsyncIterable<Buffer>, take: (chunk: Buffer) => void, size: number, bounds: Bounds): Promise<void> {
  let [unpacked, head] = [0, '']
  for await (const chunk of chunks) {
    // The parser would unpack what is packed twice, unbounded. It waits for all of a head that comes in pieces.
    head += chunk.toString('hex', 0, 4 - head.length / 2)
    if (/^(?:1f8b|28b52ffd)/.test(head)) throw new Error('it is packed twice')
    unpacked += chunk.length
    if (unpacked > bounds.unpacked) throw new Error(`it unpacks to more than ${bounds.unpacked} bytes`)
    if (unpacked > bounds.large && unpacked > size * bounds.ratio) throw new Error(`it unpacks to more than ${bounds.ratio} times its size`)
    take(chunk)
  }
}

function hold(entry: ReadEntry, path: string, members: Map<string, Uint8Array>, bounds: Bounds): void {
  if (entry.size > bounds.kept) throw new Error(`${path} has ${entry.size} bytes; ${bounds.kept} are allowed`)
  const chunks: Buffer[] = []
  entry.on('data', (chunk) => chunks.push(chunk))
  entry.on('end', () => members.set(path, Buffer.concat(chunks)))
}

function entryOf({ path: written, type, linkpath }: ReadEntry): SdistEntry {
  const path = plainPath(written)
  if (['File', 'OldFile', 'ContiguousFile'].includes(type)) return { path, kind: 'file' }
  if (type === 'Directory' || type === 'GNUDumpDir') return { path: path.endsWith('/') ? path : `${path}/`, kind: 'folder' }
  if (type === 'SymbolicLink' || type === 'Link') return { path, kind: type === 'Link' ? 'hard-link' : 'link', target: linkpath ?? '' }
  return { path, kind: 'other' }
}
