import assert from 'node:assert/strict'
import { normalizeName } from '../../../core/python/name.ts'
import { bestSdist, releasesOf } from '../../../core/wanted/releases.ts'
import { type ListedFile, listing } from '../../fakes/memory-index.ts'

const releases = (...files: ListedFile[]): ReturnType<typeof releasesOf> => releasesOf(normalizeName('foo-bar'), listing(files))

describe('releasesOf', () => {
  it('groups by version, whatever its spelling, highest first', () =>
    assert.deepEqual(
      releases('foo_bar-1.9.tar.gz', 'foo_bar-1.10.0.tar.gz', 'foo_bar-1.10-py3-none-any.whl', 'Foo.Bar-2.0rc1.zip').map((one) => [
        one.version.canonical,
        one.sdists.length,
        one.wheels.length,
      ]),
      [
        ['2.0rc1', 1, 0],
        ['1.10.0', 1, 1],
        ['1.9', 1, 0],
      ],
    ))

  it('passes over what is no distribution of this project', () =>
    assert.deepEqual(
      releases('foo_bar-1.0.exe', 'foo_bar-1.0.tar.gz.asc', 'other-1.0.tar.gz', 'foo_bar-oops-py3-none-any.whl', 'index.html'),
      [],
    ))
})

describe('bestSdist', () => {
  const pick = (...files: ListedFile[]): string | undefined => bestSdist(listing(files).files)?.filename
  const table: [given: ListedFile[], expected: string | undefined, why: string][] = [
    [[], undefined, 'nothing'],
    [['a-1.tar.bz2'], undefined, 'an archive that is not unpacked'],
    [['a-1.zip', 'a-1.tar.gz'], 'a-1.tar.gz', '.tar.gz before .zip'],
    [['a-1.ZIP'], 'a-1.ZIP', 'capitals'],
    [[{ filename: 'a-1.tar.gz', yanked: true }, 'a-1.zip'], 'a-1.zip', 'not yanked before yanked'],
    [[{ filename: 'a-1.tar.gz', yanked: 'bad' }], 'a-1.tar.gz', 'a yanked one if need be'],
    [['b-1.tar.gz', 'a-1.tar.gz'], 'a-1.tar.gz', 'the same one always'],
  ]
  for (const [given, expected, why] of table) it(why, () => assert.equal(pick(...given), expected))
})
