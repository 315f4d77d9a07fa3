import assert from 'node:assert/strict'
import { readTests } from '../../../local-agent/worker/junit.ts'

const told = (text: string): string[] => readTests(text).map(({ name, outcome }) => `${name} ${outcome}`)

describe('tests as the agent reads them', () => {
  const READ: readonly (readonly [what: string, text: string, expected: readonly string[]])[] = [
    [
      'all outcomes',
      '<testsuites><testsuite><testcase name="a"/><testcase name="b"><failure message="x"/></testcase><testcase name="c"><error>y</error></testcase><testcase name="d"><skipped/></testcase></testsuite></testsuites>',
      ['a passed', 'b failed', 'c failed', 'd skipped'],
    ],
    ['a failure before what was skipped', '<testsuite><testcase name="a"><skipped/><failure/></testcase></testsuite>', ['a failed']],
    [
      'nested suites',
      '<testsuites><testsuite><testsuite><testcase name="a"></testcase></testsuite></testsuite></testsuites>',
      ['a passed'],
    ],
    [
      'what only looks like a failure',
      '<testsuite><!-- <failure/> --><testcase name="a"><system-out><![CDATA[<failure>]]></system-out><system-err><failure/></system-err></testcase></testsuite>',
      ['a passed'],
    ],
    ['entities and both quotes', `<testsuite><testcase classname='x' name='a&lt;"b" &#65;&#x42;'/></testsuite>`, ['a<"b" AB passed']],
    [
      'a tag in an attribute',
      '<testsuite><testcase name="a > b"><failure message="&lt;error/>"/></testcase></testsuite>',
      ['a > b failed'],
    ],
    ['a name within another attribute', `<testsuite><testcase classname="a name='b'" name="c"/></testsuite>`, ['c passed']],
    ['tests without a name as none', '<testsuite><testcase/><testcase name=""/></testsuite>', []],
    ['a document type', '<?xml version="1.0"?><!DOCTYPE x><testsuite name="x"/>', []],
    ['something else', '<coverage/>', []],
  ]
  for (const [what, text, expected] of READ) it(`reads ${what}`, () => assert.deepEqual(told(text), expected))

  for (const text of [
    '',
    'text',
    '<testsuite>',
    '<a></b>',
    '<a/><b/>',
    '<a x=1/>',
    '<a',
    '<!-- a',
    '<testsuite><testcase name="a"></testsuite>',
    '<a x="<b>"/>',
  ])
    it(`refuses ${JSON.stringify(text)}, as the agent's strict parser does`, () => assert.throws(() => readTests(text)))
})
