import assert from 'node:assert/strict'
import { attributes, escapeHtml, serialOfPage, simplePage } from '../../../core/index/markup.ts'

describe('escapeHtml', () => {
  for (const [given, expected] of [
    ['plain text', 'plain text'],
    ['<a href="x">\'&', '&#60;a href=&#34;x&#34;&#62;&#39;&#38;'],
    ['two\nlines\tand\0', 'two&#10;lines&#9;and&#0;'],
    ['äöü €', 'äöü €'],
  ] as const) {
    it(`keeps ${JSON.stringify(given)} as text`, () => assert.equal(escapeHtml(given), expected))
  }
})

describe('attributes', () => {
  it('leaves out what is undefined, and keeps an empty value with its quotes', () => {
    assert.equal(attributes({ href: 'a"b', 'data-x': undefined, 'data-yanked': '' }), ' href="a&#34;b" data-yanked=""')
  })
})

describe('simplePage', () => {
  it('carries its serial where it can be read again', () => {
    const page = simplePage({ title: 'T', serial: 42, version: '1.4' }, ['<p>body</p>'])
    assert.equal(serialOfPage(page), 42)
    assert.ok(page.includes('<p>body</p>') && page.endsWith('</html>\n'))
  })

  it('does not take a title for a serial', () => {
    assert.equal(serialOfPage(simplePage({ title: '<meta name="wheelworks:serial" content="7">', serial: 1, version: '1.4' }, [])), 1)
  })
})
