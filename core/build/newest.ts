import { gunzipSync } from 'node:zlib'

const block = 512

/**
 * The newest modification time, in seconds since 1970, of the regular files in a `.tar.gz` (POSIX ustar headers); undefined for anything else.
 * An sdist's own time: SOURCE_DATE_EPOCH of all that is built from it.
 */
export function newestMember(archive: Uint8Array): number | undefined {
  const tar = gunzipped(archive)
  if (tar === undefined) return undefined
  let newest: number | undefined
  for (let at = 0; at + block <= tar.length;) {
    const header = tar.subarray(at, at + block)
    const size = octal(header, 124, 12)
    const time = octal(header, 136, 12)
    if (size === undefined || time === undefined) break
    if (isRegular(header[156])) newest = Math.max(newest ?? 0, time)
    at += block + Math.ceil(size / block) * block
  }
  return newest
}

function gunzipped(archive: Uint8Array): Uint8Array | undefined {
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) return undefined
  try {
    return gunzipSync(archive)
  } catch {
    // Unpacking tells what is wrong with it.
    return undefined
  }
}

/** Type flag `0`, or NUL in old archives. */
function isRegular(flag: number | undefined): boolean {
  return flag === 0x30 || flag === 0
}

/** An octal field; undefined when it is none, as in the zero blocks that end an archive. */
function octal(header: Uint8Array, at: number, length: number): number | undefined {
  const text = String.fromCharCode(...header.subarray(at, at + length))
    .replace(/[\0 ]+$/, '')
    .trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined
}
