import assert from 'node:assert/strict'
import { fileKey, fileUrl, pageKeys, served } from '../../../core/index/layout.ts'
import { normalizeName } from '../../../core/python/name.ts'

describe('the layout of an index', () => {
  const name = normalizeName('Demo.Pkg')
  for (const [layout, expected, shown] of [
    ['folder', ['simple/demo-pkg/index.html'], 'simple/demo-pkg/'],
    ['website', ['simple/demo-pkg/index.html'], 'simple/demo-pkg/index.html'],
    ['website', ['simple/demo-pkg/index.html', 'simple/demo-pkg/'], 'simple/demo-pkg/'],
    ['rest', ['simple/demo-pkg/index.html', 'simple/demo-pkg/'], ''],
    ['both', ['simple/demo-pkg/index.html', 'simple/demo-pkg/'], ''],
  ] as const) {
    it(`has for ${layout} ${expected.join(' and ')}, where '${shown}' is shown`, () => {
      assert.deepEqual(
        pageKeys(name, { layout, legacyJson: false }, new Map([[shown, 'etag']])).map((page) => page.key),
        expected,
      )
    })
  }

  it('serves JSON at the slash key', () => assert.equal(pageKeys(name, { layout: 'both', legacyJson: false })[1]?.form, 'json'))

  for (const [filename, filesUrl, expected] of [
    ['a-1.0-py3-none-any.whl', undefined, '../../packages/a-1.0-py3-none-any.whl'],
    ['a-1.0+cpu-py3-none-any.whl', undefined, '../../packages/a-1.0%2Bcpu-py3-none-any.whl'],
    ['a-1!1.0-py3-none-any.whl', undefined, '../../packages/a-1!1.0-py3-none-any.whl'],
    ['ä#1?.whl', undefined, '../../packages/%C3%A4%231%3F.whl'],
    ['a-1.0+cpu.whl', 'https://files.example.com/x/', 'https://files.example.com/x/a-1.0%2Bcpu.whl'],
  ] as const) {
    it(`links ${filename} as ${expected}`, () => assert.equal(fileUrl(filename, filesUrl), expected))
  }

  it('stores a file under its own name', () => assert.equal(fileKey('A_b-1.0+cpu.whl'), 'packages/A_b-1.0+cpu.whl'))

  it('lets nobody keep a page, and everybody a file', () => {
    for (const page of [served.html, served.json]) assert.match(page.cache, /max-age=0, must-revalidate/)
    for (const file of [served.wheel, served.metadata]) assert.match(file.cache, /immutable/)
  })
})
