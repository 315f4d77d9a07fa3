import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { readDeclared } from '../../../core/wanted/folder.ts'

const pkgInfo = 'Metadata-Version: 2.1\nName: spam\nVersion: 3.0\nRequires-Python: >=3.9\n'

describe('readDeclared', () => {
  const table: [pyproject: string | undefined, pkgInfo: string | undefined, expected: object, why: string][] = [
    [undefined, undefined, {}, 'a folder without either'],
    [
      '[project]\nname = "spam"\nversion = "1.2"\nrequires-python = ">=3.10"',
      undefined,
      { name: 'spam', version: '1.2', requiresPython: '>=3.10' },
      'PEP 621',
    ],
    ['[project]\nname = "spam"\ndynamic = ["version"]', undefined, { name: 'spam' }, 'a dynamic version'],
    ['[build-system]\nrequires = []', undefined, {}, 'no [project]'],
    [undefined, pkgInfo, { name: 'spam', version: '3.0', requiresPython: '>=3.9' }, 'PKG-INFO'],
    [
      '[project]\nname = "spam"\ndynamic = ["version"]',
      pkgInfo,
      { name: 'spam', version: '3.0', requiresPython: '>=3.9' },
      'both, of which pyproject leads',
    ],
    [undefined, 'nothing of use', {}, 'a PKG-INFO that says nothing'],
  ]
  for (const [pyproject, info, expected, why] of table)
    it(`reads ${why}`, () => assert.deepEqual(readDeclared('spam', { pyproject, pkgInfo: info }), expected))

  const broken: [pyproject: string, says: RegExp][] = [
    ['[project', /^spam\/pyproject\.toml:1 is not TOML/],
    ['[project]\nname = "spam"\nversion = 1.2', /project\.version must be a text/],
    ['project = "x"', /project must be a map/],
  ]
  for (const [pyproject, says] of broken)
    it(`tells what is wrong with ${JSON.stringify(pyproject)}`, () => {
      const found = readDeclared('spam', { pyproject, pkgInfo: undefined })
      assert.ok(found instanceof Problem && found.code === 'FILE_INVALID')
      assert.match(found.message, says)
    })
})
