import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { boundedWheelFiles, wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { Problem } from '../../../core/problem.ts'
import { wheelBytes, wheelMembers } from '../../fakes/wheel-bytes.ts'
import { zipBytes, type ZipMember } from '../../fakes/zip-bytes.ts'

const file = 'foo-1.0-py3-none-any.whl'
const all = (): boolean => true

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zip-'))
})
after(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'w')), file)
  await writeFile(path, bytes)
  return path
}

async function refuses(bytes: Uint8Array, says: RegExp, files = wheelFiles): Promise<void> {
  const path = await written(bytes)
  await assert.rejects(files.open(path, all), (error) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, 'WHEEL_INVALID')
    assert.match(error.message, says)
    assert.ok(error.message.includes(file) && !error.message.includes(folder))
    return true
  })
}

/** How many times this process holds a file open, where the system tells. */
function openFiles(path: string): number {
  if (process.platform !== 'linux') return 0
  return readdirSync('/proc/self/fd').filter((fd) => linkOf(fd) === path).length
}

function linkOf(fd: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return undefined
  }
}

describe('wheels on disk', () => {
  it('reads the directory in order, hashing every member and the file', async () => {
    const bytes = wheelBytes(file)
    const contents = await wheelFiles.open(await written(bytes), () => false)
    assert.equal(contents.size, bytes.length)
    assert.equal(contents.sha256, createHash('sha256').update(bytes).digest('hex'))
    assert.deepEqual(
      contents.entries,
      [...wheelMembers(file)].map(([path, member]) => ({
        path,
        size: member.length,
        sha256: createHash('sha256').update(member).digest('hex'),
      })),
    )
    assert.equal(contents.members.size, 0)
  })

  it('keeps the bytes of the members that are asked for, and no others', async () => {
    const contents = await wheelFiles.open(await written(wheelBytes(file)), (path) => path.endsWith('/METADATA'))
    assert.deepEqual([...contents.members.keys()], ['foo-1.0.dist-info/METADATA'])
    assert.match(Buffer.from([...contents.members.values()][0] ?? []).toString(), /^Metadata-Version: 2\.1\nName: foo\n/)
  })

  for (const [what, members] of [
    ['stored members', [{ path: 'a.py', bytes: 'x = 1\n', stored: true }]],
    [
      'empty members',
      [
        { path: 'a.py', bytes: '' },
        { path: 'b.py', bytes: '', stored: true },
      ],
    ],
    [
      'folders',
      [
        { path: 'a/', bytes: '', stored: true },
        { path: 'a/b.py', bytes: 'x' },
      ],
    ],
    ['names beyond ASCII', [{ path: 'é/ü.py', bytes: 'x' }]],
    ['a large member, chunk by chunk', [{ path: 'a.bin', bytes: createHash('shake256', { outputLength: 500_000 }).update('a').digest() }]],
    ['no member', []],
  ] as const satisfies readonly (readonly [string, readonly ZipMember[]])[]) {
    it(`reads ${what}`, async () => {
      const contents = await wheelFiles.open(await written(zipBytes(members)), all)
      assert.deepEqual(
        contents.entries.map(({ path, size, sha256 }) => [path, size, sha256]),
        members.map(({ path, bytes }) => [path, Buffer.from(bytes).length, createHash('sha256').update(bytes).digest('hex')]),
      )
      for (const { path, bytes } of members) assert.deepEqual(Buffer.from(contents.members.get(path) ?? 'absent'), Buffer.from(bytes))
    })
  }

  it('tells hostile and repeated names as they are', async () => {
    const paths = ['../evil.py', '/etc/passwd', 'a\\..\\b.py', 'C:/x', 'twice.py', 'twice.py']
    const contents = await wheelFiles.open(await written(zipBytes(paths.map((path, at) => ({ path, bytes: String(at) })))), all)
    assert.deepEqual(
      contents.entries.map(({ path }) => path),
      paths,
    )
    assert.equal(Buffer.from(contents.members.get('twice.py') ?? '').toString(), '4')
  })

  it('reads a zip with a comment', async () => {
    const contents = await wheelFiles.open(await written(zipBytes([{ path: 'a.py', bytes: '' }], { comment: 'made by hand' })), all)
    assert.equal(contents.entries.length, 1)
  })
})

