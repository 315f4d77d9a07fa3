import assert from 'node:assert/strict'
import { compareMarked, lacksVersion, parseMarkerOperator } from '../../../core/python/marker-compare.ts'

describe('a comparison of markers', () => {
  const table: [left: string, operator: string, right: string, expected: boolean, why: string][] = [
    ['3.10', '>', '3.9', true, 'versions, not texts'],
    ['3.10', '<', '3.9', false, 'versions the other way'],
    ['3.10', '==', '3.10.0', true, 'two spellings of a version'],
    ['3.10', '!=', '3.10.0', false, 'two spellings, asked for a difference'],
    ['3.1', '==', '3.10', false, 'versions that are alike as texts'],
    ['3.11.4', '==', '3.11.*', true, 'a prefix'],
    ['3.11.4', '!=', '3.11.*', false, 'no prefix'],
    ['3.11.4', '~=', '3.11', true, 'a compatible release'],
    ['4.0', '~=', '3.11', false, 'none that is compatible'],
    ['3.14.0b1', '<', '3.14', false, 'a pre-release of the bound, which < leaves out'],
    ['3.14.0b1', '<=', '3.14', true, 'a pre-release below'],
    ['3.14.0b1', '>=', '3.13', true, 'a pre-release above'],
    ['3.14.0a1+local', '>=', '3.14.0a1', true, 'a python from its sources'],
    ['1.0', '===', '1.0', true, 'an arbitrary equality'],
    ['1.0', '===', '1.0.0', false, 'an arbitrary inequality'],
    ['linux', '==', 'linux', true, 'texts'],
    ['linux', '==', 'Linux', false, 'texts in other letters'],
    ['linux', '===', 'Linux', true, 'texts in other letters, by ==='],
    ['', '==', '', true, 'nothing and nothing'],
    ['', '!=', 'true', true, 'nothing and something'],
    ['', '<', '4', false, 'what is not set as nothing less'],
    ['', '>=', '4', false, 'what is not set as nothing more'],
    ['linux', '<', 'win32', false, 'texts as without order'],
    ['linux', '>=', 'linux', false, 'equal texts as without order'],
    ['6.1.0-23-amd64', '>=', '6', false, 'what is no version as without order'],
    ['x', '~=', '3.11', false, 'what has no compatible releases'],
    ['3.8', '==', '3.8,<4', false, 'a list of specifiers, which is a text here'],
    ['3.8', '==', '3.8,', false, 'a comma'],
    ['3.8', '==', '>3', false, 'a specifier in a specifier'],
    ['3.8', '>=', '3.*', false, 'a star that >= does not know'],
    ['in', 'in', 'linux', true, 'a part of a text'],
    ['3.1', 'in', '3.10, 3.11', true, 'a part that is no item: in knows no lists'],
    ['', 'in', 'linux', true, 'nothing, which is part of everything'],
    ['Linux', 'in', 'linux', false, 'a part in other letters'],
    ['win', 'not in', 'linux', true, 'no part'],
    ['lin', 'not in', 'linux', false, 'a part, asked for none'],
    ['2!1.0', '>', '9', true, 'an epoch'],
    ['v1', '==', '1.0', true, 'a v before a version'],
  ]
  for (const [left, operator, right, expected, why] of table)
    it(`takes ${why}: '${left}' ${operator} '${right}'`, () =>
      assert.equal(compareMarked(left, parseMarkerOperator(operator) ?? assert.fail(), right), expected))

  for (const text of ['=', '=>', 'IN', 'not', 'notin', 'toString', '__proto__', ''])
    it(`is none of '${text}'`, () => assert.equal(parseMarkerOperator(text), undefined))
})

describe('a text that is to be a version', () => {
  const table: [operator: string, text: string, lacks: boolean][] = [
    ['>=', '3.9', false],
    ['<', '3.14.0b1', false],
    ['~=', '3.9', false],
    ['~=', '3', true],
    ['>=', '3.*', true],
    ['>', 'win32', true],
    ['<=', '', true],
    ['<', '3,4', true],
    ['==', 'win32', false],
    ['!=', '', false],
    ['===', 'win32', false],
    ['in', 'win32', false],
    ['not in', '', false],
  ]
  for (const [operator, text, lacks] of table)
    it(`is ${lacks ? 'none' : 'one, or need not be'}: ${operator} '${text}'`, () =>
      assert.equal(lacksVersion(parseMarkerOperator(operator) ?? assert.fail(), text), lacks))
})
