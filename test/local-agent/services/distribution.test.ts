import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { normalise, readMetadata } from '../../../local-agent/services/distribution.ts'
import { zip } from '../../../local-agent/services/zip-writer.ts'
import { findPython } from '../../servers/python.ts'
import { sdist, wheel } from './distributions.ts'
import { temporaryFolders } from './folders.ts'

describe('the metadata of a distribution', () => {
  const folderOf = temporaryFolders()
  const wheelWith = (metadata: string, path = 'demo-1.0.dist-info/METADATA'): Buffer => zip([[path, Buffer.from(metadata)]])

  for (const [what, metadata, expected] of [
    ['plain', 'Name: demo\nVersion: 1.0\nRequires-Python: >=3.9\n', ['demo', '1.0', '>=3.9']],
    ['without Requires-Python', 'Name: demo\nVersion: 1.0\n', ['demo', '1.0', undefined]],
    ['with CRLF', 'Name: demo\r\nVersion: 1.0\r\nRequires-Python: >=3.9\r\n\r\nRequires-Python: no', ['demo', '1.0', '>=3.9']],
    ['with fields in the description', 'Name: demo\nVersion: 1.0\n\nName: other\nRequires-Python: no\n', ['demo', '1.0', undefined]],
    ['in other case', 'name: demo\nVERSION: 1.0\nrequires-python:>=3.9', ['demo', '1.0', '>=3.9']],
    ['with blanks around', 'Name:   demo \nVersion:\t1.0\t\n', ['demo', '1.0', undefined]],
    ['with a field that only ends so', 'X-Name: other\nName: demo\nVersion: 1.0\n', ['demo', '1.0', undefined]],
  ] as const) {
    it(`is read: ${what}`, () => {
      const read = readMetadata('demo-1.0-py3-none-any.whl', wheelWith(metadata))
      assert.deepEqual([read?.name, read?.version, read?.requiresPython], expected)
      assert.equal(read?.bytes.toString(), metadata)
    })
  }

  for (const [what, bytes] of [
    ['no name', wheelWith('Version: 1.0\n')],
    ['no version', wheelWith('Name: demo\n')],
    ['METADATA of somebody else, deeper', wheelWith('Name: demo\nVersion: 1.0\n', 'demo/_vendor/other-1.0.dist-info/METADATA')],
    ['no members', zip([])],
    ['no zip', Buffer.from('no zip')],
    ['nothing', Buffer.alloc(0)],
  ] as const) {
    it(`is missing in a wheel with ${what}`, () => assert.equal(readMetadata('demo-1.0-py3-none-any.whl', bytes), undefined))
  }

  for (const [what, bytes] of [
    ['no gzip', Buffer.from('no gzip')],
    ['an empty tar', gzipSync(Buffer.alloc(1024))],
    ['no blocks', gzipSync(Buffer.alloc(0))],
    ['sizes that are none', gzipSync(Buffer.alloc(2048, '-2000 '))],
  ] as const) {
    it(`is missing in an sdist with ${what}`, () => assert.equal(readMetadata('demo-1.0.tar.gz', bytes), undefined))
  }

  it('is read from archives that Python writes', function () {
    const python = findPython(this)
    const folder = folderOf()
    const text = `Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n\n${'long '.repeat(1000)}`
    for (const path of ['demo-1.0.dist-info', 'demo-1.0/demo.egg-info']) mkdirSync(join(folder, path), { recursive: true })
    for (const path of ['demo-1.0.dist-info/METADATA', 'demo-1.0/PKG-INFO']) writeFileSync(join(folder, path), text)
    writeFileSync(join(folder, 'demo-1.0/demo.egg-info/PKG-INFO'), 'Name: wrong\nVersion: 0\n')
    execFileSync(python, ['-m', 'zipfile', '-c', 'demo.whl', 'demo-1.0.dist-info'], { cwd: folder })
    execFileSync(python, ['-m', 'tarfile', '-c', 'demo.tar.gz', 'demo-1.0'], { cwd: folder })
    for (const file of ['demo.whl', 'demo.tar.gz'])
      assert.equal(readMetadata(file, readFileSync(join(folder, file)))?.bytes.toString(), text)
  })

  it('never throws, wherever a file was cut or broken', () => {
    const files = [wheel({ name: 'demo', version: '1.0' }), sdist({ name: 'demo', version: '1.0' })]
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.nat(), fc.nat(255), ({ file, bytes }, length, at, byte) => {
        const broken = Buffer.from(bytes.subarray(0, length % (bytes.length + 1)))
        if (broken.length > 0) broken[at % broken.length] = byte
        readMetadata(file, broken)
      }),
    )
  })
})

describe('a project name, normalised', () => {
  for (const [name, expected] of [
    ['demo', 'demo'],
    ['Demo.Pkg', 'demo-pkg'],
    ['demo__pkg', 'demo-pkg'],
    ['A-_.b', 'a-b'],
  ] as const) {
    it(name, () => assert.equal(normalise(name), expected))
  }
})
