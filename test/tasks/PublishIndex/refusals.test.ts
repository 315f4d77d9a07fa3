import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import type { ProblemCode } from '../../../core/problem.ts'
import { type MemoryStore, memoryStore } from '../../fakes/memory-store.ts'
import { pkgInfo, sdistBytes, sdistMembers, tarBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes, type WheelChange, wheelMembers } from '../../fakes/wheel-bytes.ts'
import { zipBytes, type ZipMember } from '../../fakes/zip-bytes.ts'
import { assertConsistent } from './consistent.ts'
import { type Publishing, startPublishing } from './publishing.ts'

const wheel = 'demo-1.0-py3-none-any.whl'
const sdist = 'demo-1.0.tar.gz'
const good = 'good-1.0-py3-none-any.whl'
const metadata = (name: string, version: string, of = '2.1'): string => `Metadata-Version: ${of}\nName: ${name}\nVersion: ${version}\n`
const changed = (change: WheelChange): Buffer => wheelBytes(wheel, change)
/** The members of a sound wheel, and others. */
const zipped = (...more: readonly ZipMember[]): Buffer =>
  zipBytes([...[...wheelMembers(wheel)].map(([path, bytes]): ZipMember => ({ path, bytes })), ...more])
const tarred = (change: Parameters<typeof sdistMembers>[1]): Buffer => sdistBytes(sdist, change)
const sound = wheelBytes(wheel)
const soundSdist = sdistBytes(sdist)

