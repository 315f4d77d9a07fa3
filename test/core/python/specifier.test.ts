import assert from 'node:assert/strict'
import { admits, admitsPython, isPin, parseSpecifiers } from '../../../core/python/specifier.ts'
import { parseVersion } from '../../../core/python/version.ts'

const valid = [
  ['~=2.0', '==2.1.*', '==2.1.0.3', '!=2.2.*', '!=2.2.0.5', '<=5', '>=7.9a1', '<1.0.dev1', '>2.0.post1', '===lolwat'],
  [
    '',
    ' ',
    ',',
    '>=1.0,',
    ' >= 1.0 , < 2 ',
    '~=1.0a1',
    '==1.0+ubuntu-1',
    '!=1.0+1',
    '==v1.0',
    '>=1!1.0',
    '==1.0DEV',
    '~=1.0.post1',
    '=== 1.0',
  ],
].flat()

const invalid = [
  ['2.0', '=>2.0', '=2.0', '==', '>=', '~2.0', '^2.0', 'lolwat', '>=foo', '>= 1.0 2.0', '>=1.0 <2', '>=1.0;<2', '(>=1.0)'],
  ['~=1.0+5', '>=1.0+deadbeef', '<=1.0+abc123', '>1.0+watwat', '<1.0+1.0'],
  ['~=1.0.*', '>=1.0.*', '<=1.0.*', '>1.0.*', '<1.0.*', '>=3.6.*'],
  ['==1.0.*+5', '!=1.0.*+deadbeef', '==1.0+5.*', '!=1.0+deadbeef.*'],
  ['==2.0a1.*', '!=2.0a1.*', '==2.0.post1.*', '!=2.0.post1.*', '==2.0.dev1.*', '!=2.0.dev1.*'],
  ['==1.0.*.5', '==*', '==.*', '~=1', '~=1a1', '~=1.post1', '==1.2+\u0130', '~=1.2.3prev\u0131ew1', '~=1.2.3po\u017ft1', '>=1,lolwat'],
].flat()

