import assert from 'node:assert/strict'
import fc from 'fast-check'
import { cleanXml } from '../../../core/suites/clean-xml.ts'
import { readXml } from '../../../core/xml.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const secret = 'p<a&s"s\'w'
const redact = (text: string): string => text.replaceAll(secret, '***').replaceAll('s3cret-s3cret', '***')
const clean = (text: string): string =>
  cleanXml(text, 'a.xml', redact)
    .text.replace(/^<\?xml[^>]*>\n/, '')
    .trimEnd()
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

describe('a report that is kept', () => {
  const cases: [what: string, text: string, expected: string][] = [
    ['keeps what it says', '<a x="1"><b>t</b><c/></a>', '<a x="1"><b>t</b><c/></a>'],
    ['loses comments and instructions', '<?x y?><!DOCTYPE a SYSTEM "b"><a><!-- c --></a>', '<a/>'],
    ['has CDATA as text', '<a><![CDATA[<&>]]></a>', '<a>&lt;&amp;&gt;</a>'],
    ['keeps line ends of attributes', '<a x="1&#10;2&#9;3&#13;4"/>', '<a x="1&#10;2&#9;3&#13;4"/>'],
    ['loses a secret in a text', `<a>x ${escaped(secret)} y</a>`, '<a>x *** y</a>'],
    ['loses a secret in CDATA', `<a><![CDATA[${secret}]]></a>`, '<a>***</a>'],
    ['loses a secret in an attribute', `<a x="${escaped(secret)}"/>`, '<a x="***"/>'],
    ['loses a secret in references', `<a>${Array.from(secret, (one) => `&#${one.codePointAt(0)};`).join('')}</a>`, '<a>***</a>'],
    ['loses a secret that an empty comment parts', '<a>p&lt;a<!---->&amp;s"s\'w</a>', '<a>***</a>'],
    ['loses a secret in names', '<s3cret-s3cret s3cret-s3cret="1"><b/></s3cret-s3cret>', '<___ ___="1"><b/></___>'],
    ['has no character that XML has not', '<a x="\u0001">\u0000\u001b[31m\ufffe</a>', '<a x="\ufffd">\ufffd\ufffd[31m\ufffd</a>'],
    ['keeps what is beyond the first plane', '<a>\u{1f40d}</a>', '<a>\u{1f40d}</a>'],
    ['has no half of a pair', '<a>\ud83d</a>', '<a>\ufffd</a>'],
  ]
  for (const [what, text, expected] of cases) it(what, () => assert.equal(clean(text), expected))

  it('tells its outermost element', () =>
    assert.deepEqual(
      ['<testsuites><testsuite/></testsuites>', '<s3cret-s3cret/>'].map((text) => cleanXml(text, 'a.xml', redact).root),
      ['testsuites', '___'],
    ))
  it('is refused where it is broken', () =>
    assert.equal(
      problemCode(() => clean('<a>')),
      'FILE_INVALID',
    ))

  const text = fc.string({ unit: 'binary', maxLength: 20 })
  const lawful = text.map((one) => one.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))
  it('says the same when it is read, and is the same when it is cleaned again', () =>
    fc.assert(
      fc.property(lawful, lawful, (said, attribute) => {
        const quoted = escaped(attribute).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;')
        const once = cleanXml(`<a x="${quoted}"><b>${escaped(said).replaceAll('\r', '&#13;')}</b></a>`, 'a.xml', (one) => one).text
        let [heard, seen] = ['', '']
        readXml(once, 'a.xml', {
          open: (name, attributes) => {
            if (name === 'a') seen = attributes['x'] ?? ''
          },
          text: (part) => void (heard += part),
        })
        assert.deepEqual([heard.trimEnd(), seen], [said.trimEnd(), attribute])
        assert.equal(cleanXml(once, 'a.xml', (one) => one).text, once)
      }),
    ))
})
