import assert from 'node:assert/strict'
import { readHtmlPage, readJsonPage } from '../../../core/index/foreign-page.ts'
import { renderHtml } from '../../../core/index/html.ts'
import { mergeProject } from '../../../core/index/merge-project.ts'
import { formatProject, parseProject, type ProjectDocument, renderJson } from '../../../core/index/project-document.ts'
import { offersFiles, sameStatus, takesUploads } from '../../../core/index/status.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const file = documentFile('demo-1.0-py3-none-any.whl')

describe('the status of a project', () => {
  for (const [status, uploads, offers] of [
    [undefined, true, true],
    ['active', true, true],
    ['deprecated', true, true],
    ['archived', false, true],
    ['quarantined', false, false],
    ['something-later', true, true],
  ] as const)
    it(`${status ?? 'none'}: ${uploads ? 'takes' : 'refuses'} files, ${offers ? 'offers' : 'hides'} them`, () => {
      const of = status === undefined ? undefined : { status }
      assert.deepEqual([takesUploads(of), offersFiles(of)], [uploads, offers])
    })

  it('is active where there is none', () => {
    assert.ok(sameStatus(undefined, { status: 'active' }))
    assert.ok(!sameStatus({ status: 'archived' }, { status: 'archived', reason: 'old' }))
  })

  it('hides the files of a quarantined project from readers, and keeps them', () => {
    const next = mergeProject(documentOf([file]), demo, [{ kind: 'status', status: { status: 'quarantined', reason: 'stolen <key>' } }])
    assert.ok(next !== 'unchanged')
    const text = formatProject(next)
    assert.deepEqual((JSON.parse(text) as { files: unknown[] }).files, [])
    assert.deepEqual((JSON.parse(renderJson(next)) as { files: unknown[] }).files, [])
    assert.ok(!renderHtml(next).includes(file.filename))
    assert.match(renderHtml(next), /<meta name="pypi:project-status" content="quarantined">/)
    assert.match(renderHtml(next), /<meta name="pypi:project-status-reason" content="stolen &#60;key&#62;">/)
    const back = parseProject(text, 'test', demo)
    assert.deepEqual(back, next)
    const freed = mergeProject(back, demo, [{ kind: 'status', status: { status: 'active' } }]) as ProjectDocument
    assert.deepEqual(
      (JSON.parse(formatProject(freed)) as { files: { filename: string }[] }).files.map((one) => one.filename),
      [file.filename],
    )
  })

  it('is read where the example of the specification has it, too', () => {
    const page = { meta: { 'api-version': '1.4', 'project-status': { status: 'archived' } }, name: 'demo', files: [] }
    assert.deepEqual(parseProject(JSON.stringify(page), 'test', demo).status, { status: 'archived' })
  })

  const archived = { status: 'archived', reason: 'moved' }
  for (const [what, more, expected] of [
    ['at the top', { 'project-status': archived }, archived],
    ['in meta', { meta: { 'api-version': '1.4', 'project-status': archived } }, archived],
    ['nowhere', {}, undefined],
    ['that is no map', { 'project-status': 'archived' }, undefined],
    ['without a word', { 'project-status': { reason: 'moved' } }, undefined],
    ['of a number', { 'project-status': { status: 1 } }, undefined],
    ['with a reason that is none', { 'project-status': { status: 'archived', reason: [] } }, { status: 'archived' }],
  ] as const)
    it(`of another index is read ${what}, and never fails a page`, () => {
      const page = { meta: { 'api-version': '1.4' }, name: 'demo', files: [], ...more }
      assert.deepEqual(readJsonPage(JSON.stringify(page), 'https://index.test/simple/demo/').status, expected)
    })

  it('of another index is read of HTML too', () => {
    const read = (head: string): unknown =>
      readHtmlPage(`<html><head>${head}</head><body></body></html>`, 'https://index.test/simple/demo/').status
    assert.equal(read(''), undefined)
    assert.deepEqual(read('<meta name="pypi:project-status" content="archived">'), { status: 'archived' })
    const reason = '<meta name="pypi:project-status-reason" content="moved">'
    assert.deepEqual([read(`<meta name="pypi:project-status" content="archived">${reason}`), read(reason)], [archived, undefined])
  })
})
