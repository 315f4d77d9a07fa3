import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { root } from '../../root.ts'
import { coverageOf, shown } from './coverages.ts'

const files = { 'src/spam/__init__.py': '1:2 3:1(1/2:exit)', 'setup.py': '10:0 9:1', 'src/spam/b.py': '' }

describe('coverage written as Cobertura', () => {
  it('is this', () =>
    assert.equal(
      formatCobertura(coverageOf(files), 1_700_000_000),
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">',
        '<coverage version="1" timestamp="1700000000" lines-valid="4" lines-covered="3" line-rate="0.75" branches-valid="2" branches-covered="1" branch-rate="0.5" complexity="0">',
        '<sources><source>.</source></sources>',
        '<packages>',
        '<package name="." line-rate="0.5" branch-rate="1" complexity="0">',
        '<classes>',
        '<class name="setup.py" filename="setup.py" line-rate="0.5" branch-rate="1" complexity="0">',
        '<methods/>',
        '<lines>',
        '<line number="9" hits="1"/>',
        '<line number="10" hits="0"/>',
        '</lines>',
        '</class>',
        '</classes>',
        '</package>',
        '<package name="src.spam" line-rate="1" branch-rate="0.5" complexity="0">',
        '<classes>',
        '<class name="__init__.py" filename="src/spam/__init__.py" line-rate="1" branch-rate="0.5" complexity="0">',
        '<methods/>',
        '<lines>',
        '<line number="1" hits="2"/>',
        '<line number="3" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="exit"/>',
        '</lines>',
        '</class>',
        '<class name="b.py" filename="src/spam/b.py" line-rate="1" branch-rate="1" complexity="0">',
        '<methods/>',
        '<lines/>',
        '</class>',
        '</classes>',
        '</package>',
        '</packages>',
        '</coverage>',
        '',
      ].join('\n'),
    ))

  it('has the same bytes in whatever order files and lines came', () => {
    const other = Object.fromEntries(
      Object.entries(files)
        .toReversed()
        .map(([path, lines]) => [path, lines.split(' ').toReversed().join(' ')]),
    )
    assert.equal(formatCobertura(coverageOf(other), 0), formatCobertura(coverageOf(files), 0))
  })

  it('of nothing is a report too', () => assert.deepEqual(shown(parseCobertura(formatCobertura(new Map(), 0), 'c.xml').coverage), {}))

  it('names files that XML has signs for', () => {
    const named = coverageOf({ 'a & "b" <c>\'d\'/\t\n.py': '1:1' })
    assert.deepEqual(shown(parseCobertura(formatCobertura(named, 0), 'c.xml').coverage), shown(named))
    assert.match(formatCobertura(coverageOf({ 'a\u0001\uffff.py': '1:1' }), 0), /filename="a\ufffd\ufffd\.py"/)
  })

  for (const python of ['3.8', '3.11', '3.13'])
    it(`counts what coverage.py counted on Python ${python}, in all and in each file`, () => {
      const original = readFileSync(join(root, `test/fixtures/coverage/python-${python}.xml`), 'utf8')
      const { coverage, time } = parseCobertura(original, 'c.xml')
      const counts = (text: string): string[] =>
        [...text.matchAll(/(?:lines|branches)-\w+="\d+"|(?:line|branch)-rate="[^"]*"/g)].map(([count]) => count)
      assert.deepEqual(counts(formatCobertura(coverage, time)), counts(original))
    })
})
