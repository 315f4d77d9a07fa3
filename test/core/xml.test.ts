import assert from 'node:assert/strict'
import fc from 'fast-check'
import { Problem } from '../../core/problem.ts'
import { readXml, xmlAttribute, xmlText } from '../../core/xml.ts'
import { problemCode } from '../fakes/problem-code.ts'

/** What a reader is told, in one line: `<a x=1 'text' >`. */
function told(text: string): string {
  const parts: string[] = []
  let said = ''
  const settle = (): void => {
    if (said !== '') parts.push(`'${said}'`)
    said = ''
  }
  readXml(text, 'a.xml', {
    open(name, attributes) {
      settle()
      parts.push([`<${name}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)].join(' '))
    },
    text: (part) => void (said += part),
    close() {
      settle()
      parts.push('>')
    },
  })
  return parts.join(' ')
}

describe('an XML document', () => {
  const read: [text: string, expected: string][] = [
    ['<a/>', '<a >'],
    ['<a x="1" y=\'2\'></a>', '<a x=1 y=2 >'],
    ['<a><b/><b>t</b></a>', `<a <b > <b 't' > >`],
    ['<a>x &lt;&amp;&gt;&quot;&apos; &#65;&#x42; y</a>', `<a 'x <&>"' AB y' >`],
    ['<a x="&lt;b&gt;"/>', '<a x=<b> >'],
    ['<a><![CDATA[<b> & ]]></a>', `<a '<b> & ' >`],
    ['<a><!-- <b> --></a>', '<a >'],
    ['<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE coverage SYSTEM "http://example.org/x.dtd">\n<a/>\n', '<a >'],
    ['\uFEFF<?xml version="1.0"?><a/>', '<a >'],
    ['<A><a/></A>', '<A <a > >'],
    ['<a>&nbsp;</a>', `<a '&nbsp;' >`],
    ['<x:a x:b="1"/>', '<x:a x:b=1 >'],
    ['<a __proto__="1" b="2"/>', '<a b=2 >'],
    ['<title>a<b/></title>', `<title 'a' <b > >`],
  ]
  for (const [text, expected] of read) it(`is read: ${JSON.stringify(text)}`, () => assert.equal(told(text), expected))

  const refused: [why: string, text: string][] = [
    ['it is empty', ''],
    ['it is blank', ' \n'],
    ['it is no XML', 'Traceback (most recent call last):'],
    ['it is JSON', '{"a": 1}'],
    ['it has text before its element', 'x <a/>'],
    ['it has text after its element', '<a/> x'],
    ['it is cut short between elements', '<a><b/>'],
    ['it is cut short in a text', '<a>te'],
    ['it is cut short in a tag', '<a><b x="1'],
    ['it is cut short in its only tag', '<a x="1"'],
    ['it is cut short in an end tag', '<a></a'],
    ['it is cut short in a comment', '<a><!-- b'],
    ['it is cut short in CDATA', '<a><![CDATA[ b'],
    ['it closes what is not innermost', '<a><b></a></b>'],
    ['it leaves an element open', '<a><b></a>'],
    ['it holds two documents', '<a/><b/>'],
    ['it declares entities', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['it declares entities outside', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['it nests too deep', '<a>'.repeat(101) + '</a>'.repeat(101)],
    ['it is endless', ' '.repeat(100_000_001)],
    ['a name of it is none', '<a"b/>'],
  ]
  for (const [why, text] of refused)
    it(`is refused where ${why}`, () =>
      assert.equal(
        problemCode(() => told(text)),
        'FILE_INVALID',
      ))

  it('is refused with its name and the line where it breaks', () =>
    assert.throws(
      () => told('<a>\n<b>\n</a>'),
      (error) => error instanceof Problem && error.message.startsWith('a.xml, line 3 ') && error.message.includes('<b>'),
    ))
  it('may nest as deep as 100 elements', () => assert.match(told('<a>'.repeat(100) + '</a>'.repeat(100)), /^(<a ?){100}( ?>){100}$/))
  it('is refused in short where its name is long', () =>
    assert.throws(
      () => told(`<${'a'.repeat(5000)}>`),
      (error) => error instanceof Problem && error.message.length < 300,
    ))

  it('is refused wherever it is cut', () => {
    const whole = '<?xml version="1.0"?><r a="1"><t n="x&amp;y">text</t><!-- c --><u/></r>'
    fc.assert(
      fc.property(fc.nat(whole.length - 2), (at) =>
        assert.equal(
          problemCode(() => told(whole.slice(0, at))),
          'FILE_INVALID',
        ),
      ),
    )
  })
  it('is read or refused, whatever it is', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[<>/a-b!?"'=& [\]-]{0,40}$/), (text) => {
        try {
          told(text)
        } catch (error) {
          assert.ok(error instanceof Problem)
        }
      }),
    ))
})

describe('a text as XML writes it', () => {
  const cases: [text: string, written: string, attribute?: string][] = [
    ['a & b < c > d', 'a &amp; b &lt; c &gt; d'],
    ['"a" \'b\'', '"a" \'b\'', "&quot;a&quot; 'b'"],
    ['1\n2\t3\r4', '1\n2\t3&#13;4', '1&#10;2&#9;3&#13;4'],
    ['\u0000\u001b\ufffe\ud83d', '\ufffd'.repeat(4)],
    ['\u{1f40d}', '\u{1f40d}'],
  ]
  for (const [text, written, attribute = written] of cases)
    it(`is ${JSON.stringify(written)} of ${JSON.stringify(text)}`, () =>
      assert.deepEqual([xmlText(text), xmlAttribute(text)], [written, attribute]))

  it('says the same when it is read', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        let [said, seen] = ['', '']
        readXml(`<a x="${xmlAttribute(text)}">${xmlText(text)}</a>`, 'a.xml', {
          open: (_, attributes) => void (seen = attributes['x'] ?? ''),
          text: (part) => void (said += part),
        })
        assert.deepEqual([said, seen], [text, text])
      }),
    ))
})