/** Specifier, versions that it admits, versions that it does not; space-separated. */
const judged: readonly (readonly [specifier: string, yes: string, no: string])[] = [
  ['', '1.0 1.0a1 1!0', ''],
  ['==2', '2 2.0 2.0.0 2.0+deadbeef', '2.1 2.0.1 2.0.post1 2a1 2.dev0 1!2'],
  ['==2.0.0', '2 2.0 2.0.0', '2.1 2.0.0.1'],
  ['==2+deadbeef', '2+deadbeef 2.0+DEADBEEF 2.0.0+deadbeef', '2 2.0+deadbeef.0 2.1+deadbeef'],
  ['==2.0.0+deadbeef.00', '2.0+deadbeef.0', '2.0+deadbeef'],
  ['==1.0+abc', '1.0+abc', '1.0+def 1.0'],
  ['==2.*', '2.dev1 2a1 2a1.post1 2b1.dev1 2rc1 2 2.0 2.0.0 2.1 2.1+local.version 2.post1', '3 1.9 1!2 20'],
  ['==2.0.*', '2c1.post1.dev1 2rc1 2 2.0 2.0.0.0 2.0.5', '2.1 2.1.0.0 3'],
  ['==2.0.0.*', '2 2.0 2.0.0.7', '2.0.1 3'],
  ['==0!2.*', '2', '1!2'],
  ['==2.01.*', '2.1 2.1.9', '2.0 2.10'],
  ['==2!1.*', '2!1.0 2!1.0.0', '1.0'],
  ['==2!1.0.0.0.*', '2!1.0.0', '1.0 2!1.0.1'],
  ['!=2', '2.1 2.0.1 2.0.post1 2a1', '2 2.0 2.0.0 2.0+deadbeef'],
  ['!=2.0+deadbeef', '2.0 2.1', '2.0+deadbeef 2+deadbeef 2.0.0+deadbeef'],
  ['!=2.0.*', '2.1 3 2.1.0.0 1!2.0', '2 2rc1 2c1.post1.dev1 2.0.0.0'],
  ['!=2.*', '3 1.9', '2.dev1 2a1 2a1.post1 2b1.dev1 2 2.0 2.1'],
  ['!=2!1.0', '1.0 1!1.0', '2!1.0'],
  ['>=2', '2 2.0 2.0.post1 2.0.post1.dev1 3 2+local 1!0', '2.0.dev1 2.0a1 2.0rc1 1 1.9+z'],
  ['>=3.0.0a7', '3.0.0a7 3.0.0a8 3', '3.0.0a6 3.0.0.dev9'],
  ['>=2.0', '2!1.0', '1.9.9'],
  ['<=2', '2 2.0.dev1 2.0a1 2.0b1.post1 2.0c1.post1.dev1 1 2+local', '2.0.post1 2.0.post1.dev1 3 2.0.1 1!0'],
  ['<=3.0.0a8', '3.0.0a7 3.0.0a8', '3.0.0a9 3'],
  ['<=2!0.1', '1.0 2!0.1', '2!0.2'],
  ['>2', '3 2.1 2.0.1 2.1.post1 2.1+local.version 1!0', '1 2 2.0.dev1 2.0a1.post1 2.0rc1 2.0.post1 2.0.post1.dev1 2.0+local.version'],
  ['>2.0dev', '2.0.5 2.0 2.0.post1 2.0a1', '2.0.dev0'],
  ['>3.0.0a7', '3.0.0a8 3.0.0', '3.0.0a7 3.0.0a7.post1 3.0.0a7+local'],
  ['>1.0a1', '1.0a2 1.0 1.0.post1 1.0a2+local', '1.0a1.post1 1.0a1.post1.dev2 1.0a1+local'],
  ['>1.0rc1', '1.0 1.0rc2+local 1.0.post1', '1.0rc1.post3'],
  ['>1.0.post1', '1.0.post2 1.0.post2+local 1.0.1', '1.0.post1 1.0.post1+local 1.0.post1.dev2'],
  ['>1.0.post1.dev1', '1.0.post1 1.0.post1.dev2+local', '1.0.post1.dev1+local 1.0.post0'],
  ['>1.0.dev1', '1.0.dev2 1.0+local 1.0 1.0.post1', '1.0.dev1 1.0.dev1+local'],
  ['>4.1.0a2.dev1234', '4.1.0a2.dev1235+local', '4.1.0a2.dev1234+local'],
  ['<2', '1 1.9.post1 1.9rc1', '2 2.0.dev1 2.0a1 2.0a1.post1 2.0b2.dev1 2.0rc1 2.0.0.dev0 2.post1 3'],
  ['<2.1', '2.0 2.0.dev0 2.0.post3 2.0+local', '2.1.dev0 2.1a1'],
  ['<3.0.0a8', '3.0.0a7 3.0.0.dev1', '3.0.0a8 3.0.0a8+local'],
  ['<1.0.post2', '1.0.post1 1.0 1.0rc1 1.0.dev2', '1.0.post2.dev0 1.0.post2 1.0.1'],
  ['<1.0rc2', '1.0rc1 1.0a5', '1.0rc2 1.0'],
  ['<2!0.1', '1.0', '2!0.1'],
  ['~=1.0', '1 1.0.1 1.1 1.9999999 1.0+local 1.0.post1', '2.0 0.9 1.0rc1 1!1.0'],
  ['~=1.0.0', '1.0.5 1.0.post1', '1.1.0 1.1.post1'],
  ['~=1.0a1', '1.1 1.0a1 1.0', '1.0.dev1 2.0'],
  ['~=2.2.post3', '2.3 2.2.post3', '2.2 3.0'],
  ['~=1.4.5a4', '1.4.5 1.4.9', '1.4.5a3 1.5'],
  ['~=2022.01.01', '2022.1.1 2022.01.31', '2022.2'],
  ['~=2!1.0', '2!1.0 2!1.1', '1.0 2!2.0'],
  ['===1.0', '1.0', '1.0.0 1.0+downstream1 1.0.dev0 v1.0'],
  ['===1.0RC1', '1.0rc1 1.0RC1', '1.0c1'],
  ['===1.0+AbC.def', '1.0+abc.DEF', '1.0+abc 1.0'],
  ['>=1.0,!=1.3.4.*,<2', '1.0 1.3.3 1.9', '1.3.4 1.3.4.5 2.0 0.9'],
  ['>=2,<1', '', '0 1 1.5 2 3'],
]

