import assert from 'node:assert/strict'
import { type AuditedPage, auditPage, auditService, serialOfText } from '../../../core/index/audit-page.ts'
import { served } from '../../../core/index/layout.ts'
import { normalizeName } from '../../../core/python/name.ts'

const html = (serial: number, more = ''): string => `<meta name="wheelworks:serial" content="${serial}">${more}`
const json = (serial: number): string => `{"_serial":${serial},"files":[]}`
const { type, cache } = served.html

describe('a page is audited', () => {
  const rows: [says: string, change: Partial<AuditedPage>, serial: number, kinds: string[]][] = [
    ['as it should be', {}, 3, []],
    ['as it should be, in a store that tells no type', { found: { text: html(3) } }, 3, []],
    ['not there', { found: undefined }, 3, ['page-missing']],
    ['of an older serial', { found: { text: html(2), type, cache } }, 3, ['page-behind']],
    ['of an older serial, as JSON', { expected: json(3), found: { text: json(1) } }, 3, ['page-behind']],
    ['of the same serial, and other', { found: { text: html(3, '!'), type, cache } }, 3, ['page-differs']],
    ['of a newer serial than the document', { found: { text: html(4), type, cache } }, 3, ['page-differs']],
    ['empty, as consoles leave folders', { found: { text: '', type, cache }, known: false }, 3, ['page-differs']],
    ["another tool's", { found: { text: '<html>', type, cache }, known: false }, 3, ['page-foreign']],
    ["another tool's, over one of ours", { found: { text: '<html>', type, cache } }, 3, ['page-differs']],
    ['served without a type that installers take', { found: { text: html(3), type: 'binary/octet-stream', cache } }, 3, ['page-type']],
    ['served without any type', { found: { text: html(3), type: '', cache } }, 3, ['page-type']],
    ['served with a type in another spelling', { found: { text: html(3), type: 'Text/HTML;charset=UTF-8', cache } }, 3, []],
    ['served to be kept', { found: { text: html(3), type, cache: 'max-age=60' } }, 3, ['page-cache']],
    ['served without a word on keeping', { found: { text: html(3), type } }, 3, ['page-cache']],
  ]
  for (const [says, change, serial, kinds] of rows)
    it(says, () => {
      const page: AuditedPage = {
        key: 'simple/demo/index.html',
        project: normalizeName('demo'),
        expected: html(3),
        service: served.html,
        found: { text: html(3), type, cache },
        known: true,
        ...change,
      }
      const found = auditPage(page, serial)
      assert.deepEqual(
        found.map((one) => one.kind),
        kinds,
      )
      for (const one of found) assert.deepEqual([one.key, one.project], [page.key, page.project])
    })

  it('a type is told before what it may be kept for', () =>
    assert.deepEqual(
      auditService({ key: 'x', project: undefined }, { type: 'text/plain', cache: '' }, served.json).map((one) => one.kind),
      ['page-type'],
    ))

  for (const [text, serial] of [
    [html(12), 12],
    [json(7), 7],
    ['<html>', undefined],
    ['{"last_serial":7}', undefined],
    ['', undefined],
  ] as const)
    it(`the serial of ${text === '' ? 'nothing' : text} is ${String(serial)}`, () => assert.equal(serialOfText(text), serial))
})
