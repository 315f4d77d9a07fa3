import type { WheelContents } from '../ports.ts'
import { about, error, type Remark, warning } from './finding.ts'

/** One row of RECORD: a path, `algorithm=digest` and a size in bytes, both empty for RECORD itself (binary distribution format). */
export interface RecordRow {
  readonly path: string
  readonly hash: string
  readonly size: string
}

/** Reads RECORD, a CSV of three columns as Python's csv module writes it; undefined when a line has another shape. */
export function parseRecord(text: string): RecordRow[] | undefined {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '')
  const rows = lines.map(parseRow)
  return rows.every((row) => row !== undefined) ? rows : undefined
}

function parseRow(line: string): RecordRow | undefined {
  const [, quoted, plain = '', hash = '', size = ''] = /^(?:"((?:[^"]|"")+)"|([^",]+)),"?([^",]*)"?,"?([^",]*)"?$/.exec(line) ?? []
  const path = quoted?.replaceAll('""', '"') ?? plain
  return path === '' ? undefined : { path, hash, size }
}

/** Whether RECORD tells exactly of the wheel's files, each with its size and a sound hash; signatures of RECORD stand outside it. */
export function judgeRecord(rows: readonly RecordRow[], folder: string, entries: WheelContents['entries']): Remark[] {
  const own = `${folder}/RECORD`
  const signatures = [`${own}.jws`, `${own}.p7s`]
  const listed = new Map(rows.map((row) => [row.path, row]))
  const files = entries.filter(({ path }) => !path.endsWith('/') && !signatures.includes(path))
  const paths = new Set(files.map(({ path }) => path))
  const missing = [...listed.keys()].filter((path) => !paths.has(path))
  const unlisted = [...paths].filter((path) => !listed.has(path))
  const hashed = files.map((file) => ({ file, row: listed.get(file.path) })).filter(({ file }) => file.path !== own)
  const unknown = hashed.filter(({ row }) => row !== undefined && /^sha(?:384|512)=/.test(row.hash))
  const wrong = hashed.filter(({ file, row }) => row !== undefined && !agrees(file, row) && !unknown.some((one) => one.row === row))
  return [
    ...(listed.size < rows.length ? [error('record', 'RECORD lists a file twice')] : []),
    ...about(missing, (told) => error('record-missing', `RECORD lists what is not there: ${told}`)),
    ...about(unlisted, (told) => error('record-unlisted', `RECORD does not list: ${told}`)),
    ...about(pathsOf(wrong), (told) => error('record-hash', `RECORD has another hash or size, or no SHA-256, for: ${told}`)),
    ...about(pathsOf(unknown), (told) => warning('record-hash', `RECORD has a hash that is not checked here, for: ${told}`)),
  ]
}

function pathsOf(found: readonly { readonly file: { readonly path: string } }[]): string[] {
  return found.map(({ file }) => file.path)
}

function agrees(file: WheelContents['entries'][number], row: RecordRow): boolean {
  if (row.size !== '' && row.size !== String(file.size)) return false
  return file.sha256 === undefined || row.hash.replace(/=+$/, '') === `sha256=${Buffer.from(file.sha256, 'hex').toString('base64url')}`
}
