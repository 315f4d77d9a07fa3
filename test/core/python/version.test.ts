import assert from 'node:assert/strict'
import {
  compareVersions,
  isFinal,
  parseVersion,
  publicVersion,
  sameVersion,
  variantOf,
  type Version,
} from '../../../core/python/version.ts'

/** Ascending: every one is newer than all before it, in each epoch. */
const ascending = [
  ['1.0.dev0', '1.0.dev456', '1.0.dev456+local'],
  ['1.0a0.dev1', '1.0a0', '1.0a0.post0.dev0', '1.0a0.post0', '1.0a1.dev1', '1.0a1.dev1+local', '1.0a1', '1.0a1+local'],
  ['1.0b0', '1.0b1.dev456', '1.0b2', '1.0b2.post345.dev456', '1.0b2.post345', '1.0b2-346'],
  ['1.0rc0', '1.0rc1.dev1', '1.0c1', '1.0rc2', '1.0rc10'],
  ['1.0', '1.0+local', '1.0.post0.dev0', '1.0.post0', '1.0.post456.dev34', '1.0.post456', '1.0.post456+local'],
  ['1.0.1.dev1', '1.0.1a1', '1.0.1', '1.0.1+local', '1.0.1.post1', '1.0.2', '1.0.10', '1.1.dev1'],
  ['1.2+a', '1.2+abc', '1.2+abcdef', '1.2+def', '1.2+0', '1.2+1', '1.2+1.abc', '1.2+1.1', '1.2+1.1.0', '1.2+2', '1.2+123', '1.2+123456'],
  ['1.2.r32+123456', '1.2.rev33+123456', '1.9', '1.10', '2', '10', '2026.1.31', '20260131'],
].flat()
const ordered = [...ascending, ...ascending.map((version) => `1!${version}`), ...ascending.map((version) => `10!${version}`)]

const normalised: readonly (readonly [given: string, canonical: string])[] = [
  ...spellings(['dev', '.dev', '-dev', '_dev', 'DEV', '.DEV', '-DEV'], ['', '0', '00'], '1.0.dev0'),
  ...spellings(['dev', '.dev', '-dev', 'DEV', '.DEV1'.slice(0, 4), 'dev.', 'dev-', 'dev_'], ['1', '01'], '1.0.dev1'),
  ...spellings(['a', '.a', '-a', '_a', 'alpha', '.alpha', '-alpha', 'A', '.A', 'ALPHA', '-ALPHA'], ['', '0'], '1.0a0'),
  ...spellings(['a', '.a', '-a', 'alpha', 'Alpha', 'a.', 'a-', 'a_'], ['5', '05'], '1.0a5'),
  ...spellings(['b', '.b', '-b', '_b', 'beta', '.beta', '-beta', 'B', 'BETA', '.BETA'], ['', '0'], '1.0b0'),
  ...spellings(['b', 'beta', '-beta', 'b.'], ['7', '07'], '1.0b7'),
  ...spellings(['c', '.c', '-c', 'rc', '.rc', '-rc', '_rc', 'C', 'RC', '.RC', 'pre', 'preview', '-preview', 'PRE'], ['', '0'], '1.0rc0'),
  ...spellings(['c', 'rc', 'pre', 'preview', 'rc.', 'pre_'], ['56', '056'], '1.0rc56'),
  ...spellings(['post', '.post', '-post', '_post', 'POST', '.POST', 'r', '.r', '-r', 'rev', '.rev', '-rev'], ['', '0', '000'], '1.0.post0'),
  ...spellings(['post', '.post', '-post', '-r', '-rev', '.rev', '-', 'post.', 'post-'], ['5', '05'], '1.0.post5'),
  ['1.0-0', '1.0.post0'],
  ['1.0+AbC', '1.0+abc'],
  ['1.0+ubuntu-1_2.x', '1.0+ubuntu.1.2.x'],
  ['1.0+007', '1.0+7'],
  ['1.0+00a', '1.0+00a'],
  ['1.0+1e5', '1.0+1e5'],
  ['1.0+0x10', '1.0+0x10'],
  ['1.2+123abc456', '1.2+123abc456'],
  ['1.01', '1.1'],
  ['2022.01.01', '2022.1.1'],
  ['1.1.dev09000', '1.1.dev9000'],
  ['00!1.2', '1.2'],
  ['0100!0.0', '100!0.0'],
  ['v1.0', '1.0'],
  ['V1.0', '1.0'],
  ['  v1.0\t\n', '1.0'],
  ['\u202f1.0\t\u2029\n ', '1.0'],
  ['1.0a2.post345.dev456', '1.0a2.post345.dev456'],
  ['7!1.0b2-3.dev4+x', '7!1.0b2.post3.dev4+x'],
  ['1.0.0.0', '1.0.0.0'],
  ['1', '1'],
  ['1.20260131235959123456', '1.20260131235959123456'],
  ['1.0.dev20260131235959123456', '1.0.dev20260131235959123456'],
]

