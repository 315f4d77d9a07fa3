import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Header } from 'tar'
import { unpackArchive } from '../../../adapters/local/unpack.ts'
import { zip, type ZipMember } from './zip.ts'

interface Member {
  readonly path: string
  readonly text?: string
  readonly type?: 'File' | 'Directory' | 'SymbolicLink' | 'Link' | 'CharacterDevice' | 'FIFO'
  readonly link?: string
  readonly mode?: number
}

function tarball(members: readonly Member[]): Buffer {
  const blocks = members.flatMap(({ path, text = '', type = 'File', link, mode = 0o644 }) => {
    const header = new Header({
      path,
      mode,
      type,
      size: text.length,
      mtime: new Date(0),
      ...(link === undefined ? {} : { linkpath: link }),
    })
    const block = Buffer.alloc(512)
    header.encode(block)
    return [block, Buffer.concat([Buffer.from(text), Buffer.alloc((512 - (text.length % 512)) % 512)])]
  })
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]))
}

describe('unpackArchive', () => {
  const base = mkdtempSync(join(tmpdir(), 'unpack-'))
  let count = 0
  after(() => rmSync(base, { recursive: true, force: true }))

  async function unpack(name: string, bytes: Uint8Array): Promise<string> {
    const folder = join(base, String(count++))
    mkdirSync(join(folder, 'out'), { recursive: true })
    writeFileSync(join(folder, name), bytes)
    await unpackArchive(join(folder, name), join(folder, 'out'))
    return join(folder, 'out')
  }
  const paths = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort()

  it('unpacks a tarball with its folders, modes and inner links', async () => {
    const out = await unpack(
      'spam-1.0.tar.gz',
      tarball([
        { path: './', type: 'Directory', mode: 0o755 },
        { path: './spam-1.0/', type: 'Directory', mode: 0o755 },
        { path: './spam-1.0/setup.py', text: 'print()', mode: 0o755 },
        { path: 'spam-1.0/src/deep/a.c', text: 'int x;' },
        { path: 'spam-1.0/link', type: 'SymbolicLink', link: 'src/deep/a.c' },
        { path: 'spam-1.0/src/up', type: 'SymbolicLink', link: '../setup.py' },
        { path: 'spam-1.0/hard', type: 'Link', link: 'spam-1.0/setup.py' },
      ]),
    )
    assert.deepEqual(
      paths(out),
      ['spam-1.0', 'hard', 'link', 'setup.py', 'src', 'src/deep', 'src/deep/a.c', 'src/up'].map((path, at) =>
        at === 0 ? path : join('spam-1.0', path),
      ),
    )
    assert.equal(readFileSync(join(out, 'spam-1.0/link'), 'utf8'), 'int x;')
    assert.equal(statSync(join(out, 'spam-1.0/setup.py')).mode & 0o100, 0o100)
  })

  const hostile: [member: Member, why: string][] = [
    [{ path: '../evil', text: 'x' }, 'a member above'],
    [{ path: 'a/../../evil', text: 'x' }, 'a member that climbs'],
    [{ path: '/tmp/evil', text: 'x' }, 'an absolute member'],
    [{ path: 'C:/evil', text: 'x' }, 'a drive'],
    [{ path: String.raw`a\..\..\evil`, text: 'x' }, 'backslashes'],
    [{ path: 'a/link', type: 'SymbolicLink', link: '../../etc' }, 'a link that leads outside'],
    [{ path: 'link', type: 'SymbolicLink', link: '/etc/passwd' }, 'an absolute link'],
    [{ path: 'a/link', type: 'SymbolicLink', link: 'b/../../..' }, 'a link that climbs after a name'],
    [{ path: 'hard', type: 'Link', link: '../../etc/passwd' }, 'a hard link outside'],
    [{ path: 'dev', type: 'CharacterDevice' }, 'a device'],
    [{ path: 'pipe', type: 'FIFO' }, 'a pipe'],
  ]
  for (const [member, why] of hostile)
    it(`refuses a tarball with ${why}, before anything is written`, async () => {
      await assert.rejects(unpack('x.tar.gz', tarball([{ path: 'good', text: 'x' }, member])), { code: 'FILE_INVALID' })
      assert.deepEqual(readdirSync(join(base, String(count - 1), 'out')), [])
    })

  it('does not write through a link', async () => {
    const members: Member[] = [
      { path: 'd', type: 'SymbolicLink', link: '.' },
      { path: 'd/evil', text: 'x' },
    ]
    await assert.rejects(unpack('x.tgz', tarball(members)), { code: 'FILE_INVALID' })
  })

  it('unpacks a zip with its folders and modes', async () => {
    const out = await unpack(
      'spam-1.0.zip',
      zip([
        { path: 'spam-1.0/' },
        { path: 'spam-1.0/setup.py', text: 'print()', mode: 0o100755 },
        { path: 'spam-1.0/src/a.c', text: 'int x;' },
      ]),
    )
    assert.deepEqual(paths(out), ['spam-1.0', join('spam-1.0', 'setup.py'), join('spam-1.0', 'src'), join('spam-1.0', 'src', 'a.c')])
    assert.equal(statSync(join(out, 'spam-1.0/setup.py')).mode & 0o100, 0o100)
    assert.equal(readFileSync(join(out, 'spam-1.0/src/a.c'), 'utf8'), 'int x;')
    assert.equal(statSync(join(out, 'spam-1.0/src/a.c')).mtime.getFullYear(), 1980)
  })

  const zips: [member: ZipMember, why: string][] = [
    [{ path: '../evil', text: 'x' }, 'a member above'],
    [{ path: '/evil', text: 'x' }, 'an absolute member'],
    [{ path: String.raw`..\evil`, text: 'x' }, 'backslashes'],
    [{ path: 'link', text: '/etc/passwd', mode: 0o120777 }, 'a link'],
  ]
  for (const [member, why] of zips)
    it(`refuses a zip with ${why}, before anything is written`, async () => {
      await assert.rejects(unpack('x.zip', zip([{ path: 'good', text: 'x' }, member])), { code: 'FILE_INVALID' })
      assert.deepEqual(readdirSync(join(base, String(count - 1), 'out')), [])
    })

  const broken: [name: string, bytes: Uint8Array, why: string][] = [
    ['x.tar.gz', Buffer.from('not a tarball'), 'no gzip'],
    ['x.tar.gz', gzipSync('not a tarball, but long enough to be taken for a header block of one'.repeat(20)), 'no tar in the gzip'],
    ['x.tar.gz', tarball([{ path: 'a', text: 'x'.repeat(5000) }]).subarray(0, 60), 'half a tarball'],
    ['x.zip', Buffer.from('not a zip'), 'no zip'],
    ['x.zip', zip([{ path: 'a', text: 'x' }]).subarray(0, 20), 'half a zip'],
    ['x.tar.bz2', Buffer.from('BZh'), 'an archive of another kind'],
    ['x.whl', zip([{ path: 'a', text: 'x' }]), 'what is no sdist'],
  ]
  for (const [name, bytes, why] of broken)
    it(`refuses ${why}`, async () => await assert.rejects(unpack(name, bytes), { code: 'FILE_INVALID' }))
})
