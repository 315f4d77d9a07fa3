import assert from 'node:assert/strict'
import fc from 'fast-check'
import { changedServices, type Diff, diffBelow, diffOf, formatDiff, parseDiff } from '../../../core/changes/diff.ts'

const none: Diff = { changed: [], deleted: [], excludePaths: [], pullRequest: '-1' }

describe('parseDiff', () => {
  const table: [why: string, text: string, diff: Partial<Diff>][] = [
    [
      "azure-sdk's own",
      '{"ChangedFiles":["sdk/a/x.py"],"ChangedServices":["a"],"ExcludePaths":["sdk/b/"],"DeletedFiles":["sdk/c/y"],"PRNumber":"7"}',
      { changed: ['sdk/a/x.py'], deleted: ['sdk/c/y'], excludePaths: ['sdk/b/'], pullRequest: '7' },
    ],
    [
      'keys in any case',
      '{"changedfiles":["a"],"DELETEDFILES":["b"],"prnumber":"7"}',
      { changed: ['a'], deleted: ['b'], pullRequest: '7' },
    ],
    ['lists that are null or absent', '{"ChangedFiles":null,"ExcludePaths":null}', {}],
    ['a lone text, which PowerShell makes of a list of one', '{"ChangedFiles":"a","DeletedFiles":""}', { changed: ['a'] }],
    ['a byte order mark', '\uFEFF{"ChangedFiles":["a"]}', { changed: ['a'] }],
    ['a number', '{"ChangedFiles":[],"PRNumber":7}', { pullRequest: '7' }],
    ['no number', '{"ChangedFiles":[],"PRNumber":null}', {}],
    ['an empty number', '{"ChangedFiles":[],"PRNumber":""}', {}],
    ['deleted files alone', '{"DeletedFiles":["b"]}', { deleted: ['b'] }],
    ['keys that are not known', '{"ChangedFiles":["a"],"More":{}}', { changed: ['a'] }],
    ['paths twice, and unsorted', '{"ChangedFiles":["b","a","b"]}', { changed: ['a', 'b'] }],
    ['names with anything in them', '{"ChangedFiles":["a\\nb","é \\"x\\""]}', { changed: ['a\nb', 'é "x"'] }],
  ]
  for (const [why, text, diff] of table) it(`reads ${why}`, () => assert.deepEqual(parseDiff(text, 'diff.json'), { ...none, ...diff }))

  const wrong: [why: string, text: string][] = [
    ['what is no JSON', 'ChangedFiles: a'],
    ['nothing', ''],
    ['a map without files, by which nothing would be tested', '{}'],
    ['the manifest of something else', '{"files":["a"]}'],
    ['a list', '["a"]'],
    ['null', 'null'],
    ['a path that is no text', '{"ChangedFiles":["a",1]}'],
    ['a path that is empty', '{"ChangedFiles":["a",""]}'],
    ['a list that is a map', '{"ChangedFiles":{"a":1}}'],
    ['a number that is a list', '{"ChangedFiles":[],"PRNumber":[]}'],
  ]
  for (const [why, text] of wrong) it(`refuses ${why}`, () => assert.throws(() => parseDiff(text, 'diff.json'), { code: 'FILE_INVALID' }))
})

const paths = fc.uniqueArray(fc.string({ minLength: 1 })).map((list) => list.sort())
const diffs = fc
  .tuple(paths, paths, paths, fc.nat())
  .map(([changed, deleted, excludePaths, number]): Diff => ({ changed, deleted, excludePaths, pullRequest: String(number) }))

describe('formatDiff', () => {
  it("has azure-sdk's keys in their order, and lists that are never null", () =>
    assert.equal(
      formatDiff({ ...none, changed: ['README.md', 'sdk/b/x', 'sdk/a/y', 'sdk/a/z'], deleted: ['sdk/gone/x'] }),
      `{
  "ChangedFiles": [
    "README.md",
    "sdk/b/x",
    "sdk/a/y",
    "sdk/a/z"
  ],
  "ChangedServices": [
    "a",
    "b"
  ],
  "ExcludePaths": [],
  "DeletedFiles": [
    "sdk/gone/x"
  ],
  "PRNumber": "-1"
}
`,
    ))
  it('reads back as it was', () => fc.assert(fc.property(diffs, (diff) => assert.deepEqual(parseDiff(formatDiff(diff), 'x'), diff))))
  it('is the same bytes for the same diff', () =>
    fc.assert(fc.property(diffs, (diff) => assert.equal(formatDiff(diff), formatDiff(structuredClone(diff))))))
})

describe('changedServices', () => {
  const table: [changed: string[], services: string[]][] = [
    [
      ['sdk/storage/a.py', 'sdk/core/b.py', 'sdk/storage/c.py'],
      ['core', 'storage'],
    ],
    [['eng/sdk/tools/x'], ['tools']],
    [['sdk/README.md'], ['README.md']],
    [['SDK/Core/x'], ['Core']],
    [['sdk', 'README.md'], []],
    [['sdk/a/sdk/b/x'], ['a']],
  ]
  for (const [changed, services] of table)
    it(`are ${services.join(', ') || 'none'} of ${changed.join(', ')}`, () => assert.deepEqual(changedServices({ changed }), services))
})

describe('diffOf', () => {
  it('has each path once and sorted, what is gone apart', () =>
    assert.deepEqual(
      diffOf(
        [
          { path: 'c', kind: 'changed' },
          { path: 'b', kind: 'deleted' },
          { path: 'a', kind: 'added' },
          { path: 'c', kind: 'added' },
          { path: 'b', kind: 'deleted' },
        ],
        { excludePaths: ['x'], pullRequest: '7' },
      ),
      { changed: ['a', 'c'], deleted: ['b'], excludePaths: ['x'], pullRequest: '7' },
    ))
})

describe('diffBelow', () => {
  const diff = { ...none, changed: ['sdk/a', 'sdk/a/x', 'sdk/ab/x', 'y'], deleted: ['sdk/a/gone', 'sdk'] }
  const table: [target: string, changed: string[], deleted: string[]][] = [
    ['', diff.changed, diff.deleted],
    ['sdk/a', ['sdk/a', 'sdk/a/x'], ['sdk/a/gone']],
    ['sdk', ['sdk/a', 'sdk/a/x', 'sdk/ab/x'], ['sdk/a/gone', 'sdk']],
    ['nope', [], []],
    ['sdk/*', [], []],
  ]
  for (const [target, changed, deleted] of table)
    it(`keeps what is at or below '${target}'`, () => assert.deepEqual(diffBelow(diff, target), { ...none, changed, deleted }))
})
