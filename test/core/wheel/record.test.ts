import assert from 'node:assert/strict'
import fc from 'fast-check'
import { sha256Of } from '../../../core/sha256.ts'
import { judgeRecord, parseRecord } from '../../../core/wheel/record.ts'
import { recordOf } from '../../fakes/wheel-bytes.ts'

const folder = 'foo-1.0.dist-info'
const members = new Map([
  ['foo.py', 'x = 1\n'],
  [`${folder}/METADATA`, 'Name: foo\n'],
  [`${folder}/RECORD`, 'itself'],
])
const entries = [...members].map(([path, text]) => ({ path, size: text.length, sha256: sha256Of(text) }))
const hash = (text: string): string => `sha256=${Buffer.from(sha256Of(text), 'hex').toString('base64url')}`
const rows = [
  { path: 'foo.py', hash: hash('x = 1\n'), size: '6' },
  { path: `${folder}/METADATA`, hash: hash('Name: foo\n'), size: '10' },
  { path: `${folder}/RECORD`, hash: '', size: '' },
]

describe('RECORD is read', () => {
  for (const [text, expected, why] of [
    ['', [], 'nothing'],
    ['a.py,sha256=x,1\n', [['a.py', 'sha256=x', '1']], 'a row'],
    ['a.py,sha256=x,1', [['a.py', 'sha256=x', '1']], 'no line end at the end'],
    [
      'a.py,sha256=x,1\r\nb.py,,\r\n',
      [
        ['a.py', 'sha256=x', '1'],
        ['b.py', '', ''],
      ],
      'CR LF',
    ],
    [
      'a.py,,\n\n\nb.py,,\n',
      [
        ['a.py', '', ''],
        ['b.py', '', ''],
      ],
      'blank lines',
    ],
    ['"a,b.py",sha256=x,1\n', [['a,b.py', 'sha256=x', '1']], 'a comma in a path'],
    ['"a ""b"".py",sha256=x,1\n', [['a "b".py', 'sha256=x', '1']], 'quotes in a path'],
    ['"a.py","sha256=x","1"\n', [['a.py', 'sha256=x', '1']], 'all quoted'],
    ['a b/é.py,sha256=x,1\n', [['a b/é.py', 'sha256=x', '1']], 'blanks and letters'],
  ] as const) {
    it(why, () =>
      assert.deepEqual(
        parseRecord(text),
        expected.map(([path, digest, size]) => ({ path, hash: digest, size })),
      ),
    )
  }

  for (const [text, why] of [
    ['a.py\n', 'one column'],
    ['a.py,sha256=x\n', 'two columns'],
    ['a.py,sha256=x,1,2\n', 'four columns'],
    [',sha256=x,1\n', 'no path'],
    ['"",,\n', 'an empty path'],
    ['"a.py,sha256=x,1\n', 'an open quote'],
    ['"a"b,,\n', 'text after a quote'],
    ['a.py,,\nwhatever\n', 'a broken line among good ones'],
    ['"'.repeat(100_001), 'nothing but quotes, without taking long'],
  ] as const) {
    it(`not with ${why}`, () => assert.equal(parseRecord(text), undefined))
  }

  it('as it was written', () => {
    const path = fc.stringMatching(/^[a-z"', é/.-]{1,12}$/)
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 5 }), (paths) => {
        const written = recordOf(new Map(paths.map((one) => [one, Buffer.from(one)])), 'own')
        assert.deepEqual(
          parseRecord(written)?.map((row) => row.path),
          [...paths, 'own'],
        )
      }),
    )
  })
})

describe('RECORD is held against the files', () => {
  const judge = (changed: typeof rows, among: readonly { path: string; size: number }[] = entries): string[] =>
    judgeRecord(changed, folder, among).map(({ code, severity }) => `${severity} ${code}`)
  const withHash = (digest: string, size = '6'): typeof rows => [{ path: 'foo.py', hash: digest, size }, ...rows.slice(1)]

  for (const [why, changed, among, expected] of [
    ['all agrees', rows, entries, []],
    ['folders are not listed', rows, [...entries, { path: 'foo/', size: 0 }], []],
    [
      'signatures are not listed',
      rows,
      [...entries, { path: `${folder}/RECORD.jws`, size: 1 }, { path: `${folder}/RECORD.p7s`, size: 1 }],
      [],
    ],
    ['a size may be left out', withHash(hash('x = 1\n'), ''), entries, []],
    ['padding does not matter', withHash(`${hash('x = 1\n')}=`), entries, []],
    ['a file is missing', [...rows, { path: 'bar.py', hash: hash('x'), size: '1' }], entries, ['error record-missing']],
    ['a file is not listed', rows, [...entries, { path: 'bar.py', size: 1 }], ['error record-unlisted']],
    ['RECORD does not list itself', rows.slice(0, 2), entries, ['error record-unlisted']],
    ['a file is listed twice', [...rows, ...rows.slice(0, 1)], entries, ['error record']],
    ['a signature is listed', [...rows, { path: `${folder}/RECORD.jws`, hash: '', size: '' }], entries, ['error record-missing']],
    ['a wrong hash', withHash(hash('x = 2\n')), entries, ['error record-hash']],
    ['a wrong size', withHash(hash('x = 1\n'), '7'), entries, ['error record-hash']],
    ['no hash', withHash(''), entries, ['error record-hash']],
    ['a weak hash', withHash('md5=rL0Y20zC-Fzt72VPzMSk2A'), entries, ['error record-hash']],
    ['a hash that is not computed', withHash('sha512=abc'), entries, ['warning record-hash']],
    ['a hash that is not computed, and a wrong size', withHash('sha512=abc', '7'), entries, ['error record-hash']],
    ['the right hash in hex', withHash(`sha256=${sha256Of('x = 1\n')}`), entries, ['warning record-hash']],
    ['the wrong hash in hex', withHash(`sha256=${sha256Of('x = 2\n')}`), entries, ['error record-hash']],
    [
      'another spelling of a path',
      [{ ...rows[0], path: './foo.py' } as (typeof rows)[0], ...rows.slice(1)],
      entries,
      ['error record-missing', 'error record-unlisted'],
    ],
  ] as const) {
    it(why, () => assert.deepEqual(judge([...changed], among), expected))
  }

  it('tells of the first few files only', () => {
    const many = Array.from({ length: 10 }, (_, at) => ({ path: `${at}.py`, size: 1 }))
    assert.equal(judgeRecord(rows, folder, [...entries, ...many])[0]?.says, 'RECORD does not list: 0.py, 1.py, 2.py and 7 more')
  })
})
