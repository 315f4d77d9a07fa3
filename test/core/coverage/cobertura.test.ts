import assert from 'node:assert/strict'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { shown } from './coverages.ts'

const report = (classes: string, head = 'line-rate="1"', sources = ''): string =>
  `<?xml version="1.0" ?><coverage ${head}>${sources}<packages><package name="p"><classes>${classes}</classes></package></packages></coverage>`
const file = (lines: string, name = 'a.py'): string =>
  `<class name="a.py" filename="${name}" line-rate="1"><methods/><lines>${lines}</lines></class>`
const read = (text: string): Record<string, string> => shown(parseCobertura(text, 'c.xml').coverage)

describe('a Cobertura report', () => {
  const lines: [why: string, line: string, expected: string][] = [
    ['a line that was run', '<line number="3" hits="2"/>', '3:2'],
    [
      'a branch as coverage.py 4 to 7 tell it',
      '<line number="3" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="exit,8"/>',
      '3:1(1/2:exit,8)',
    ],
    ['all of its ways taken', '<line number="3" hits="1" branch="true" condition-coverage="100% (2/2)"/>', '3:1(2/2)'],
    [
      'two ways to exit, none taken',
      '<line number="3" hits="0" branch="true" condition-coverage="0% (0/2)" missing-branches="exit,exit"/>',
      '3:0(0/2:exit,exit)',
    ],
    [
      'ways that gcovr counts alone',
      '<line number="3" hits="9" branch="true" condition-coverage="25% (1/4)"><conditions><condition number="0" type="jump" coverage="25%"/></conditions></line>',
      '3:9(1/4)',
    ],
    ['a branch in capitals, as .NET writes', '<line number="3" hits="1" branch="True" condition-coverage="50% (1/2)"/>', '3:1(1/2)'],
    ['no branch, whatever else it says', '<line number="3" hits="1" branch="false" condition-coverage="50% (1/2)"/>', '3:1'],
    ['a branch that is not counted', '<line number="3" hits="1" branch="true" condition-coverage="50%"/>', '3:1'],
    ['more hits than a number holds', '<line number="3" hits="99999999999999999999"/>', `3:${Number.MAX_SAFE_INTEGER}`],
  ]
  for (const [why, line, expected] of lines) it(why, () => assert.deepEqual(read(report(file(line))), { 'a.py': expected }))

  it('lines of methods stand among those of their class', () => {
    const method = '<methods><method name="m" signature="" line-rate="1"><lines><line number="1" hits="1"/></lines></method></methods>'
    const text = report(
      `<class name="A" filename="A.java">${method}<lines><line number="1" hits="1"/><line number="2" hits="0"/></lines></class>`,
    )
    assert.deepEqual(read(text), { 'A.java': '1:1 2:0' })
  })

  it('classes of one file are one', () =>
    assert.deepEqual(
      read(report(`${file('<line number="1" hits="1"/>')}${file('<line number="1" hits="2"/><line number="5" hits="0"/>')}`)),
      {
        'a.py': '1:3 5:0',
      },
    ))

  it('a file without code is one', () => assert.deepEqual(read(report(file('', 'spam/__init__.py'))), { 'spam/__init__.py': '' }))
  it('one without files is one', () => assert.deepEqual(read('<coverage line-rate="0"><packages/></coverage>'), {}))

  it('names the folders of its files, and an empty one where they stand for themselves', () => {
    const sources = '<sources><source></source><source>/w/s &amp; t</source>\n<source>\n C:\\s </source></sources>'
    assert.deepEqual(parseCobertura(report('', 'line-rate="1"', sources), 'c.xml').sources, ['', '/w/s & t', 'C:\\s'])
  })

  const times: [string, number][] = [
    ['1700000000123', 1_700_000_000],
    ['1700000000', 1_700_000_000],
    ['0', 0],
    ['', 0],
    ['yesterday', 0],
  ]
  for (const [timestamp, time] of times)
    it(`was written at ${time} by timestamp '${timestamp}'`, () =>
      assert.equal(parseCobertura(report('', `line-rate="1" timestamp="${timestamp}"`), 'c.xml').time, time))

  it('begins as coverage.py 4 has it, with a type that is not read', () =>
    assert.deepEqual(
      read(
        `<?xml version="1.0" ?>\n<!DOCTYPE coverage\n  SYSTEM 'http://cobertura.sourceforge.net/xml/coverage-04.dtd'>\n<coverage line-rate="1"/>`,
      ),
      {},
    ))

  const refused: [why: string, text: string][] = [
    ['JUnit', '<testsuites/>'],
    ['Clover, whose root has the same name', '<coverage generated="1" clover="4"><project/></coverage>'],
    ['JaCoCo', '<report name="x"/>'],
    ['cut short', report(file('<line number="1" hits="1"/>')).slice(0, -40)],
    ['empty', ''],
    ['a class of no file', report('<class name="a"/>')],
    ['a line without number', report(file('<line hits="1"/>'))],
    ['line 0', report(file('<line number="0" hits="1"/>'))],
    ['hits that are none', report(file('<line number="1" hits="-1"/>'))],
    ['no hits', report(file('<line number="1"/>'))],
    ['entities of its own', `<!DOCTYPE coverage [<!ENTITY a "b">]>${report('')}`],
  ]
  for (const [why, text] of refused)
    it(`is not: ${why}`, () =>
      assert.equal(
        problemCode(() => parseCobertura(text, 'c.xml')),
        'FILE_INVALID',
      ))
})
