import { createHash } from 'node:crypto'
import { parseWheelName } from '../../core/python/wheel-name.ts'
import { formatTag } from '../../core/python/tag.ts'
import { nativeFor } from './native-bytes.ts'
import { zipBytes } from './zip-bytes.ts'

/** What stands in a wheel in place of what would be right; `undefined` leaves a file out. */
export interface WheelChange {
  /** Without the `.dist-info` folder, which is made. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly METADATA?: string | Uint8Array | undefined
  readonly WHEEL?: string | undefined
  readonly RECORD?: string | undefined
  /** The `.dist-info` folder's name. */
  readonly folder?: string
}

/** The members of a sound wheel of that name, in the order of writing, RECORD last; one for a platform has native code of it. */
export function wheelMembers(file: string, change: WheelChange = {}): Map<string, Uint8Array> {
  const name = parseWheelName(file)
  if (name === undefined) throw new Error(`${file} is no wheel name`)
  const spelled = file.split('-').slice(0, 2).join('-')
  const folder = change.folder ?? `${spelled}.dist-info`
  const build = name.build === undefined ? '' : `Build: ${name.build.number}${name.build.suffix}\n`
  const tags = name.tags.map((tag) => `Tag: ${formatTag(tag)}\n`).join('')
  const native = nativeFor(name.tags[0]?.platform ?? 'any')
  const own = {
    METADATA: `Metadata-Version: 2.1\nName: ${name.project}\nVersion: ${name.version.canonical}\n`,
    WHEEL: `Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: ${String(native === undefined)}\n${build}${tags}`,
    ...change,
  }
  const members = new Map<string, Uint8Array>()
  for (const [path, bytes] of Object.entries(change.files ?? filesOf(name.project.replaceAll('-', '_'), native)))
    members.set(path, Buffer.from(bytes))
  for (const key of ['METADATA', 'WHEEL'] as const) if (own[key] !== undefined) members.set(`${folder}/${key}`, Buffer.from(own[key]))
  const record = 'RECORD' in change ? change.RECORD : recordOf(members, `${folder}/RECORD`)
  if (record !== undefined) members.set(`${folder}/RECORD`, Buffer.from(record))
  return members
}

function filesOf(module: string, native: Uint8Array | undefined): Record<string, string | Uint8Array> {
  return { [`${module}.py`]: 'answer = 42\n', ...(native === undefined ? {} : { [`${module}.libs/native.so`]: native }) }
}

/** A sound RECORD of those members and itself. */
export function recordOf(members: ReadonlyMap<string, Uint8Array>, own: string): string {
  const rows = [...members].map(
    ([path, bytes]) => `${quoted(path)},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`,
  )
  return [...rows, `${quoted(own)},,`, ''].join('\n')
}

/** The bytes of a wheel. */
export function wheelBytes(file: string, change: WheelChange = {}): Buffer {
  return zipBytes([...wheelMembers(file, change)].map(([path, bytes]) => ({ path, bytes })))
}

function quoted(path: string): string {
  return /[",]/.test(path) ? `"${path.replaceAll('"', '""')}"` : path
}
