import { isSafeFileName } from '../safe-path.ts'
import { parseSha256 } from '../sha256.ts'
import type { FileEntry } from './entry.ts'
import { fileKey } from './layout.ts'
import type { OldFile } from './old-page.ts'

/** What dumb-pypi keeps of the list that it was given, at the root of what it writes. */
export const packageListKey = 'packages.json'

/** Reads dumb-pypi's list, one file a line, by file name: hash, Requires-Python, when it was uploaded, why it was yanked. Undefined where it is no such list. */
export function readPackageList(text: string): Map<string, OldFile> | undefined {
  const files = new Map<string, OldFile>()
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const fields = recordOf(line)
    const filename = fields?.['filename']
    if (fields === undefined || typeof filename !== 'string' || !isSafeFileName(filename)) return undefined
    files.set(filename, entryOf(filename, fields))
  }
  return files
}

function entryOf(filename: string, fields: Readonly<Record<string, unknown>>): OldFile {
  const { hash, requires_python: requiresPython, upload_timestamp: uploaded, yanked_reason: yanked } = fields
  const sha256 = typeof hash === 'string' && hash.startsWith('sha256=') ? parseSha256(hash.slice('sha256='.length)) : undefined
  return {
    filename,
    key: fileKey(filename),
    url: '',
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(typeof requiresPython === 'string' && requiresPython !== '' ? { requiresPython } : {}),
    ...(isSeconds(uploaded) ? { uploadTime: new Date(uploaded * 1000).toISOString().replace('Z', '000Z') } : {}),
    yanked: typeof yanked === 'string' && yanked !== '' ? yanked : false,
  }
}

/** Of a year that has four digits. */
function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 253_402_300_800
}

function recordOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a page told of a file, and of the rest what the list tells: the page is what readers saw. */
export function withPackageList(file: OldFile, listed: FileEntry | undefined): OldFile {
  return listed === undefined
    ? file
    : { ...listed, ...file, yanked: file.yanked === false || file.yanked === true ? listed.yanked || file.yanked : file.yanked }
}
