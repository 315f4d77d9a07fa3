import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

describe('the pictures of overview.md', () => {
  const overview = readFileSync(join(root, 'overview.md'), 'utf8')
  const pictures = [...overview.matchAll(/!\[([^\]]*)\]\(([^)]*)\)/g)].map(([, says = '', path = '']) => ({ says, path }))

  it('are there', () => assert.ok(pictures.length > 0))

  for (const { says, path } of pictures) {
    it(`${path} is a small PNG of a window, packaged and told in words`, () => {
      assert.match(path, /^images\/page-[a-z]+\.png$/)
      assert.ok(says.length > 10)
      const bytes = readFileSync(join(root, path))
      assert.equal(bytes.toString('latin1', 1, 4), 'PNG')
      assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1280, 800])
      assert.ok(bytes.length < 60_000)
    })
  }
})
