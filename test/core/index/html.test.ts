import assert from 'node:assert/strict'
import { Parser } from 'htmlparser2'
import fc from 'fast-check'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { renderHtml } from '../../../core/index/html.ts'
import { serialOfPage } from '../../../core/index/markup.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile, documentOf } from './documents.ts'

interface Anchor {
  readonly attributes: Record<string, string>
  text: string
}

/** What a parser of the web makes of a page: its links, and every other element with its attributes. */
function read(html: string): { anchors: Anchor[]; elements: string[] } {
  const anchors: Anchor[] = []
  const elements: string[] = []
  let inside: Anchor | undefined
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'a') anchors.push((inside = { attributes: { ...attributes }, text: '' }))
      else elements.push(name)
    },
    ontext(text) {
      if (inside !== undefined) inside.text += text
    },
    onclosetag(name) {
      if (name === 'a') inside = undefined
    },
  })
  parser.end(html)
  return { anchors, elements }
}

const only = (file: DocumentFile): Anchor => {
  const [anchor, ...more] = read(renderHtml(documentOf([file]))).anchors
  assert.equal(more.length, 0)
  return anchor ?? assert.fail('no link')
}

describe("a project's page", () => {
  const name = 'demo-1.0+cpu-py3-none-any.whl'

  it('links each file by its quoted name with its hash, and shows the name itself', () => {
    const { attributes, text } = only(documentFile(name))
    assert.equal(attributes['href'], `../../packages/demo-1.0%2Bcpu-py3-none-any.whl#sha256=${sha256Of(name)}`)
    assert.equal(text, name)
  })

  it('tells of Requires-Python, metadata (by both names), size and time', () => {
    const metadata = sha256Of('metadata')
    const { attributes } = only(
      documentFile(name, { requiresPython: '>=3.8,<4', metadata, size: 12, uploadTime: '2026-11-20T12:00:00.000000Z' }),
    )
    const { href: _, ...rest } = attributes
    assert.deepEqual(rest, {
      'data-requires-python': '>=3.8,<4',
      'data-core-metadata': `sha256=${metadata}`,
      'data-dist-info-metadata': `sha256=${metadata}`,
      'data-size': '12',
      'data-upload-time': '2026-11-20T12:00:00.000000Z',
    })
    assert.ok(renderHtml(documentOf([documentFile(name, { requiresPython: '>=3.8' })])).includes('data-requires-python="&#62;=3.8"'))
  })

  for (const [change, attribute, expected] of [
    [{ yanked: false }, 'data-yanked', undefined],
    [{ yanked: true }, 'data-yanked', ''],
    [{ yanked: 'bad "build"' }, 'data-yanked', 'bad "build"'],
    [{ metadata: true }, 'data-core-metadata', 'true'],
    [{}, 'data-core-metadata', undefined],
    [{}, 'data-size', undefined],
  ] as const) {
    it(`gives ${attribute} ${JSON.stringify(expected)} for ${JSON.stringify(change)}`, () => {
      assert.equal(only(documentFile(name, change)).attributes[attribute], expected)
    })
  }

  it('writes an empty yank with its value, which pip needs', () => {
    assert.ok(renderHtml(documentOf([documentFile(name, { yanked: true })])).includes(' data-yanked=""'))
  })

  it('links a file without a hash without one', () => {
    const { sha256: _, ...file } = documentFile('a.zip')
    assert.equal(only(file).attributes['href'], '../../packages/a.zip')
  })

  it('says which version of the API it speaks, and which serial it shows', () => {
    const html = renderHtml(documentOf([], { serial: 17 }))
    assert.match(html, /^<!DOCTYPE html>\n/)
    assert.ok(html.includes('<meta name="pypi:repository-version" content="1.4">'))
    assert.equal(serialOfPage(html), 17)
    assert.equal(serialOfPage('<!DOCTYPE html><a href="x">x</a>'), undefined)
  })

  it('never lets a value become markup', () => {
    const plain = read(renderHtml(documentOf([documentFile('a')]))).elements
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (yanked, text) => {
        const hostile = documentFile(`a"><script>'&${text}`, {
          yanked: `${yanked}"><img src=x onerror=y>`,
          requiresPython: '"><b>',
          url: 'x" onclick="y',
        })
        const { anchors, elements } = read(renderHtml(documentOf([hostile])))
        assert.deepEqual(elements, plain)
        assert.deepEqual(Object.keys(anchors[0]?.attributes ?? {}), ['href', 'data-requires-python', 'data-yanked'])
      }),
    )
  })
})
