import assert from 'node:assert/strict'
import { Field } from '../../../core/json.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { readIndexSource, readPackageSource } from '../../../core/wanted/package-source.ts'

const sha256 = 'ab'.repeat(32)
const read = (value: Record<string, unknown>): ReturnType<typeof readPackageSource> =>
  readPackageSource(new Field(value, 'm', 'MATRIX_INVALID', ['packages', 'spam']), normalizeName('spam'))
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
    [{ source: 'git+https://git.test/spam@v1' }, /not given/],
    [{ source: 'git+https://git.test/spam@v1', version: 'static' }, /not given/],
    [{ source: 'git+https://git.test/spam@v1', version: 'v?' }, /no version/],
    [{ source: 'git+https://git.test/spam', version: '1' }, /names no ref/],
    [{ source: 'git+https://git.test/spam@', version: '1' }, /names no ref/],
    [{ source: 'git+ssh://git@git.test/acme/spam', version: '1' }, /names no ref/],
    [{ source: 'git+ssh://git@git.test', version: '1' }, /names no ref/],
    [{ source: 'git+https://git.test/spam@-x', version: '1' }, /the ref '-x'/],
    [{ source: 'git+https://git.test/spam@a..b', version: '1' }, /the ref 'a\.\.b'/],
    [{ source: 'git+https://git.test/spam@a b', version: '1' }, /the ref 'a b'/],
    [{ source: 'git+https://git.test/spam@v1#subdir=py', version: '1' }, /#subdirectory=py/],
    [{ source: 'git+https://git.test/spam@v1#subdirectory=../py', version: '1' }, /leaves the repository/],
    [{ source: 'git+https://token@git.test/spam@v1', version: '1' }, /user or password/],
    [{ source: 'git+ssh://git:pw@git.test/spam@v1', version: '1' }, /user or password/],
    [{ source: 'git+ext::sh@v1', version: '1' }, /no address|not built from/],
    [{ source: 'git+http//git.test/spam@v1', version: '1' }, /relative to this file/],
    [{ source: 'hhtps://git.test/spam.zip' }, /Did you mean 'https:'/],
    [{ source: 'gti+https://git.test/spam@v1' }, /Did you mean 'git\+https:'/],
    [{ source: `https://dl.test/spam-1.zip#sha256=${sha256}`, version: 'static' }, /no version/],
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
        (error) => error instanceof Problem && error.code === 'MATRIX_INVALID' && says.test(error.text),
      ))
})

describe('readPackageSource, repositories', () => {
  const table: [source: string, url: string, ref: string, subdirectory: string][] = [
    ['git+https://git.test/acme/fork@v1.2#subdirectory=py', 'https://git.test/acme/fork', 'v1.2', 'py'],
    ['git+https://git.test/fork.git@main', 'https://git.test/fork.git', 'main', ''],
    ['git+https://git.test/fork@release/1.x', 'https://git.test/fork', 'release/1.x', ''],
    [`git+https://git.test/fork@${'ab'.repeat(20)}`, 'https://git.test/fork', 'ab'.repeat(20), ''],
    ['git+ssh://git@git.test/acme/fork.git@v1#subdirectory=a/b/', 'ssh://git@git.test/acme/fork.git', 'v1', 'a/b'],
    ['git+file:///srv/fork@v1', 'file:///srv/fork', 'v1', ''],
    ['GIT+HTTPS://git.test/@scope/fork@v1', 'https://git.test/@scope/fork', 'v1', ''],
  ]
  for (const [source, url, ref, subdirectory] of table)
    it(source, () => {
      assert.deepEqual(read({ source, version: '1.2+acme.1' }).origin, { kind: 'git', url, ref, subdirectory })
      assert.equal(versionOf({ source, version: '1.2+acme.1' }), '1.2+acme.1')
    })
})

describe('readIndexSource', () => {
  const field = (value: unknown): Field => new Field(value, 'm', 'MATRIX_INVALID', ['packages', 'spam', 'source'])
  const table: [given: unknown, expected: string | undefined][] = [
    [undefined, ''],
    [null, ''],
    ['index+https://pkgs.test/simple', 'https://pkgs.test/simple'],
    ['index+http://127.0.0.1:80/simple/', 'http://127.0.0.1/simple/'],
    ['index+file:///srv/simple', 'file:///srv/simple'],
    ['./index', undefined],
    ['https://dl.test/spam.zip', undefined],
  ]
  for (const [given, expected] of table)
    it(`${String(given)} is ${expected === undefined ? 'no index' : `the index '${expected}'`}`, () =>
      assert.deepEqual(readIndexSource(field(given)), expected === undefined ? undefined : { kind: 'index', url: expected }))

  const tokens = ['index+https://pkgs.test/simple?token=x', 'index+https://pkgs.test/simple#x']
  for (const given of [
    ...tokens,
    'index+pkgs.test',
    'index+ftp://pkgs.test',
    'index+https://u:p@pkgs.test/simple',
    ['index+https://pkgs.test'],
  ])
    it(`refuses ${JSON.stringify(given)}`, () => assert.throws(() => readIndexSource(field(given)), { code: 'MATRIX_INVALID' }))
})
