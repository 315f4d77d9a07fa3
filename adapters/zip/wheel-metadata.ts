import { Readable } from 'node:stream'
import type { Entry, RandomAccessReader } from 'yauzl'
import type { RandomAccess } from '../../core/ports.ts'
import type { WheelContents } from '../../core/wheel/contents.ts'
import { Problem, reason } from '../../core/problem.ts'
import { type Archive, readMember } from './zip-members.ts'

/** What reading the metadata of a zip may cost. */
export interface MetadataBounds {
  readonly members: number
  /** The largest METADATA, and half of what is read of the file; in bytes. */
  readonly kept: number
}

type Described = Pick<WheelContents, 'entries' | 'members'>
type Packages = typeof import('../local/archive-packages.ts')

/** The end of a wheel holds its directory and, by custom, its `.dist-info`; the end of a zip may be 65,577 bytes long, all of which is searched. */
const tail = 65 * 1024
/** Where more is read, each read is twice as long as the one before, up to this. */
const longest = 4 * 1024 * 1024

/** As `WheelFiles.metadata`. */
export async function readMetadata(file: string, access: RandomAccess, bounds: MetadataBounds): Promise<Described> {
  const windows = windowsOn(access, 2 * bounds.kept)
  try {
    return await readDescribed(windows, access.size, bounds)
  } catch (error) {
    if (windows.failure !== undefined) throw windows.failure.error
    const why = reason(error).replace(/\.+$/, '')
    throw new Problem('WHEEL_INVALID', `${file} is no sound wheel: ${why}.`, 'Build it anew, or fetch it anew if it was downloaded.', error)
  }
}

async function readDescribed(windows: Windows, size: number, bounds: MetadataBounds): Promise<Described> {
  const packages = await import('../local/archive-packages.ts')
  const zip = await packages.fromRandomAccessReaderPromise(readerOf(windows, packages), size, {
    decodeStrings: false,
    autoClose: false,
  })
  zip.on('error', () => undefined)
  const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string =>
    packages.getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, true)
  try {
    return await readEntries({ zip, size, nameOf }, bounds)
  } finally {
    zip.close()
  }
}

async function readEntries({ zip, nameOf }: Archive, bounds: MetadataBounds): Promise<Described> {
  if (zip.entryCount > bounds.members) throw new Error(`it has ${zip.entryCount} members; ${bounds.members} are allowed`)
  const entries: { path: string; size: number }[] = []
  const described = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) {
    const path = nameOf(entry)
    entries.push({ path, size: entry.uncompressedSize })
    if (!/^[^/]+\.dist-info\/METADATA$/.test(path)) continue
    if (described.has(path)) throw new Error(`${path} is in it twice`)
    if (described.size > 0) throw new Error('it has more than one .dist-info folder')
    described.set(path, entry)
  }
  const members = new Map<string, Uint8Array>()
  for (const [path, entry] of described) {
    if (entry.uncompressedSize > bounds.kept) throw new Error(`${path} has ${entry.uncompressedSize} bytes; ${bounds.kept} are allowed`)
    members.set(path, (await readMember(zip, entry, path, entry.uncompressedSize)).bytes)
  }
  return { entries, members }
}

/** What was read of a file stays, as far as it is read on from there. */
interface Windows {
  read(from: number, length: number): Promise<Uint8Array>
  /** What the file's own place threw. */
  readonly failure: { readonly error: unknown } | undefined
}

/** The file's end, and the stretch that was read last: a directory is read in small steps, from its beginning on. */
function windowsOn(access: RandomAccess, most: number): Windows {
  const at = Math.max(0, access.size - tail)
  let end: Promise<Stretch> | undefined
  let last: Stretch | undefined
  let [step, total] = [tail, 0]
  let failure: Windows['failure']
  const fetch = async (from: number, length: number): Promise<Stretch> => {
    total += length
    if (total > most) throw new Error(`more than ${most} bytes of it would have to be read`)
    const bytes = await access.read(from, length).catch((error: unknown) => {
      failure = { error }
      throw error
    })
    if (bytes.length !== length) throw new Error('it is shorter than the store tells')
    return { from, bytes }
  }
  return {
    get failure() {
      return failure
    },
    async read(from, length) {
      if (from < 0 || length < 0 || from + length > access.size) throw new Error('it tells of bytes beyond its end')
      const known = part(await (end ??= fetch(at, access.size - at)), from, length) ?? part(last, from, length)
      if (known !== undefined) return known
      last = await fetch(from, Math.min(access.size - from, Math.max(length, step)))
      step = Math.min(2 * step, longest)
      return last.bytes.subarray(0, length)
    },
  }
}

interface Stretch {
  readonly from: number
  readonly bytes: Uint8Array
}

function part(stretch: Stretch | undefined, from: number, length: number): Uint8Array | undefined {
  if (stretch === undefined || from < stretch.from || from + length > stretch.from + stretch.bytes.length) return undefined
  return stretch.bytes.subarray(from - stretch.from, from - stretch.from + length)
}

/** Such as yauzl reads from. The base class is loaded with it, so the class is made here. */
function readerOf(windows: Windows, { RandomAccessReader: Base }: Packages): RandomAccessReader {
  return new (class extends Base {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(pieces(windows, start, end))
    }

    override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
      const done = (error: Error | null): void => void setImmediate(() => callback(error))
      windows.read(position, length).then(
        (bytes) => {
          buffer.set(bytes, offset)
          done(null)
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    }
  })()
}

async function* pieces(windows: Windows, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += longest) yield await windows.read(at, Math.min(longest, end - at))
}
