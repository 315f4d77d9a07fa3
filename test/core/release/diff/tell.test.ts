import assert from 'node:assert/strict'
import type { ReleaseDiff } from '../../../../core/release/diff/release-diff.ts'
import { tellDiffs } from '../../../../core/release/diff/tell.ts'

const diff: ReleaseDiff = {
  project: 'spam',
  version: '2.0',
  first: false,
  there: 0,
  last: '1.0',
  newer: undefined,
  files: { gained: [], lost: [], before: { files: 1, bytes: 1000 }, now: { files: 2, bytes: 3000 }, changed: [] },
  fields: [],
  unread: '',
}
const shown = (change: Partial<ReleaseDiff>): string =>
  tellDiffs([{ ...diff, ...change }], 'https://example.org/simple').replaceAll(/&#(\d+);/g, (_, number: string) =>
    String.fromCodePoint(Number(number)),
  )

describe('what a release changes, as an approver sees it', () => {
  for (const [what, change, told] of [
    ['what it is compared with', {}, /### spam 2\.0, compared with 1\.0/],
    [
      'a first release',
      { first: true, last: undefined, files: undefined },
      /\*\*The first release of spam at https:\/\/example\.org\/simple:\*\*/,
    ],
    ['that it is the only one', { last: undefined, files: undefined }, /No other version is there/],
    ['what is there already', { there: 1 }, /1 file of this version is there already/],
    ['that a newer one is there', { newer: '3.0' }, /\*\*Not the newest:\*\* 3\.0/],
    [
      'platforms that are gone',
      { files: { ...diff.files!, lost: ['cp39-cp39-win32'] } },
      /\*\*No longer there:\*\* <code>cp39-cp39-win32<\/code>/,
    ],
    ['new platforms', { files: { ...diff.files!, gained: ['a', 'b'] } }, /- New: <code>a<\/code>, <code>b<\/code>/],
    ['that nothing is new', {}, /For the same platforms and pythons/],
    ['sizes', {}, /1 file, 1\.0 kB → 2 files, 3\.0 kB \(\+200 %\)/],
    ['sizes that nobody told', { files: { ...diff.files!, before: { files: 1, bytes: undefined } } }, /- 1 file → 2 files, 3\.0 kB$/m],
    ['what has grown', { files: { ...diff.files!, changed: [{ tag: 'sdist', before: 1000, now: 900_000 }] } }, /sdist 1\.0 kB → 900\.0 kB/],
    [
      'a field that has changed',
      { fields: [{ field: 'Requires-Python', gone: ['>=3.8'], added: ['>=3.9'] }] },
      /Requires-Python: <code>>=3\.8<\/code> → <code>>=3\.9<\/code>/,
    ],
    [
      'what a field has lost and gained',
      { fields: [{ field: 'Requires-Dist', gone: ['a', 'b'], added: ['c'] }] },
      /Requires-Dist: new <code>c<\/code>; gone <code>a<\/code>, <code>b<\/code>/,
    ],
    ['that the metadata are the same', {}, /say the same of what installs/],
    ['that they could not be read', { unread: 'it answered 404' }, /only Requires-Python is compared: it answered 404/],
  ] as const)
    it(`tells ${what}`, () => assert.match(shown(change), told))

  it('stays short, however much there is', () => {
    const many = Array.from({ length: 300 }, (_, at) => `cp3${at}-cp3${at}-win_amd64`)
    const long = 'x'.repeat(100_000)
    const text = shown({
      files: { ...diff.files!, gained: many, lost: many },
      fields: [{ field: 'Summary', gone: [long], added: [long.replace('x', 'y')] }],
    })
    assert.match(text, /and 288 more/)
    assert.ok(text.length < 3000)
  })
  it('lets nothing that was read add markup', () => {
    const hostile = '|<img src=x>[a](http://evil)`'
    const text = tellDiffs(
      [
        {
          ...diff,
          project: hostile,
          version: hostile,
          last: hostile,
          newer: hostile,
          unread: hostile,
          fields: [{ field: 'Summary', gone: [hostile], added: [] }],
        },
      ],
      hostile,
    )
    assert.doesNotMatch(text, /<img|\[a\]\(|\|<img/)
  })
})
