import assert from 'node:assert/strict'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { type Told, unreadFiles } from '../../../core/index/unread.ts'
import { documentFile, documentOf } from './documents.ts'

const wheel = 'demo-1.0-py3-none-any.whl'
const shouted = 'Demo-1.0-py3-none-any.whl'
const unhashed = (name: string): DocumentFile => {
  const { sha256: _sha256, ...rest } = documentFile(name)
  return rest
}
const ask = (keys: readonly string[], is: Partial<Told> = {}): [unread: string[], doubles: string[]] => {
  const files = keys.map((key) => ({ key, size: 7, filename: key.slice(key.lastIndexOf('/') + 1) }))
  const { unread, doubles } = unreadFiles(files, { document: undefined, linked: new Set(), computeHashes: true, ...is })
  return [unread.map(({ key, listed }) => (listed === undefined ? key : `${key} again`)), doubles.map(({ file }) => file)]
}

describe('files that a document does not tell of', () => {
  const cases: [what: string, keys: readonly string[], is: Partial<Told>, unread: readonly string[], doubles: readonly string[]][] = [
    ['all without a document', [`packages/${wheel}`], {}, [`packages/${wheel}`], []],
    ['none that is listed', [`packages/${wheel}`], { document: documentOf([documentFile(wheel)]) }, [], []],
    ['none that was deleted, in any spelling', [`packages/${wheel}`], { document: documentOf([], { deleted: [shouted] }) }, [], []],
    [
      'both of two spellings where no document is',
      [`packages/${wheel}`, `packages/${shouted}`],
      {},
      [`packages/${wheel}`, `packages/${shouted}`],
      [],
    ],
    [
      'no second spelling beside a listed one',
      [`packages/${wheel}`, `packages/${shouted}`],
      { document: documentOf([documentFile(wheel)]) },
      [],
      [`packages/${shouted}`],
    ],
    [
      'but one that an old page lists',
      [`packages/${wheel}`, `packages/${shouted}`],
      { document: documentOf([documentFile(wheel)]), linked: new Set([shouted]) },
      [`packages/${shouted}`],
      [],
    ],
    ['the first of two places', [`packages/${wheel}`, `demo/${wheel}`], {}, [`packages/${wheel}`], [`demo/${wheel}`]],
    [
      'no other place than the listed one',
      [`packages/${wheel}`, `demo/${wheel}`],
      { document: documentOf([documentFile(wheel, { url: `../../demo/${wheel}` })]) },
      [],
      [`packages/${wheel}`],
    ],
    [
      'one that is listed without its hash',
      [`packages/${wheel}`],
      { document: documentOf([unhashed(wheel)]) },
      [`packages/${wheel} again`],
      [],
    ],
    ['and not where none are computed', [`packages/${wheel}`], { document: documentOf([unhashed(wheel)]), computeHashes: false }, [], []],
  ]
  for (const [what, keys, is, unread, doubles] of cases) it(`are ${what}`, () => assert.deepEqual(ask(keys, is), [unread, doubles]))
})