/** Files as they may come from anywhere, and what must be said of each. */
const files: readonly (readonly [what: string, file: string, bytes: Uint8Array, says: RegExp])[] = [
  ['another name inside', wheel, changed({ METADATA: metadata('other', '1.0') }), /METADATA is of other, the file name of demo/],
  ['no name inside', wheel, changed({ METADATA: 'Metadata-Version: 2.1\nVersion: 1.0\n' }), /no valid name/],
  ['another version inside', wheel, changed({ METADATA: metadata('demo', '1.1') }), /version 1\.1, the file name of 1\.0/],
  ['a .dist-info of another project', wheel, changed({ folder: 'other-1.0.dist-info' }), /of another project or version/],
  ['tags that WHEEL does not have', wheel, changed({ WHEEL: 'Wheel-Version: 1.0\nTag: py2-none-any\n' }), /tag py3-none-any/],
  ['no METADATA', wheel, changed({ METADATA: undefined }), /METADATA is missing/],
  ['no WHEEL', wheel, changed({ WHEEL: undefined }), /WHEEL is missing/],
  ['no RECORD', wheel, changed({ RECORD: undefined }), /RECORD is missing/],
  ['metadata of a major version that nobody knows', wheel, changed({ METADATA: metadata('demo', '1.0', '3.0') }), /no installer knows/],
  ['no zip at all', wheel, Buffer.from('<html>not found</html>'), /no sound wheel/],
  ['no bytes', wheel, Buffer.alloc(0), /no sound wheel/],
  ['its end cut off', wheel, sound.subarray(0, sound.length - 30), /no sound wheel/],
  ['its middle cut out', wheel, Buffer.concat([sound.subarray(0, 40), sound.subarray(60)]), /no sound wheel/],
  ['a wrong checksum', wheel, zipped({ path: 'x.py', bytes: 'x', declaredCrc: 1 }), /checksum of x\.py is wrong/],
  ['more bytes than declared', wheel, zipped({ path: 'x.py', bytes: 'xyz', declaredSize: 1 }), /no sound wheel/],
  ['another name before the data', wheel, zipped({ path: 'x.py', localPath: 'y.py', bytes: 'x' }), /another name in front/],
  ['an encrypted member', wheel, zipped({ path: 'x.py', bytes: 'x', flags: 1 }), /encrypted/],
  ['a member twice', wheel, zipped({ path: 'demo.py', bytes: 'evil' }), /more than once: demo\.py/],
  ['METADATA twice', wheel, zipped({ path: 'demo-1.0.dist-info/METADATA', bytes: metadata('evil', '1.0') }), /more than once/],
  ['an unlisted member', wheel, zipped({ path: 'evil.pth', bytes: 'import os' }), /RECORD does not list: evil\.pth/],
  ['a member that climbs', wheel, changed({ files: { '../evil.py': 'x' } }), /would leave the folder/],
  ['an absolute member', wheel, changed({ files: { '/etc/cron.d/x': 'x' } }), /would leave the folder/],
  ['a member on a drive', wheel, changed({ files: { 'C:/x': 'x' } }), /would leave the folder/],
  ['a member with backslashes', wheel, changed({ files: { '..\\evil.py': 'x' } }), /would leave the folder/],
  ['a name that is no wheel', 'demo-1.0.whl', sound, /its name is none of a wheel/],
  ['a name with a blank', 'demo-1.0-py3-none-any (1).whl', sound, /its name is none of a wheel/],
  ['a name that carries markup', 'demo-1.0-py3-none-[b].whl', sound, /its name is none of a wheel/],
  ['another name in PKG-INFO', sdist, tarred({ 'PKG-INFO': pkgInfo('other', '1.0') }), /PKG-INFO is of other/],
  ['another version in PKG-INFO', sdist, tarred({ 'PKG-INFO': pkgInfo('demo', '1.1') }), /PKG-INFO is of version 1\.1/],
  ['no PKG-INFO', sdist, tarred({ 'PKG-INFO': undefined }), /PKG-INFO is missing/],
  ['two folders on top', sdist, tarred({ more: [{ path: 'other/x' }] }), /more than one folder on top/],
  ['a member of an sdist that climbs', sdist, tarred({ more: [{ path: 'demo-1.0/../../x' }] }), /would leave the folder/],
  ['an absolute member of an sdist', sdist, tarred({ more: [{ path: '/etc/x' }] }), /would leave the folder/],
  ['a link that leaves', sdist, tarred({ more: [{ path: 'demo-1.0/x', type: '2', target: '../../x' }] }), /links would lead out/],
  ['a hard link that leaves', sdist, tarred({ more: [{ path: 'demo-1.0/x', type: '1', target: '/etc/passwd' }] }), /links would lead out/],
  ['a device', sdist, tarred({ more: [{ path: 'demo-1.0/x', type: '3' }] }), /neither a file nor a folder/],
  ['PKG-INFO twice', sdist, tarred({ more: [{ path: 'demo-1.0/PKG-INFO', bytes: 'x' }] }), /more than once/],
  ['an sdist cut off', sdist, soundSdist.subarray(0, soundSdist.length - 25), /no sound sdist/],
  ['a tar cut off within its gzip', sdist, gzipSync(tarBytes(sdistMembers(sdist)).subarray(0, 1100)), /no sound sdist/],
  ['an sdist that is none', sdist, Buffer.from('x'), /no sound sdist/],
  ['a bomb', sdist, tarred({ more: [{ path: 'demo-1.0/x', bytes: Buffer.alloc(70 * 1024 * 1024) }] }), /times its size/],
  ['an sdist of a name with a blank', 'demo-1.0 .tar.gz', soundSdist, /its name is none of an sdist/],
]

