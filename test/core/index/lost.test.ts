import assert from 'node:assert/strict'
import { lostTo } from '../../../core/index/lost.ts'
import type { FilePut } from '../../../core/index/plan.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile, documentOf } from './documents.ts'

const entry = documentFile('Demo-1.0-py3-none-any.whl')
const other = { sha256: sha256Of('other') }
const put: FilePut = {
  key: `packages/${entry.filename}`,
  project: documentOf([]).name,
  file: { path: '/x', size: 1, sha256: entry.sha256 ?? assert.fail() },
  entry,
}

describe('a file that another run kept from being listed', () => {
  const cases: [what: string, document: ProjectDocument | undefined, why: string | undefined, says: RegExp][] = [
    ['is none where it is listed', documentOf([entry]), undefined, /^$/],
    [
      'tells where its bytes are when its project takes none any more',
      documentOf([], { status: { status: 'archived' } }),
      'closed',
      /archived\. Its bytes are stored already, as packages\/Demo/,
    ],
    [
      'was deleted, and its bytes go with it',
      documentOf([], { deleted: [entry.filename] }),
      'conflict',
      /deleted by another run.*again\.$/,
    ],
    [
      'was deleted in another spelling, and its own bytes stay',
      documentOf([], { deleted: ['demo-1.0-py3-none-any.whl'] }),
      'conflict',
      /deleted by another run.*bytes stay stored as packages\/Demo/,
    ],
    ['is listed with other bytes', documentOf([{ ...entry, ...other }]), 'conflict', /published by another run.*with other bytes\.$/],
    [
      'is listed in another spelling, and its own bytes stay',
      documentOf([documentFile('demo-1.0-py3-none-any.whl', other)]),
      'conflict',
      /\(as demo-1\.0-py3-none-any\.whl\).*bytes stay stored as packages\/Demo/,
    ],
  ]
  for (const [what, document, why, says] of cases)
    it(what, () => {
      const [left, ...more] = lostTo(document, put)
      assert.deepEqual([left?.why, more], [why, []])
      assert.match(left?.says ?? '', says)
    })
})
