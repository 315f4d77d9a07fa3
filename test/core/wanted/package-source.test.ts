import assert from 'node:assert/strict'
import { Field } from '../../../core/json.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { readPackageSource } from '../../../core/wanted/package-source.ts'

const sha256 = 'ab'.repeat(32)
const read = (value: Record<string, unknown>): ReturnType<typeof readPackageSource> =>
  readPackageSource(new Field(value, 'm', 'MATRIX_INVALID', 'packages.spam'), normalizeName('spam'))
const versionOf = (value: Record<string, unknown>): string => {
  const { choice } = read(value)
  return choice.kind === 'exact' ? choice.version.text : choice.kind
}

describe('readPackageSource', () => {
  const versions: [given: Record<string, unknown>, expected: string][] = [
    [{ source: './spam' }, 'static'],
    [{ source: 'libs/spam', version: 'static' }, 'static'],
    [{ source: '../spam', version: '1.2' }, '1.2'],
    [{ source: `https://dl.test/spam-3.1.tar.gz#sha256=${sha256}` }, '3.1'],
    [{ source: `https://dl.test/spam-3.1.zip#sha256=${sha256}`, version: '3.1.post1' }, '3.1.post1'],
    [{ source: `https://dl.test/download.tgz#sha256=${sha256}`, version: '7' }, '7'],
    [{ source: `https://dl.test/spam-3.1%2Blocal.tar.gz#sha256=${sha256}` }, '3.1+local'],
  ]
  for (const [given, expected] of versions) it(`${JSON.stringify(given)} means ${expected}`, () => assert.equal(versionOf(given), expected))

  it('takes the hash in capitals, and among others', () =>
    assert.deepEqual(read({ source: `https://dl.test/spam-1.tar.gz?x=1#egg=spam&sha256=${sha256.toUpperCase()}` }).origin, {
      kind: 'archive',
      url: 'https://dl.test/spam-1.tar.gz?x=1',
      sha256,
    }))

  const refused: [given: Record<string, unknown>, says: RegExp][] = [
    [{ source: '' }, /relative to this file/],
    [{ source: '/opt/spam' }, /relative to this file/],
    [{ source: '~/spam' }, /relative to this file/],
    [{ source: String.raw`libs\spam` }, /relative to this file/],
    [{ source: String.raw`C:\spam` }, /relative|of a kind/],
    [{ source: 'git+https://git.test/spam@v1' }, /git\+https/],
    [{ source: 'ftp://dl.test/spam-1.tar.gz' }, /ftp/],
    [{ source: 'https://dl.test/spam-3.1.tar.gz' }, /has no hash/],
    [{ source: 'https://dl.test/spam-3.1.tar.gz#md5=abc' }, /has no hash/],
    [{ source: 'https://dl.test/spam-3.1.tar.gz#sha256=abc' }, /no SHA-256/],
    [{ source: `https://dl.test/spam-3.1.tar.bz2#sha256=${sha256}` }, /no archive/],
    [{ source: `https://dl.test/#sha256=${sha256}` }, /no archive/],
    [{ source: `https://user:pw@dl.test/spam-3.1.zip#sha256=${sha256}` }, /user or password/],
    [{ source: `https://dl.test/download.zip#sha256=${sha256}` }, /missing/],
    [{ source: `https://dl.test/spam-1.zip#sha256=${sha256}`, version: 'x' }, /no version/],
    [{ source: './spam', version: 'x' }, /neither a version nor static/],
    [{ source: ['./spam'] }, /must be a text/],
    [{ source: `https://dl.test/spam-%zz.tar.gz#sha256=${sha256}` }, /missing/],
  ]
  for (const [given, says] of refused)
    it(`refuses ${JSON.stringify(given)}`, () =>
      assert.throws(
        () => read(given),
        (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.message),
      ))
})
