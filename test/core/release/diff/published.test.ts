import assert from 'node:assert/strict'
import type { FileEntry } from '../../../../core/index/entry.ts'
import type { ProjectListing } from '../../../../core/ports.ts'
import { standingOf } from '../../../../core/release/diff/published.ts'

const yanked = (version: string): FileEntry => ({ ...entry(version), yanked: true })
const entry = (version: string): FileEntry => ({ filename: `spam-${version}.tar.gz`, url: '', yanked: false })
const listing = (...files: FileEntry[]): ProjectListing => ({ files, deleted: [] })
const of = (version: string, held: ProjectListing | undefined): ReturnType<typeof standingOf> =>
  standingOf({ project: 'spam', version, files: [] }, held)

describe('how a release stands among what is published', () => {
  for (const [what, version, versions, last, newer] of [
    ['after the others', '1.10', ['1.9', '1.2'], '1.9', undefined],
    ['between others', '1.5', ['1.4', '2.0', '1.6'], '1.4', '2.0'],
    ['before all others', '0.9', ['1.0', '2.0'], '1.0', '2.0'],
    ['a final one after pre-releases of its own', '2.0', ['1.0', '2.0rc1'], '1.0', undefined],
    ['a final one where there are pre-releases alone', '2.0', ['2.0a1', '2.0rc1'], '2.0rc1', undefined],
    ['a pre-release', '2.0rc1', ['1.0', '2.0a1'], '2.0a1', undefined],
    ['beside files of its own, in another spelling', '1.0', ['1.0.0', '0.9'], '0.9', undefined],
  ] as const)
    it(`is compared with the last one before: ${what}`, () => {
      const standing = of(version, listing(...versions.map(entry)))
      assert.deepEqual([standing.last?.version.text, standing.newer?.text, standing.first], [last, newer, false])
    })
  it('passes over what was yanked whole, where there is something else', () => {
    assert.equal(of('2.0', listing(entry('1.0'), yanked('1.5'))).last?.version.text, '1.0')
    assert.equal(of('2.0', listing(yanked('1.5'))).last?.version.text, '1.5')
    const half = { ...yanked('1.5'), filename: 'spam-1.5-py3-none-any.whl' }
    assert.equal(of('2.0', listing(entry('1.0'), entry('1.5'), half)).last?.version.text, '1.5')
  })
  it('counts its own files', () => assert.equal(of('1.0', listing(entry('1.0.0'), entry('0.9'))).own.length, 1))
  it('is the first where nobody has ever published', () => {
    assert.ok(of('1.0', undefined).first)
    assert.ok(of('1.0', listing()).first)
    assert.ok(!of('1.0', { files: [], deleted: ['spam-0.9.tar.gz'] }).first)
    assert.ok(!of('1.0', listing(entry('1.0'))).first)
  })
  it('makes nothing of names that are none', () => {
    const standing = of('1.0', listing({ filename: 'README.txt', url: '', yanked: false }))
    assert.deepEqual([standing.first, standing.last], [false, undefined])
    assert.equal(of('no version', listing(entry('1.0'))).last, undefined)
  })
})
