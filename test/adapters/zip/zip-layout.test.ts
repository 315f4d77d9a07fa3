import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLayout } from '../../../adapters/zip/zip-layout.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import { numbers, type OddEnd, type OddMember, oddZip } from '../../fakes/odd-zip.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { tarBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'

const bounds = { members: 10_000, directory: 1e6 }
const plain: OddMember = { path: 'a/b.py', deflated: true }
const path64 = (path: string): Buffer => {
  const name = Buffer.from(path)
  return Buffer.concat([numbers([2, 0x7075], [2, 5 + name.length], [1, 1], [4, 0]), name])
}

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'layout-'))
})
after(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function written(bytes: Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'w')), 'spam-1.0-py3-none-any.whl')
  await writeFile(path, bytes)
  return path
}

async function oddities(bytes: Uint8Array): Promise<string[]> {
  const { oddities: found } = await readLayout(await written(bytes), bounds)
  return [...found.keys()].sort()
}

describe('the layout of a zip', () => {
  for (const [what, members, end] of [
    ['stored and deflated members', [plain, { path: 'c.py' }], {}],
    ['no members', [], {}],
    ['folders', [{ path: 'a/', bytes: '' }, plain], {}],
    ['a name in UTF-8', [{ path: 'ä/\u{1F40D}.py' }], {}],
    [
      'extra fields that tell nothing',
      [{ ...plain, extra: Buffer.concat([numbers([2, 0x5455], [2, 1], [1, 0]), numbers([2, 0x5455], [2, 1], [1, 0])]) }],
      {},
    ],
    ['a path of Unicode', [{ ...plain, extra: path64('a/b.py') }], {}],
    ['sizes of zip64', [{ ...plain, zip64: true }, { path: 'c.py' }], {}],
    ['a directory of zip64', [plain, { path: 'c.py' }], { zip64: true }],
    ['many members', Array.from({ length: 5000 }, (_, at) => ({ path: `a/${at}.py`, bytes: 'x'.repeat(at % 300) })), {}],
    [
      'members larger than what is read at once',
      [{ path: 'a', bytes: 'a'.repeat(700_000) }, { path: 'b', bytes: 'b'.repeat(300_000) }, { path: 'c' }],
      {},
    ],
  ] satisfies [string, OddMember[], OddEnd][])
    it(`is plain with ${what}`, async () => assert.deepEqual(await oddities(oddZip(members, end)), []))

  for (const [what, expected, members, end] of [
    ['a member packed otherwise', ['method'], [{ ...plain, method: 12 }], {}],
    ['sizes behind the data', ['descriptor'], [{ ...plain, descriptor: 'signed' }, { path: 'c.py' }], {}],
    ['sizes behind the data, unsigned', ['descriptor'], [plain, { path: 'c.py', descriptor: 'bare' }], {}],
    ['another name in front', ['differs'], [{ ...plain, local: { path: 'a/c.py' } }], {}],
    ['another size in front', ['differs'], [{ ...plain, local: { size: 1 } }], {}],
    ['another method in front', ['differs'], [{ ...plain, local: { method: 0 } }], {}],
    ['another packed size in front', ['differs'], [{ ...plain, local: { packed: 1 } }], {}],
    ['a member that the directory does not have', ['hidden'], [{ path: 'evil.py', listed: 0 }, plain], {}],
    ['a last member that the directory does not have', ['hidden'], [plain, { path: 'evil.py', listed: 0 }], {}],
    ['a member twice in the directory', ['hidden'], [{ ...plain, listed: 2 }], {}],
    ['a member twice', ['hidden'], [plain, { ...plain, bytes: 'evil' }], {}],
    ['bytes in front', ['hidden'], [{ ...plain, gap: '#!/bin/sh\n' }], {}],
    ['bytes between members', ['hidden'], [plain, { path: 'c.py', gap: 'evil' }], {}],
    ['bytes before the directory', ['hidden'], [plain], { beforeDirectory: 'evil' }],
    ['bytes behind the directory', ['hidden'], [plain], { gap: 'evil' }],
    ['bytes behind a directory of zip64', ['hidden'], [plain], { gap: 'evil', zip64: true }],
    ['another number of members', ['hidden'], [plain, { path: 'c.py' }], { entries: 1 }],
    ['a control character in a name', ['name'], [{ path: 'a\u0007.py' }], {}],
    ['a name that is not UTF-8', ['name'], [{ path: new Uint8Array([0x61, 0xff]) }], {}],
    ['a control character in a path of Unicode', ['name'], [{ ...plain, extra: path64('a\u0000b') }], {}],
    ['a path of Unicode twice', ['extra'], [{ ...plain, extra: Buffer.concat([path64('a'), path64('b')]) }], {}],
    ['sizes of zip64 twice', ['extra', 'hidden'], [{ ...plain, zip64: true, extra: numbers([2, 1], [2, 8], [8, 1]) }], {}],
    ['an extra field that is cut', ['extra'], [{ ...plain, extra: numbers([2, 0x5455], [2, 9], [1, 0]) }], {}],
    ['an extra field that is cut, in front alone', ['extra'], [{ ...plain, localExtra: numbers([2, 0x5455], [2, 9]) }], {}],
    ['a comment on a member', ['comment'], [{ ...plain, comment: 'hi' }], {}],
    ['a comment at its end', ['archive-comment'], [plain], { comment: 'hi' }],
    [
      'all at once',
      ['comment', 'descriptor', 'hidden', 'name'],
      [
        { path: 'x\u0001', descriptor: 'signed', comment: 'c' },
        { ...plain, gap: 'g' },
      ],
      {},
    ],
  ] satisfies [string, string[], OddMember[], OddEnd][])
    it(`shows ${what}`, async () => assert.deepEqual(await oddities(oddZip(members, end)), expected))

  it('shows what can be read as a tar too', async () => {
    const zip = wheelBytes('spam-1.0-py3-none-any.whl')
    // the offsets of the directory count from the front of the file, so what lies before it must be moved along
    const tar = tarBytes([{ path: 'a.py', bytes: 'x' }])
    const at = tar.length
    const moved = Buffer.from(zip)
    const end = moved.length - 22
    for (let entry = moved.readUInt32LE(end + 16); entry < end;) {
      moved.writeUInt32LE(moved.readUInt32LE(entry + 42) + at, entry + 42)
      entry += 46 + moved.readUInt16LE(entry + 28) + moved.readUInt16LE(entry + 30) + moved.readUInt16LE(entry + 32)
    }
    moved.writeUInt32LE(moved.readUInt32LE(end + 16) + at, end + 16)
    assert.deepEqual(await oddities(Buffer.concat([tar, moved])), ['hidden', 'tar'])
  })

  it('adds up what members have unpacked, and names those that are odd', async () => {
    const path = await written(
      oddZip([
        { path: 'a', bytes: 'a'.repeat(70), comment: 'c' },
        { path: 'ä', bytes: 'b', comment: 'c' },
      ]),
    )
    const { unpacked, size, oddities: found } = await wheelFiles.layout(path)
    assert.deepEqual([unpacked, size > 71, found.get('comment')], [71, true, ['a', 'ä']])
  })
  it('names no more than a few of many', async () => {
    const members = Array.from({ length: 100 }, (_, at) => ({ path: `${at}`, comment: 'c' }))
    assert.equal((await wheelFiles.layout(await written(oddZip(members)))).oddities.get('comment')?.length, 20)
  })
  it('finds nothing odd in wheels as tools build them', async () => {
    for (const name of ['spam-1.0-py3-none-any.whl', 'spam-1.0-cp311-cp311-win_amd64.whl'])
      assert.deepEqual(await oddities(wheelBytes(name)), [])
  })

  for (const [what, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('x'.repeat(100_000))],
    ['a directory cut off', oddZip([plain]).subarray(0, -1)],
    ['bytes behind its end', oddZip([plain], { trailing: 'evil' })],
    ['a directory that is none', Buffer.from(oddZip([plain]).toString('latin1').replace('PK\x01\x02', 'PK\x01\x03'), 'latin1')],
    [
      'an end of zip64 with more in it',
      Buffer.from(oddZip([plain], { zip64: true }).toString('latin1').replace('PK\x06\x06\x2c', 'PK\x06\x06\x2d'), 'latin1'),
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const path = await written(bytes)
      assert.equal(await rejectedCode(wheelFiles.layout(path)), 'WHEEL_INVALID')
    })
  it('refuses more members, and a longer directory, than may be', async () => {
    const path = await written(oddZip([plain, { path: 'c' }]))
    await assert.rejects(readLayout(path, { members: 1, directory: 1e6 }), /members/)
    await assert.rejects(readLayout(path, { members: 10, directory: 50 }), /directory/)
  })
})
