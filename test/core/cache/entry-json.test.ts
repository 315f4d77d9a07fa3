import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { formatEntry, parseEntry } from '../../../core/cache/entry-json.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { root } from '../../root.ts'
import { anyEntry, builtFile, cacheEntry, manifest, stored, suiteRun } from './entries.ts'

const changed = (change: Record<string, unknown>): string => JSON.stringify({ ...JSON.parse(formatEntry(cacheEntry())), ...change })
const codeOf = (text: string): string | undefined => problemCode(() => parseEntry(text, 'entry'))

describe('the document of an entry', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(anyEntry, (entry) => assert.deepEqual(parseEntry(formatEntry(entry), 'entry'), entry)))
  })

  it('holds reports and coverage that its suites tell of', () => assert.deepEqual(parseEntry(formatEntry(cacheEntry()), 'e'), cacheEntry()))

  it('is the same bytes whatever the order of its members', () => {
    const turned = Object.fromEntries(Object.entries(cacheEntry().inputs).toReversed())
    assert.equal(formatEntry(cacheEntry({ inputs: turned })), formatEntry(cacheEntry()))
  })

  it('has bytes that do not change', () => {
    const shipped = readFileSync(join(root, 'test/golden/shipped/cache-entry-1.json'), 'utf8')
    assert.equal(formatEntry(cacheEntry()), shipped)
    assert.deepEqual(parseEntry(shipped, 'cache-entry-1.json'), cacheEntry())
  })

  it('takes keys that it does not know', () => assert.deepEqual(parseEntry(changed({ _later: 1 }), 'e'), cacheEntry()))

  it('makes nothing of names that the language knows', () => {
    const entry = parseEntry(changed({ inputs: JSON.parse('{"__proto__":"x"}') }), 'e')
    assert.deepEqual([Object.keys(entry.inputs), 'x' in {}], [['__proto__'], false])
  })

  const wheel = stored('spam', 'spam-1.0-py3-none-any.whl', 'file')
  const refused: [why: string, change: Record<string, unknown>][] = [
    ['a newer format', { version: 2 }],
    ['no format', { version: undefined }],
    ['a key that is none', { key: '../x' }],
    ['a key in capitals', { key: 'AB'.repeat(32) }],
    ['a place that leads elsewhere', { place: 'wheels/../../x' }],
    ['a place of one name', { place: 'wheels' }],
    ['an unknown kind', { kind: 'half' }],
    ['no manifest', { manifest: undefined }],
    ['a manifest of a newer format', { manifest: { ...manifest(), version: 2 } }],
    ['a hostile name in the manifest', { manifest: manifest({ files: [builtFile({ name: '../spam' })] }) }],
    ['a hostile stored name', { stored: [wheel, { ...wheel, as: 'log', name: '../../.bashrc' }] }],
    ['a stored name with a drive', { stored: [wheel, { ...wheel, as: 'log', name: 'c:x' }] }],
    ['a stored digest that is none', { stored: [{ ...wheel, sha256: 'abc' }] }],
    ['a size below nothing', { stored: [{ ...wheel, size: -1 }] }],
    ['a stored file of an unknown kind', { stored: [wheel, { ...wheel, as: 'script' }] }],
    ['a stored file twice', { stored: [wheel, wheel] }],
    ['a file twice in the manifest', { stored: [wheel], manifest: manifest({ files: [builtFile(), builtFile()], suites: [] }) }],
    ['a stored file that the manifest does not name', { stored: [wheel, stored('x', 'x.whl', 'file')] }],
    ['a file of the manifest that is not stored', { stored: [] }],
    ['another size than the manifest tells', { stored: [{ ...wheel, size: 5 }] }],
    ['other bytes than the manifest tells', { stored: [{ ...wheel, sha256: sha256Of('eggs') }] }],
    ['a report that no suite names', { stored: [wheel, stored('x', 'other.xml', 'report')] }],
    ['coverage that is only a report', { stored: [wheel, stored('x', 'spam-unit.xml', 'coverage')] }],
    [
      'coverage without a name',
      { stored: [wheel, stored('x', '', 'coverage')], manifest: manifest({ suites: [suiteRun({ coverage: '' })] }) },
    ],
    ['seconds below nothing', { seconds: -1 }],
    ['inputs that are no texts', { inputs: { python: 3 } }],
    ['inputs in a list', { inputs: [] }],
    ['files that are no maps', { files: { a: 'b' } }],
    ['an observation without a python', { observed: { '3.12': { toolchain: [] } } }],
  ]
  for (const [why, change] of refused) it(`refuses ${why}`, () => assert.equal(codeOf(changed(change)), 'CACHE_INVALID'))

  it('refuses what is no document, and one beyond all measure', () => {
    for (const text of ['', 'null', '[]', '"x"', '{', '<Error/>', formatEntry(cacheEntry()).slice(0, -9), ' '.repeat(2 ** 25 + 1)])
      assert.equal(codeOf(text), 'CACHE_INVALID', text.slice(0, 20))
  })

  it('refuses whatever it cannot read by that code alone, wherever it is cut or changed', () => {
    const text = formatEntry(cacheEntry())
    fc.assert(
      fc.property(fc.nat(text.length - 3), fc.constantFrom('', '"', '{', '0', 'null', '\0'), fc.nat(40), (at, put, gone) => {
        const code = codeOf(text.slice(0, at) + put + text.slice(at + gone))
        assert.ok(code === undefined || code === 'CACHE_INVALID')
      }),
    )
  })
})