const pythons: readonly (readonly [requires: string | undefined, yes: string, no: string])[] = [
  [undefined, '2.7 3.14', ''],
  ['', '3.14', ''],
  ['>=3.8', '3.8 3.9 3.10 3.14', '2.7 3.7'],
  ['>=3.8.1', '3.8 3.9', '3.7'],
  ['>3.8', '3.8 3.9', '3.7'],
  ['>=2.7, !=3.0.*, !=3.1.*, !=3.2.*', '2.7 3.3 3.14', '2.6 3.0 3.1 3.2'],
  ['<3.9', '3.8', '3.9 3.10'],
  ['<3.9.2', '3.8 3.9', '3.10'],
  ['<=3.9', '3.9', '3.10'],
  ['<3.9.0', '3.8', '3.9'],
  ['==3.9.5', '3.9', '3.8 3.10'],
  ['!=3.9.0,!=3.9.1,<3.9.3', '3.8 3.9', '3.10'],
  ['!=3.9.0,<3.9.1', '3.8', '3.9'],
  ['~=3.8', '3.8 3.14', '3.7 4.0'],
  ['~=3.8.3', '3.8', '3.7 3.9'],
  ['==3.*', '3.0 3.14', '2.7 4.0'],
  ['==3.12.*', '3.12', '3.1 3.13'],
  ['>=3.10,', '3.10', '3.9'],
  ['===3.11.4', '3.11', '3.10 3.12'],
  ['<3.9.99999999999999999999', '3.9', '3.10'],
  ['>=3.9.99999999999999999999', '3.9 3.10', '3.8'],
  ['>=3.6.*', '2.7 3.5 3.14', ''],
  ['>= 3.8 and < 4', '2.7 3.14', ''],
  ['lolwat', '3.14', ''],
]

describe('specifiers (PEP 440)', () => {
  for (const text of valid) {
    it(`reads ${JSON.stringify(text)}`, () => assert.equal(parseSpecifiers(text)?.text, text.trim()))
  }

  for (const text of invalid) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseSpecifiers(text), undefined))
  }

  for (const [text, yes, no] of judged) {
    it(`${text || 'nothing'} admits ${yes || 'nothing'}, not ${no || 'anything'}`, () => {
      for (const version of words(yes)) assert.ok(judge(text, version), `${version} ${text}`)
      for (const version of words(no)) assert.ok(!judge(text, version), `${version} not ${text}`)
    })
  }
})

describe('a pin', () => {
  const table: [text: string, pins: boolean][] = [
    ['==1.0', true],
    ['===1.0-odd', true],
    ['>=1,==1.5', true],
    ['==1.0.*', false],
    ['~=1.0', false],
    ['', false],
  ]
  for (const [text, pins] of table)
    it(`${JSON.stringify(text)}: ${pins}`, () => assert.equal(isPin(parseSpecifiers(text) ?? assert.fail(text)), pins))
})

describe('Requires-Python', () => {
  for (const [requires, yes, no] of pythons) {
    it(`${JSON.stringify(requires)} admits some micro of ${yes}, of ${no || 'none'} not`, () => {
      for (const python of words(yes)) assert.ok(admitsPython(requires, python), python)
      for (const python of words(no)) assert.ok(!admitsPython(requires, python), `not ${python}`)
    })
  }
})

function judge(text: string, version: string): boolean {
  const set = parseSpecifiers(text) ?? assert.fail(text)
  return admits(set, parseVersion(version) ?? assert.fail(version))
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '')
}
