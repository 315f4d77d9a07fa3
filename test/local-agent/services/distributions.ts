import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { zip } from '../../../local-agent/services/zip-writer.ts'

interface About {
  readonly name: string
  readonly version: string
  readonly requiresPython?: string
  readonly tag?: string
  /** Goes into the module, so that two wheels of one name can differ. */
  readonly says?: string
}

/** A pure wheel that pip installs: a module that says something, METADATA, WHEEL and RECORD. */
export function wheel({ name, version, requiresPython, tag = 'py3-none-any', says = 'hello' }: About): {
  file: string
  bytes: Buffer
  metadata: string
} {
  const stem = `${name.replaceAll(/[-.]/g, '_')}-${version}`
  const metadata = metadataOf(name, version, requiresPython)
  const members: [string, Buffer][] = [
    [`${name.replaceAll(/[-.]/g, '_')}.py`, Buffer.from(`says = ${JSON.stringify(says)}\n`)],
    [`${stem}.dist-info/METADATA`, Buffer.from(metadata)],
    [`${stem}.dist-info/WHEEL`, Buffer.from(`Wheel-Version: 1.0\nGenerator: wheelworks\nRoot-Is-Purelib: true\nTag: ${tag}\n`)],
  ]
  const record = members.map(([path, bytes]) => `${path},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`)
  const listing = Buffer.from(`${[...record, `${stem}.dist-info/RECORD,,`].join('\n')}\n`)
  return { file: `${stem}-${tag}.whl`, bytes: zip([...members, [`${stem}.dist-info/RECORD`, listing]]), metadata }
}

/** An sdist with its PKG-INFO and nothing to build; `stem` for file names of before PEP 625. */
export function sdist({ name, version, requiresPython }: About, stem = `${name}-${version}`): { file: string; bytes: Buffer } {
  const tar = [`${stem}/setup.cfg`, `${stem}/PKG-INFO`].map((path) =>
    tarMember(path, Buffer.from(metadataOf(name, version, requiresPython))),
  )
  return { file: `${stem}.tar.gz`, bytes: gzipSync(Buffer.concat([...tar, Buffer.alloc(1024)])) }
}

function metadataOf(name: string, version: string, requiresPython: string | undefined): string {
  const requires = requiresPython === undefined ? '' : `Requires-Python: ${requiresPython}\n`
  return `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${requires}\nVersion: 9 is no header here\n`
}

function tarMember(path: string, bytes: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(path, 0)
  header.write('0000644\0', 100)
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        0', 148)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}