describe('PublishIndex, refusing', () => {
  let publishing: Publishing
  let store: MemoryStore
  beforeEach(async () => {
    publishing = await startPublishing()
    store = memoryStore()
    await publishing.wheel(good)
  })
  afterEach(async () => await publishing.close())

  const stored = (): string[] => [...store.objects.keys()].filter((key) => key.startsWith('packages/')).sort()
  const mentions = (name: string): string[] =>
    [...store.objects].filter(([key, { bytes }]) => key.includes(name) || Buffer.from(bytes).includes(name)).map(([key]) => key)

  for (const [what, file, bytes, says] of files)
    it(`lets nothing of a file with ${what} into the store, publishes the other one, and says why`, async () => {
      await publishing.write(file, bytes)
      const outcome = await publishing.publish(store)
      const code: ProblemCode = file.endsWith('.whl') ? 'WHEEL_INVALID' : 'FILE_INVALID'
      assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', [code]])
      assert.match(outcome.problems[0]?.message ?? '', says)
      assert.deepEqual([outcome.outputs['publishedCount'], stored()], ['1', [`packages/${good}`, `packages/${good}.metadata`]])
      assert.deepEqual(mentions('demo'), [])
      await assertConsistent(store)
    })

  it('lets no other bytes come under a published name, in whatever spelling, and publishes the other one', async () => {
    await publishing.write(`first/${wheel}`, sound)
    await publishing.write(`first/${sdist}`, soundSdist)
    await publishing.publish(store, { distributions: [`${publishing.folder}/first`] })
    const before = new Map(store.objects)
    await publishing.wheel(`second/Demo-1.0.0-py3-none-any.whl`, { METADATA: metadata('Demo', '1.0'), files: { 'demo.py': 'other' } })
    await publishing.write(`second/${sdist}`, tarred({ more: [{ path: 'demo-1.0/more' }] }))
    await publishing.wheel(`second/${good}`)
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/second`] })
    assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['CONFLICT', 'CONFLICT']])
    assert.equal(outcome.outputs['publishedCount'], '1')
    for (const key of [`packages/${wheel}`, `packages/${sdist}`, 'simple/demo/index.json'])
      assert.equal(store.objects.get(key), before.get(key))
    assert.equal(store.objects.has('packages/Demo-1.0.0-py3-none-any.whl'), false)
  })

  for (const status of ['archived', 'quarantined'] as const)
    it(`takes nothing for a project that is ${status}, says its reason, and publishes the other one`, async () => {
      await publishing.write(`first/${wheel}`, sound)
      await publishing.publish(store, { distributions: [`${publishing.folder}/first`] })
      await publishing.publish(store, { mode: 'status', requirements: ['demo'], status, reason: 'moved on.' })
      await publishing.wheel('second/demo-2.0-py3-none-any.whl')
      await publishing.sdist('second/demo-2.0.tar.gz')
      await publishing.wheel(`second/${good}`)
      const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/second`] })
      assert.deepEqual([outcome.result, outcome.problems.map(({ code }) => code)], ['failed', ['REFUSED', 'REFUSED']])
      assert.match(outcome.problems[0]?.message ?? '', new RegExp(`${status}: moved on\\.$`))
      assert.deepEqual([outcome.outputs['publishedCount'], mentions('demo-2.0'), mentions('demo-2.0.tar')], ['1', [], []])
      await assertConsistent(store)
    })

  it('publishes what is of newer metadata than it knows, with a warning', async () => {
    await publishing.wheel(wheel, { METADATA: metadata('demo', '1.0', '2.9') })
    await publishing.sdist(sdist, { 'PKG-INFO': pkgInfo('demo', '1.0').replace('2.2', '2.9') })
    const outcome = await publishing.publish(store)
    assert.deepEqual([outcome.outputs['publishedCount'], outcome.problems], ['3', []])
    assert.match(
      publishing.log.text(),
      /warning: demo-1\.0-py3.*METADATA has version 2\.9[^]*warning: demo-1\.0\.tar.*PKG-INFO has version 2\.9/,
    )
  })

  it('says all that is wrong with a file, and of every file, at once', async () => {
    await publishing.write(wheel, changed({ METADATA: metadata('other', '2.0'), RECORD: undefined }))
    await publishing.write(sdist, 'x')
    const outcome = await publishing.publish(store)
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ['WHEEL_INVALID', 'FILE_INVALID'],
    )
    assert.match(outcome.problems[0]?.message ?? '', /METADATA is of other.*; METADATA is of version 2\.0.*; RECORD is missing/)
    assert.match(outcome.summary, /demo-1\.0-py3.*refused[^]*demo-1\.0\.tar.*refused/)
    assert.equal(outcome.outputs['publishedCount'], '1')
  })

  it('writes nothing at all where every file is refused', async () => {
    await publishing.write(`bad/${wheel}`, 'x')
    const outcome = await publishing.publish(store, { distributions: [`${publishing.folder}/bad`] })
    assert.deepEqual([outcome.result, store.objects.size], ['failed', 0])
  })
})
