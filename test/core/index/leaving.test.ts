import assert from 'node:assert/strict'
import fc from 'fast-check'
import { mayLeave } from '../../../core/index/leaving.ts'
import { mergeProject } from '../../../core/index/merge-project.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { documentFile, documentOf } from './documents.ts'

const wheel = 'demo-1.0-py3-none-any.whl'

describe('bytes that leave', () => {
  for (const key of [
    `packages/${wheel}`,
    'packages/demo-1.0.tar.gz',
    'packages/Demo-1.0.zip',
    'packages/demo-1.0-py3.12.egg',
    'packages/demo-1.0.win32-py2.7.exe',
    `demo/${wheel}`,
    `simple/demo/${wheel}`,
  ])
    it(`may be ${key}, once it was deleted`, () => {
      const filename = key.split('/').at(-1) ?? ''
      assert.equal(mayLeave(key, documentOf([], { deleted: [filename] })), true)
      assert.equal(mayLeave(key, documentOf([])), false)
    })

  it('may not be bytes that are listed under an address of their own, whatever else the document says', () => {
    const listed = documentFile(wheel, { url: `https://cdn.example.com/${wheel}` })
    assert.equal(mayLeave(`packages/${wheel}`, documentOf([listed], { deleted: [wheel] })), false)
  })

  for (const key of [
    'index.html',
    'simple/index.json',
    'simple/index.html',
    'simple/demo/index.json',
    'simple/demo/index.html',
    'simple/demo/',
    'pypi/demo/json',
    'packages/other-1.0-py3-none-any.whl',
    'packages/demo-more-1.0-py3-none-any.whl',
    'packages/demo-more-1.0.tar.gz',
    'packages/demo-more-1.0-py3.12.egg',
    `packages/${wheel}.metadata`,
    `packages/../${wheel}`,
    `../../${wheel}`,
    `/etc/${wheel}`,
    wheel,
    'demo/demo-1.0\n.zip',
    '',
  ])
    it(`are never ${JSON.stringify(key)}, whatever a document says`, () => {
      const deleted = [key, key.split('/').at(-1) ?? '', wheel]
      assert.equal(mayLeave(key, documentOf([], { deleted, leaving: [key] })), false)
    })

  it('are nothing that is listed', () => {
    const document = documentOf([documentFile(wheel)], { deleted: [wheel] })
    assert.equal(mayLeave(`packages/${wheel}`, document), false)
    assert.equal(mayLeave(`demo/${wheel}`, document), true)
  })

  it('are all that a removal leaves of files as we name them', () => {
    const ours = fc.constantFrom(wheel, 'demo-2.0.dev1+g1-cp312-cp312-linux_x86_64.whl', 'demo-1.0.tar.gz', 'demo-2.0.dev3.tar.gz')
    fc.assert(
      fc.property(fc.uniqueArray(ours, { minLength: 1 }), (names) => {
        const before = documentOf(names.map((one) => documentFile(one)))
        const after = mergeProject(before, normalizeName('demo'), [{ kind: 'remove', files: names, stored: true }])
        assert.ok(after !== 'unchanged' && after.leaving.length === names.length && after.leaving.every((key) => mayLeave(key, after)))
      }),
    )
  })
})