describe('what is no sound zip', () => {
  const sound = wheelBytes(file)
  const packed = deflateRawSync(Buffer.alloc(3000, 'a'))
  for (const [what, bytes, says] of [
    ['an empty file', Buffer.alloc(0), /no sound wheel/],
    ['a text', Buffer.from('<html>Not found</html>'), /no sound wheel/],
    ['a gzip', Buffer.from('1f8b0800000000000003', 'hex'), /no sound wheel/],
    ['a truncated zip', sound.subarray(0, sound.length - 10), /truncated|no sound/],
    ['a zip cut in half', sound.subarray(0, sound.length / 2), /truncated/],
    ['a zip without its start', sound.subarray(10), /no sound wheel/],
    ['data in front of the zip', Buffer.concat([Buffer.from('#!/bin/sh\n'), sound]), /no sound wheel/],
    ['data after the end', Buffer.concat([sound, Buffer.from('more')]), /extra bytes at the end/],
    ['a second zip after the end', Buffer.concat([sound, zipBytes([{ path: 'b.py', bytes: '' }])]), /no sound wheel/],
    ['more members told than there are', zipBytes([{ path: 'a.py', bytes: '' }], { entryCount: 2 }), /no sound wheel/],
    ['an encrypted member', zipBytes([{ path: 'a.py', bytes: 'secret', flags: 1 }]), /a\.py is encrypted/],
    ['another packing method', zipBytes([{ path: 'a.py', bytes: 'x', method: 12 }]), /a\.py is packed by method 12/],
    ['a member larger than declared', zipBytes([{ path: 'a.py', bytes: 'xxxx', declaredSize: 2 }]), /no sound wheel/],
    ['a member smaller than declared', zipBytes([{ path: 'a.py', bytes: 'xxxx', declaredSize: 9 }]), /no sound wheel/],
    ['a stored member of another size', zipBytes([{ path: 'a.py', bytes: 'xxxx', stored: true, declaredSize: 9 }]), /no sound wheel/],
    ['a wrong checksum', zipBytes([{ path: 'a.py', bytes: 'x', declaredCrc: 1 }]), /checksum of a\.py/],
    ['garbage for data', zipBytes([{ path: 'a.py', bytes: 'a'.repeat(3000), packed: Buffer.alloc(40, 255) }]), /no sound wheel/],
    [
      'data that break off',
      zipBytes([{ path: 'a.py', bytes: 'a'.repeat(3000), packed: packed.subarray(0, packed.length - 4) }]),
      /no sound wheel/,
    ],
    ['another name in front of the data', zipBytes([{ path: 'a.py', bytes: 'x', localPath: 'b.py' }]), /a\.py has another name/],
  ] as const) {
    it(`refuses ${what}`, async () => refuses(bytes, says))
  }

  it('keeps no file open after a refusal', async () => {
    const path = await written(zipBytes([{ path: 'a.py', bytes: 'x', declaredCrc: 1 }]))
    const few = boundedWheelFiles({ members: 0, unpacked: 0, ratio: 0, large: 0, kept: 0, seen: 0 })
    for (let at = 0; at < 20; at++) for (const files of [wheelFiles, few]) await assert.rejects(files.open(path, all))
    while (openFiles(path) > 0) await new Promise((resolve) => setImmediate(resolve))
  })

  for (const [what, path] of [
    ['a file that is not there', 'absent.whl'],
    ['a folder', 'folder.whl'],
  ] as const) {
    it(`says of ${what} that it cannot be read`, async () => {
      await mkdir(join(folder, 'folder.whl'), { recursive: true })
      await assert.rejects(wheelFiles.open(join(folder, path), all), (error) => error instanceof Problem && error.code === 'FILE_INVALID')
    })
  }
})

