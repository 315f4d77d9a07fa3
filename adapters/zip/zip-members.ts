import { createHash } from 'node:crypto'
import type { Entry, ZipFile } from 'yauzl'
import { parseSha256, type Sha256 } from '../../core/sha256.ts'
import { crc32 } from './crc32.ts'

/** A zip that is open, and how its members are named. */
export interface Archive {
  readonly zip: ZipFile
  /** In bytes. */
  readonly size: number
  /** A member's path as it is written: backslashes stay, to be seen. */
  readonly nameOf: (entry: Entry) => string
}

/** Reads all of a member and its checksum, and answers as many of its bytes as are asked for. */
export async function readMember(
  zip: ZipFile,
  entry: Entry,
  name: string,
  wanted: number,
): Promise<{ readonly sha256: Sha256; readonly bytes: Uint8Array }> {
  await refuseUnsound(zip, entry, name)
  const hash = createHash('sha256')
  const held = Buffer.allocUnsafe(wanted)
  let [crc, filled] = [0, 0]
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes: Buffer = chunk
    hash.update(bytes)
    crc = crc32(bytes, crc)
    filled += bytes.copy(held, filled)
  }
  if (crc !== entry.crc32) throw new Error(`the checksum of ${name} is wrong`)
  const sha256 = parseSha256(hash.digest('hex'))
  if (sha256 === undefined) throw new Error('a SHA-256 is 64 hex digits')
  return { sha256, bytes: held.subarray(0, filled) }
}

/** A zip that says one thing in its directory and another before the member is read differently by different installers. */
async function refuseUnsound(zip: ZipFile, entry: Entry, name: string): Promise<void> {
  if (entry.isEncrypted()) throw new Error(`${name} is encrypted`)
  if (!entry.canDecodeFileData()) throw new Error(`${name} is packed by method ${entry.compressionMethod}; wheels are deflated or stored`)
  const local = await zip.readLocalFileHeaderPromise(entry)
  if (!local.fileName.equals(entry.fileNameRaw)) throw new Error(`${name} has another name in front of its data`)
}
