import type { WheelContents } from './contents.ts'
import { type CoreMetadata, parseMetadata } from '../python/metadata.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { judgeMetadata } from './described.ts'
import { findDistInfo } from './dist-info.ts'

/** What a wheel says of itself, and what is wrong with that. */
export interface Described {
  /** METADATA, byte for byte and as fields; undefined where it cannot be read. */
  readonly metadata?: { readonly bytes: Uint8Array; readonly fields: CoreMetadata }
  /** Clauses about what is wrong, without a full stop; empty where nothing is. */
  readonly says: string
}

/** Reads METADATA of a wheel of which nothing else was read: its name, version and fields are judged, its other members are not. */
export function describeWheel(file: string, { entries, members }: Pick<WheelContents, 'entries' | 'members'>): Described {
  const name = parseWheelName(file)
  if (name === undefined) return { says: 'its name is none of a wheel (PEP 427)' }
  const { folder, remarks } = findDistInfo(
    entries.map(({ path }) => path),
    name,
  )
  const bytes = folder === undefined ? undefined : members.get(`${folder}/METADATA`)
  const text = bytes === undefined ? undefined : decode(bytes)
  const fields = text === undefined ? undefined : parseMetadata(text)
  const more = fields === undefined ? [] : judgeMetadata(fields, name)
  const wrong = [...remarks, ...more].flatMap(({ severity, says }) => (severity === 'error' ? [says] : []))
  if (bytes === undefined || fields === undefined) return { says: wrong[0] ?? 'METADATA is missing or is not UTF-8' }
  return { metadata: { bytes, fields }, says: wrong.join('; ') }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
