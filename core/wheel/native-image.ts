import { Unreadable } from './byte-reader.ts'
import { readElf } from './elf.ts'
import { readMachO } from './mach-o.ts'
import type { NativeImage, Unread } from './native.ts'
import { readPe } from './pe.ts'

/** How many bytes from its beginning tell what native code is for. */
export const headBytes = 4096

/** Reads native code, all of it or (`head`) no more than what it is for. Nothing in the bytes makes it throw or run on. */
export function readNative(bytes: Uint8Array, head: boolean): NativeImage | Unread {
  try {
    return readerOf(bytes)(bytes, head)
  } catch (error) {
    if (error instanceof Unreadable) return { unread: error.message }
    throw error
  }
}

/** Whether a file that begins so is a program or a library. */
export function isNative(bytes: Uint8Array): boolean {
  return formatOf(bytes) !== undefined
}

type Reader = (bytes: Uint8Array, head: boolean) => NativeImage

function readerOf(bytes: Uint8Array): Reader {
  const format = formatOf(bytes)
  if (format === undefined) throw new Unreadable('it is neither ELF nor PE nor Mach-O')
  return { elf: readElf, pe: readPe, 'mach-o': readMachO }[format]
}

function formatOf(bytes: Uint8Array): NativeImage['format'] | undefined {
  const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  if (magic === '7f454c46') return 'elf'
  if (['feedface', 'feedfacf', 'cefaedfe', 'cffaedfe', 'cafebabe', 'cafebabf'].includes(magic)) return 'mach-o'
  return magic.startsWith('4d5a') ? 'pe' : undefined
}
