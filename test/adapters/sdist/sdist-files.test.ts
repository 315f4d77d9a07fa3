import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Bounds, boundedSdistFiles, sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import type { SdistContents } from '../../../core/sdist/contents.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { pkgInfo, sdistBytes, sdistMembers, tarBytes, type TarMember } from '../../fakes/sdist-bytes.ts'
import { zipBytes } from '../../fakes/zip-bytes.ts'

const file = 'demo-1.0.tar.gz'
const small: Bounds = { members: 10, unpacked: 100_000, ratio: 5, large: 20_000, kept: 1000 }
const keepInfo = (path: string): boolean => path.endsWith('/PKG-INFO')
const packed = (...more: readonly TarMember[]): Buffer => sdistBytes(file, { more })

/** The gzip with a name in its head, longer than what is read at once. */
function named(gzip: Buffer): Buffer {
  const head = Buffer.from(gzip.subarray(0, 10))
  head[3] = 8
  return Buffer.concat([head, Buffer.alloc(100_000, 'n'), Buffer.of(0), gzip.subarray(10)])
}

describe('the files of an sdist', () => {
  let folder = ''
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'sdists-'))))
  after(async () => await rm(folder, { recursive: true, force: true }))
  const open = async (name: string, bytes: Uint8Array, bounds?: Bounds): Promise<SdistContents> => {
    const path = join(folder, name)
    await writeFile(path, bytes)
    return await (bounds === undefined ? sdistFiles : boundedSdistFiles(bounds)).open(path, keepInfo)
  }

  it('tells every member of a .tar.gz, and keeps those that are asked for', async () => {
    const bytes = packed(
      { path: './demo-1.0/a b.txt', bytes: 'x' },
      { path: 'demo-1.0/link', type: '2', target: 'setup.py' },
      { path: 'demo-1.0/hard', type: '1', target: 'demo-1.0/setup.py' },
      { path: 'demo-1.0/pipe', type: '6' },
    )
    const { entries, members, size, sha256 } = await open(file, bytes)
    assert.deepEqual(entries, [
      { path: 'demo-1.0/', kind: 'folder' },
      { path: 'demo-1.0/PKG-INFO', kind: 'file' },
      { path: 'demo-1.0/setup.py', kind: 'file' },
      { path: 'demo-1.0/a b.txt', kind: 'file' },
      { path: 'demo-1.0/link', kind: 'link', target: 'setup.py' },
      { path: 'demo-1.0/hard', kind: 'hard-link', target: 'demo-1.0/setup.py' },
      { path: 'demo-1.0/pipe', kind: 'other' },
    ])
    assert.deepEqual([...members.keys()], ['demo-1.0/PKG-INFO'])
    assert.equal(new TextDecoder().decode(members.get('demo-1.0/PKG-INFO')), pkgInfo('demo', '1.0'))
    assert.deepEqual([size, sha256], [bytes.length, sha256Of(bytes)])
  })

  it('reads what python packs, long names, links and all', async function () {
    const at = join(folder, 'made')
    await mkdir(join(at, 'demo-1.0', 'x'.repeat(90), 'y'.repeat(90)), { recursive: true })
    await writeFile(join(at, 'demo-1.0/PKG-INFO'), 'Name: demo\n')
    await writeFile(join(at, 'demo-1.0', 'x'.repeat(90), 'y'.repeat(90), 'schön.py'), '1')
    try {
      execFileSync('tar', ['-czf', join(folder, file), '-C', at, 'demo-1.0'])
    } catch {
      this.skip()
    }
    const { entries, members } = await sdistFiles.open(join(folder, file), keepInfo)
    assert.equal(members.size, 1)
    assert.ok(entries.some(({ path }) => path.endsWith('y/schön.py')))
  })

  it('reads a large member as a stream, and keeps the first of two of one name', async () => {
    const large = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 7919) % 251))
    const { members, entries } = await open(
      file,
      packed({ path: 'demo-1.0/large', bytes: large }, { path: 'demo-1.0/PKG-INFO', bytes: 'other' }),
    )
    assert.equal(entries.length, 5)
    assert.match(new TextDecoder().decode(members.get('demo-1.0/PKG-INFO')), /^Metadata-Version/)
  })

  it('reads a .zip, whose folders need not be told', async () => {
    const { entries, members } = await open('demo-1.0.zip', sdistBytes('demo-1.0.zip'))
    assert.deepEqual(entries, [
      { path: 'demo-1.0/PKG-INFO', kind: 'file' },
      { path: 'demo-1.0/setup.py', kind: 'file' },
    ])
    assert.equal(members.size, 1)
  })

  const sound = sdistBytes(file)
  const tar = tarBytes(sdistMembers(file))
  for (const [what, name, bytes] of [
    ['is no gzip', file, Buffer.from('<html>')],
    ['is empty', file, Buffer.alloc(0)],
    ['is a tar that is not packed', file, tar],
    ['is packed twice', file, gzipSync(sound)],
    ['is packed twice, and comes in pieces', file, Buffer.concat([gzipSync(sound.subarray(0, 1)), named(gzipSync(sound.subarray(1)))])],
    ['is a gzip of no tar', file, gzipSync('hello '.repeat(500))],
    ['ends too early', file, sound.subarray(0, sound.length - 20)],
    ['is a whole gzip of a tar that ends too early', file, gzipSync(tar.subarray(0, 512 + 512 + 20))],
    ['has a broken byte', file, Buffer.from(sound).fill(0xff, 40, 60)],
    ['has a wrong checksum in a header', file, gzipSync(tarBytes([...sdistMembers(file), { path: 'demo-1.0/x', badChecksum: true }]))],
    ['declares more than it has', file, gzipSync(tarBytes([{ path: 'demo-1.0/x', bytes: 'x', declaredSize: 50_000 }]))],
    ['holds a member of an unknown kind', file, packed({ path: 'demo-1.0/x', type: 'Z' })],
    ['holds a link to nothing', file, packed({ path: 'demo-1.0/x', type: '2' })],
    ['is no zip', 'demo-1.0.zip', sound],
    ['is a zip with a wrong checksum', 'demo-1.0.zip', zipBytes([{ path: 'demo-1.0/PKG-INFO', bytes: 'x', declaredCrc: 1 }])],
  ] as const)
    it(`refuses what ${what}`, async () => assert.equal(await rejectedCode(open(name, bytes)), 'FILE_INVALID'))

  const many = Array.from({ length: 11 }, (_, at) => ({ path: `demo-1.0/${at}` }))
  for (const [what, more] of [
    ['members', many],
    ['bytes', [{ path: 'demo-1.0/x', bytes: Buffer.from(Array.from({ length: 120_000 }, () => Math.floor(Math.random() * 256))) }]],
    ['times its size', [{ path: 'demo-1.0/x', bytes: Buffer.alloc(50_000) }]],
  ] as const)
    it(`refuses more ${what} than are allowed, and says so`, async () =>
      await assert.rejects(open(file, packed(...more), small), { code: 'FILE_INVALID', message: new RegExp(what) }))

  it('refuses names that would fill the memory, of members and of what links lead to', async () => {
    const long = 'x'.repeat(1_000_000)
    const pax = (key: string): TarMember => ({ path: 'x', type: 'x', bytes: `${key.length + long.length + 10} ${key}=${long}\n` })
    for (const [key, type, target] of [
      ['path', '0', ''],
      ['linkpath', '2', 'z'],
    ] as const) {
      const names = Array.from({ length: 70 }, () => [pax(key), { path: 'demo-1.0/y', type, target }]).flat()
      const loose = { ...small, members: 1000, unpacked: 1e9, ratio: 1e9 }
      await assert.rejects(open(file, packed(...names), loose), { code: 'FILE_INVALID', message: /names/ })
    }
  })

  it('passes over what fills an archive up behind its end, in no time', async () => {
    const from = performance.now()
    const { entries } = await open(file, gzipSync(Buffer.concat([tar, Buffer.alloc(40_000_000)])))
    assert.equal(entries.length, 3)
    assert.ok(performance.now() - from < 3000)
  })

  for (const format of ['0.0', '0.1', '1.0'])
    it(`refuses a sparse file, of which installers make another (format ${format} of GNU)`, async () => {
      const told = `GNU.sparse.${format === '1.0' ? 'major=1' : 'size=9'}\n`
      const pax: TarMember = { path: 'x', type: 'x', bytes: `${told.length + 3} ${told}` }
      assert.equal((await open(file, packed({ path: 'demo-1.0/y', bytes: 'x' }))).entries.length, 4)
      await assert.rejects(open(file, packed(pax, { path: 'demo-1.0/y', bytes: 'x' })), { code: 'FILE_INVALID', message: /sparse/ })
    })
  it('refuses a sparse file of the old format, and a head for all members that makes them sparse', async () => {
    assert.equal(await rejectedCode(open(file, packed({ path: 'demo-1.0/y', type: 'S', bytes: 'x' }))), 'FILE_INVALID')
    const all: TarMember = { path: 'x', type: 'g', bytes: '22 GNU.sparse.major=1\n' }
    assert.equal(await rejectedCode(open(file, packed(all, { path: 'demo-1.0/y', bytes: 'x' }))), 'FILE_INVALID')
  })

  it('refuses a zip behind its end, with a comment or without', async () => {
    for (const comment of ['', 'c']) {
      const zip = zipBytes([{ path: 'demo-1.0/setup.py', bytes: 'evil' }], { comment })
      await assert.rejects(open(file, Buffer.concat([packed(), zip])), { code: 'FILE_INVALID', message: /zip/ })
    }
  })
  it('takes the signature of a zip anywhere else', async () => {
    const stored = gzipSync(
      tarBytes(sdistMembers(file, { more: [{ path: 'demo-1.0/z.zip', bytes: zipBytes([{ path: 'a', bytes: 'b' }]) }] })),
      { level: 0 },
    )
    assert.ok(stored.includes('PK\x05\x06', 0, 'latin1'))
    assert.equal((await open(file, stored)).entries.length, 4)
  })

  it('refuses a kept member beyond all measure, also in a zip', async () => {
    const change = { 'PKG-INFO': 'x'.repeat(1001) }
    assert.equal(await rejectedCode(open(file, sdistBytes(file, change), small)), 'FILE_INVALID')
    assert.equal(await rejectedCode(open('demo-1.0.zip', sdistBytes('demo-1.0.zip', change), small)), 'FILE_INVALID')
  })

  it('says which file it is about, and cannot be a wheel', async () => {
    await assert.rejects(open('demo-1.0.zip', Buffer.from('x')), { message: /^demo-1\.0\.zip is no sound sdist: [^]*\.$/ })
    assert.equal(await rejectedCode(sdistFiles.open(join(folder, 'none.tar.gz'), keepInfo)), 'FILE_INVALID')
  })
})
