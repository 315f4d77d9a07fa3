import type { WheelContents } from './contents.ts'
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
  const listed = new Map(rows.map((row) => [row.path, row]))
  const files = entries.filter(({ path }) => !path.endsWith('/') && path !== `${own}.jws` && path !== `${own}.p7s`)
  const paths = new Set(files.map(({ path }) => path))
  const hashed = files.filter(({ path }) => path !== own)
  const those = (is: Agreement): string[] => hashed.filter((file) => agreement(file, listed.get(file.path)) === is).map(({ path }) => path)
  return [
    ...(listed.size < rows.length ? [error('record', 'RECORD lists a file twice')] : []),
    ...about(
      [...listed.keys()].filter((path) => !paths.has(path)),
      (told) => error('record-missing', `RECORD lists what is not there: ${told}`),
    ),
    ...about(
      [...paths].filter((path) => !listed.has(path)),
      (told) => error('record-unlisted', `RECORD does not list: ${told}`),
    ),
    ...about(those('differs'), (told) => error('record-hash', `RECORD has another hash or size, or no SHA-256, for: ${told}`)),
    ...about(those('unchecked'), (told) => warning('record-hash', `RECORD has a hash that is not checked here, for: ${told}`)),
    ...about(those('hex'), (told) => warning('record-hash', `RECORD has the right hash, but in hex and not in base64, for: ${told}`)),
  ]
}

type Agreement = 'agrees' | 'differs' | 'unchecked' | 'hex'

function agreement(file: WheelContents['entries'][number], row: RecordRow | undefined): Agreement {
  if (row === undefined) return 'agrees'
  const [algorithm, digest = ''] = row.hash.split(/=(.*)/, 2)
  if (row.size !== '' && row.size !== String(file.size)) return 'differs'
  if (algorithm === 'sha384' || algorithm === 'sha512' || file.sha256 === undefined) return 'unchecked'
  if (algorithm !== 'sha256') return 'differs'
  if (digest === file.sha256) return 'hex'
  return digest.replace(/=+$/, '') === Buffer.from(file.sha256, 'hex').toString('base64url') ? 'agrees' : 'differs'
}