describe('bounds', () => {
  const bounds = { members: 3, unpacked: 100_000, ratio: 10, large: 5000, kept: 4000, seen: 3000 }
  const files = boundedWheelFiles(bounds)
  const noise = (length: number): Buffer => createHash('shake256', { outputLength: length }).update('noise').digest()

  for (const [what, members, says] of [
    ['too many members', Array.from({ length: 4 }, (_, at) => ({ path: `${at}.py`, bytes: '' })), /4 members/],
    ['too many bytes in all', [1, 2].map((at) => ({ path: `${at}.bin`, bytes: Buffer.alloc(60_000) })), /more than 10 times its size/],
    [
      'too many bytes, though hardly packed',
      [1, 2].map((at) => ({ path: `${at}.bin`, bytes: noise(60_000), stored: true })),
      /more than 100000 bytes/,
    ],
    ['a zip bomb', [{ path: 'bomb.bin', bytes: Buffer.alloc(90_000) }], /more than 10 times its size/],
    ['a lie about sizes', [{ path: 'bomb.bin', bytes: Buffer.alloc(90_000), declaredSize: 10 }], /no sound wheel/],
    [
      'a kept member that is too large',
      [{ path: 'x-1.dist-info/RECORD', bytes: noise(4500), stored: true }],
      /x-1\.dist-info\/RECORD has 4500 bytes/,
    ],
  ] as const satisfies readonly (readonly [string, readonly ZipMember[], RegExp])[]) {
    it(`refuses ${what}`, async () =>
      refuses(zipBytes(members), says, boundedWheelFiles({ ...bounds, kept: what.includes('kept') ? 4000 : 1e9 })))
  }

  it('takes a small file however well it is packed', async () => {
    const contents = await files.open(await written(zipBytes([{ path: 'a.py', bytes: Buffer.alloc(4000) }])), all)
    assert.equal(contents.entries[0]?.size, 4000)
  })

  it('takes a large member that is not kept', async () => {
    const contents = await files.open(await written(zipBytes([{ path: 'a.bin', bytes: noise(4500), stored: true }])), () => false)
    assert.equal(contents.entries[0]?.size, 4500)
  })
})

describe('members that are looked at', () => {
  /** What was seen of each, by its length. */
  async function look(members: readonly ZipMember[], wanted: number, files = wheelFiles): Promise<[string, number][]> {
    const seen: [string, number][] = []
    await files.open(await written(zipBytes(members)), () => false, {
      bytes: (path) => (path.endsWith('.py') ? 0 : wanted),
      see: (path, bytes) => void seen.push([path, bytes.length]),
    })
    return seen
  }
  const members = [
    { path: 'a.so', bytes: Buffer.alloc(3000, 1) },
    { path: 'a.py', bytes: 'x' },
    { path: 'empty.so', bytes: '' },
    { path: 'long.so', bytes: Buffer.alloc(4000, 2) },
  ]

  for (const [wanted, expected] of [
    [0, []],
    [4, ['a.so 4', 'empty.so 0', 'long.so 4']],
    [3500, ['a.so 3000', 'empty.so 0', 'long.so 3500']],
    [Infinity, ['a.so 3000', 'empty.so 0', 'long.so 4000']],
  ] as const)
    it(`show ${wanted} bytes, in their order`, async () =>
      assert.deepEqual(
        (await look(members, wanted)).map((one) => one.join(' ')),
        expected,
      ))

  it('are not seen beyond what is held of one', async () => {
    const files = boundedWheelFiles({ members: 10, unpacked: 1e6, ratio: 1000, large: 1e6, kept: 1e6, seen: 3000 })
    assert.deepEqual(await look(members, Infinity, files), [
      ['a.so', 3000],
      ['empty.so', 0],
    ])
    assert.equal((await look(members, 3000, files)).length, 3)
  })

  it('may be kept besides, and are hashed whole', async () => {
    let seen: Uint8Array = Buffer.alloc(0)
    const contents = await wheelFiles.open(await written(zipBytes([{ path: 'a.so', bytes: 'all of it' }])), all, {
      bytes: () => 3,
      see: (_, bytes) => (seen = bytes),
    })
    assert.deepEqual([Buffer.from(seen).toString(), Buffer.from(contents.members.get('a.so') ?? '').toString()], ['all', 'all of it'])
    assert.equal(contents.entries[0]?.sha256, createHash('sha256').update('all of it').digest('hex'))
  })
})
