import { basename } from 'node:path'
import type { Entry } from 'yauzl'
import type { WheelFiles } from '../../core/ports.ts'
import type { MemberLook, WheelContents } from '../../core/wheel/contents.ts'
import { asProblem, Problem, reason } from '../../core/problem.ts'
import { measureFile } from '../local/files.ts'
import { readMetadata } from './wheel-metadata.ts'
import { readLayout } from './zip-layout.ts'
import { type Archive, readMember } from './zip-members.ts'

/** What a zip may cost its reader; sizes in bytes. */
export interface Bounds {
  readonly members: number
  readonly unpacked: number
  /** How many times larger than its file it may become once it is larger than `large`. */
  readonly ratio: number
  readonly large: number
  /** The largest member whose bytes are kept. */
  readonly kept: number
  /** The most of one member that is held in memory to be looked at. */
  readonly seen: number
}

const mebi = 1024 * 1024

/** Wheels on this machine: the largest that indexes take fit well inside the bounds, zip bombs do not. */
export const wheelFiles: WheelFiles = boundedWheelFiles({
  members: 200_000,
  unpacked: 4096 * mebi,
  ratio: 200,
  large: 64 * mebi,
  kept: 64 * mebi,
  seen: 256 * mebi,
})

/** The same with bounds of one's own. What breaks them or is no sound zip is `WHEEL_INVALID`, a file that cannot be read `FILE_INVALID`. */
export function boundedWheelFiles(bounds: Bounds): WheelFiles {
  return {
    open: async (path, keep, look) => await openWheel(path, { keep, look }, bounds),
    metadata: async (file, access) => await readMetadata(file, access, bounds),
    layout: async (path) =>
      await readLayout(path, { members: bounds.members, directory: bounds.kept }).catch((error: unknown) => {
        throw unsound(basename(path), error)
      }),
  }
}

interface Wants {
  readonly keep: (path: string) => boolean
  readonly look: MemberLook | undefined
}
type Member = WheelContents['entries'][number]

async function openWheel(path: string, wants: Wants, bounds: Bounds): Promise<WheelContents> {
  const file = basename(path)
  const { size, sha256 } = await measureFile(path).catch((error: unknown) => {
    throw asProblem(error, 'FILE_INVALID', `Cannot read '${path}'`, 'Check the path and the rights of this agent.')
  })
  try {
    return { size, sha256, ...(await readMembers(path, size, wants, bounds)) }
  } catch (error) {
    throw unsound(file, error)
  }
}

function unsound(file: string, error: unknown): Problem {
  const why = reason(error).replace(/\.+$/, '')
  return new Problem('WHEEL_INVALID', `${file} is no sound wheel: ${why}.`, 'Build it anew, or fetch it anew if it was downloaded.', error)
}

async function readMembers(path: string, size: number, wants: Wants, bounds: Bounds): Promise<Pick<WheelContents, 'entries' | 'members'>> {
  const { getFileNameLowLevel, openPromise } = await import('../local/archive-packages.ts')
  const zip = await openPromise(path, { decodeStrings: false })
  // what is left to fail once all is read is closing the file, which nobody waits for
  zip.on('error', () => undefined)
  // backslashes stay, to be seen
  const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string =>
    getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true)
  try {
    return await readEntries({ zip, size, nameOf }, wants, bounds)
  } finally {
    zip.close()
  }
}

async function readEntries(
  { zip, size, nameOf }: Archive,
  { keep, look }: Wants,
  bounds: Bounds,
): Promise<Pick<WheelContents, 'entries' | 'members'>> {
  const entries: Member[] = []
  const members = new Map<string, Uint8Array>()
  if (zip.entryCount > bounds.members) throw new Error(`it has ${zip.entryCount} members; ${bounds.members} are allowed`)
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry)
    unpacked += entry.uncompressedSize
    refuseTooLarge(unpacked, size, bounds)
    const kept = keep(name) && !members.has(name)
    if (kept && entry.uncompressedSize > bounds.kept)
      throw new Error(`${name} has ${entry.uncompressedSize} bytes; ${bounds.kept} are allowed`)
    const wanted = look?.bytes(name) ?? 0
    const seen = Math.min(wanted, entry.uncompressedSize)
    const looked = wanted > 0 && seen <= bounds.seen
    const read = await readMember(zip, entry, name, kept ? entry.uncompressedSize : looked ? seen : 0)
    if (kept) members.set(name, read.bytes)
    if (looked) look?.see(name, read.bytes.subarray(0, seen))
    entries.push({ path: name, size: entry.uncompressedSize, sha256: read.sha256 })
  }
  return { entries, members }
}

/** The sizes that members declare can be trusted here: a member that turns out larger fails while it is read. */
function refuseTooLarge(unpacked: number, size: number, bounds: Bounds): void {
  if (unpacked > bounds.unpacked) throw new Error(`it unpacks to more than ${bounds.unpacked} bytes`)
  if (unpacked > bounds.large && unpacked > size * bounds.ratio) throw new Error(`it unpacks to more than ${bounds.ratio} times its size`)
}
