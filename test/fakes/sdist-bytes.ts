import { gzipSync } from 'node:zlib'
import { normalizeName } from '../../core/python/name.ts'
import { zipBytes } from './zip-bytes.ts'

/** One member of a tar to be written, with whatever a hostile writer may declare about it. */
export interface TarMember {
  readonly path: string
  readonly bytes?: Uint8Array | string
  /** `0` file, `1` hard link, `2` link, `3` device, `5` folder; `x` for PAX headers. */
  readonly type?: string
  readonly target?: string
  readonly declaredSize?: number
  readonly badChecksum?: boolean
}

/** A tar (POSIX ustar), not packed. */
export function tarBytes(members: readonly TarMember[]): Buffer {
  return Buffer.concat([...members.flatMap(memberBytes), Buffer.alloc(1024)])
}

function memberBytes({ path, bytes = '', type = '0', target = '', declaredSize, badChecksum }: TarMember): Buffer[] {
  const data = Buffer.from(bytes)
  const header = Buffer.alloc(512)
  header.write(path, 0, 100)
  header.write('0000644\0'.repeat(3), 100)
  header.write(`${(declaredSize ?? data.length).toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(type, 156)
  header.write(target, 157, 100)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((one, other) => one + other, badChecksum === true ? 1 : 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]
}

/** What stands in an sdist in place of what would be right. */
export interface SdistChange {
  /** `undefined` leaves it out. */
  readonly 'PKG-INFO'?: string | Uint8Array | undefined
  /** The folder on top. */
  readonly folder?: string
  /** Put behind what belongs there. */
  readonly more?: readonly TarMember[]
}

/** PKG-INFO as a build backend writes it. */
export function pkgInfo(name: string, version: string, more = ''): string {
  return `Metadata-Version: 2.2\nName: ${name}\nVersion: ${version}\n${more}\nText.\n`
}

/** The members of a sound sdist of that name (`name-1.0.tar.gz`). */
export function sdistMembers(file: string, change: SdistChange = {}): TarMember[] {
  const stem = file.replace(/\.(?:tar\.gz|zip)$/, '')
  const folder = change.folder ?? stem
  const at = stem.lastIndexOf('-')
  const info = 'PKG-INFO' in change ? change['PKG-INFO'] : pkgInfo(normalizeName(stem.slice(0, at)), stem.slice(at + 1))
  return [
    { path: `${folder}/`, type: '5' },
    ...(info === undefined ? [] : [{ path: `${folder}/PKG-INFO`, bytes: info }]),
    { path: `${folder}/setup.py`, bytes: 'print(1)\n' },
    ...(change.more ?? []),
  ]
}

/** The bytes of an sdist: a zip where its name says so, of files alone. */
export function sdistBytes(file: string, change: SdistChange = {}): Buffer {
  const members = sdistMembers(file, change)
  if (file.endsWith('.zip')) return zipBytes(members.flatMap(({ path, bytes }) => (bytes === undefined ? [] : [{ path, bytes }])))
  return gzipSync(tarBytes(members))
}