const invalid = [
  ['', ' ', 'lolwat', 'french toast', 'v', '1!', '!1', '1!!2', '1.x', '1.0.1-test7', 'latest'],
  ['1.0+a+', '1.0++', '1.0+', '1.0+_foobar', '1.0+foo&asd', '1.0+1+1', '1.0+a..b', '1.0+a-'],
  ['1. 0', '1 .0', '1. 0a1', '1 .0a1', '1.0 a1', '1.0a 1', '1.0 1'],
  ['.', '..', '1..0', '1.0.', '.1.0', '1..2.3', '-1', '1-', '1.0-'],
  ['1.0a1b2', '1.0.post1a1', '1.0.dev1a1', '1.0.dev1.post1', '1.0.*', '>=1.0', '==1'],
  ['٠١٢.٣٤٥', '1.0+\u0130', '1.0+\u212a', '1.0po\u017ft1', '1.0prev\u0131ew1'],
  ['1'.repeat(5000), `1.0a${'1'.repeat(5000)}`],
].flat()

function spellings(separators: readonly string[], numbers: readonly string[], canonical: string): [string, string][] {
  return separators.flatMap((separator) => numbers.map((number): [string, string] => [`1.0${separator}${number}`, canonical]))
}

function version(text: string): Version {
  return parseVersion(text) ?? assert.fail(`${text} is a version`)
}

describe('versions (PEP 440)', () => {
  it('are in the order of the standard, each against each', () => {
    for (const [i, older] of ordered.entries())
      for (const [j, newer] of ordered.entries())
        assert.equal(Math.sign(compareVersions(version(older), version(newer))), Math.sign(i - j), `${older} and ${newer}`)
  })

  for (const [given, canonical] of normalised) {
    it(`${JSON.stringify(given)} is ${canonical}`, () => {
      assert.equal(version(given).canonical, canonical)
      assert.equal(version(given).text, given.trim())
      assert.ok(sameVersion(version(given), version(canonical)))
    })
  }

  for (const given of invalid) {
    it(`refuses ${JSON.stringify(given.slice(0, 24))}`, () => assert.equal(parseVersion(given), undefined))
  }

  for (const [a, b] of [
    ['1', '1.0'],
    ['1.0', '1.0.0.0'],
    ['0', '0.0'],
    ['1.4.0.0.00.000.0000', '1.4'],
    ['1.0.dev0', '1.dev0'],
    ['1.0a0', '1.0.0alpha'],
    ['1.0.post0', '1-0'],
    ['1.0+abc', '1+ABC'],
    ['1.0+a.1', '1.0+a-01'],
    ['100!0.0', '100!0'],
  ] as const) {
    it(`${a} and ${b} are one version`, () => {
      assert.ok(sameVersion(version(a), version(b)))
      assert.equal(compareVersions(version(a), version(b)), 0)
      assert.equal(version(a).order, version(b).order)
    })
  }

  for (const [a, b] of [
    ['1.0', '1.0+1'],
    ['1.0+a', '1.0+a.0'],
    ['1', '1!1'],
    ['1.10', '1.1'],
    ['1.20260131235959123456', '1.20260131235959123457'],
    ['1.0+100000', '1.0+1e5'],
    ['1.0+16', '1.0+0x10'],
  ] as const) {
    it(`${a} and ${b} are two`, () => assert.ok(!sameVersion(version(a), version(b))))
  }

  for (const [text, pre, post, dev, local, final] of [
    ['1.0', false, false, false, '', true],
    ['1.0+ubuntu.1', false, false, false, 'ubuntu.1', true],
    ['1.0.post1', false, true, false, '', true],
    ['1.0a1', true, false, false, '', false],
    ['1.0rc1.post2', true, true, false, '', false],
    ['1.0.dev3', false, false, true, '', false],
    ['1.0.post1.dev3', false, true, true, '', false],
    ['1.0b2.dev3+x', true, false, true, 'x', false],
  ] as const) {
    it(`${text} is ${final ? '' : 'not '}final`, () => {
      const { pre: isPre, post: isPost, dev: isDev, local: localPart } = version(text)
      assert.deepEqual([isPre, isPost, isDev, localPart, isFinal(version(text))], [pre, post, dev, local, final])
    })
  }

  it('loses its local part', () => {
    assert.equal(publicVersion(version('1.0rc1.post2.dev3+x.1')).canonical, '1.0rc1.post2.dev3')
    assert.equal(publicVersion(version('v1.0')).text, 'v1.0')
  })

  it('is changed part by part', () => {
    assert.equal(variantOf(version('v1.0-5'), { post: '6', dev: '0' }).text, '1.0.post6.dev0')
    assert.equal(variantOf(version('1!1.0a1'), { pre: undefined, epoch: '0' }).canonical, '1.0')
  })
})
