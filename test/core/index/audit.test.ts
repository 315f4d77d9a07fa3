import assert from 'node:assert/strict'
import { type AuditedDocument, type AuditedProject, type AuditedRoot, auditProject, auditRoot } from '../../../core/index/audit.ts'
import type { AuditedPage } from '../../../core/index/audit-page.ts'
import { served } from '../../../core/index/layout.ts'
import { formatProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { formatRoot, mergeRoot, type RootDocument } from '../../../core/index/root-document.ts'
import { shell } from '../../../core/index/shell.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const name = 'demo-1.0-py3-none-any.whl'
const shown = { serial: 1, pages: new Map([['simple/demo/index.html', 'etag']]) }
const stored = { key: `packages/${name}`, filename: name, size: 5 }
const page = (key: string, project: typeof demo | undefined, change: Partial<AuditedPage> = {}): AuditedPage => {
  const text = '<meta name="wheelworks:serial" content="1">'
  return { key, project, expected: text, service: served.html, found: { text }, known: true, ...change }
}
const lagging = (key: string, project: typeof demo | undefined): AuditedPage => page(key, project, { expected: 'serial 2' })
const written = (document: ProjectDocument, text = formatProject(document)): AuditedDocument<ProjectDocument> => ({ text, document })

describe('a project is audited', () => {
  const sound = documentOf([documentFile(name, { size: 5 })], { shown })
  const rows: [says: string, change: Partial<AuditedProject>, kinds: string[]][] = [
    ['sound', {}, []],
    ['served as what no installer takes', { document: { ...written(sound), type: 'text/plain' } }, ['page-type']],
    ['unreadable, whatever else is there', { document: { text: '', problem: 'It is none.' }, pages: [] }, ['document-unreadable']],
    [
      'with a page that lags, and so without a note',
      { document: written({ ...sound, serial: 2 }), pages: [lagging('simple/demo/index.html', demo)] },
      ['page-behind'],
    ],
    ['with pages that nobody noted', { document: written({ ...sound, shown: undefined }) }, ['page-unmarked']],
    ['with a page that is left', { left: ['simple/demo/'] }, ['page-left']],
    ['quarantined', { document: written({ ...sound, status: { status: 'quarantined' } }) }, []],
    [
      'quarantined, and shown',
      { document: written({ ...sound, status: { status: 'quarantined' } }, formatProject(sound)) },
      ['quarantine'],
    ],
    ['with a file that nobody lists', { files: [stored, { ...stored, key: 'packages/x', filename: 'x.whl' }] }, ['file-unlisted']],
    ['without anything', { document: undefined, pages: [], files: [], listed: false }, []],
    ['without a document, and with a file', { document: undefined, pages: [], listed: false }, ['file-unlisted']],
    [
      'without a document, and with a page',
      { document: undefined, pages: [], left: ['simple/demo/'], listed: false },
      ['document-missing'],
    ],
    ['without a document, listed, with a file', { document: undefined, pages: [] }, ['document-missing']],
    ['without a document, listed, with nothing', { document: undefined, pages: [], files: [] }, ['root-extra']],
  ]
  for (const [says, change, kinds] of rows)
    it(says, () => {
      const found = auditProject({
        name: demo,
        document: written(sound),
        pages: [page('simple/demo/index.html', demo)],
        left: [],
        files: [stored],
        listed: true,
        size: (key) => (key === stored.key ? 5 : undefined),
        digests: new Map(),
        metadata: new Map(),
        ...change,
      })
      assert.deepEqual(
        found.map((one) => one.kind),
        kinds,
      )
      for (const one of found) assert.equal(one.project, one.kind === 'root-extra' ? undefined : demo)
    })
})

describe('the list of projects is audited', () => {
  const made = mergeRoot(undefined, { projects: [demo] })
  if (made === 'unchanged') throw new Error('no root')
  const sound: RootDocument = { ...made, shown: { serial: 1, pages: new Map([['simple/index.html', 'etag']]) } }
  const rows: [says: string, change: Partial<AuditedRoot>, kinds: string[]][] = [
    ['sound', {}, []],
    ['of nothing', { document: undefined, projects: [] }, []],
    ['not there', { document: undefined }, ['root-missing']],
    ['unreadable', { document: { text: '', problem: 'It is none.' } }, ['root-unreadable']],
    ['lacking two', { projects: [demo, normalizeName('a'), normalizeName('b')] }, ['root-lacks', 'root-lacks']],
    [
      'with a page that lags',
      { document: { text: '', document: { ...sound, serial: 2 } }, page: lagging('simple/index.html', undefined) },
      ['page-behind'],
    ],
    ['not noted as shown', { document: { text: '', document: { ...sound, shown: undefined } } }, ['page-unmarked']],
    ['served as what no installer takes', { document: { text: formatRoot(sound), document: sound, type: '' } }, ['page-type']],
    ["without the people's page", { shell: undefined }, ['shell-missing']],
    ["with an older people's page", { shell: { text: shell.replace('</body>', '') } }, ['shell-old']],
    ["with somebody's own front page", { shell: { text: '<html>' } }, []],
    ["with a people's page of the wrong type", { shell: { text: shell, type: 'text/plain' } }, ['page-type']],
  ]
  for (const [says, change, kinds] of rows)
    it(says, () =>
      assert.deepEqual(
        auditRoot({
          document: { text: formatRoot(sound), document: sound },
          page: page('simple/index.html', undefined),
          shell: { text: shell },
          projects: [demo],
          ...change,
        }).map((one) => one.kind),
        kinds,
      ),
    )
})
