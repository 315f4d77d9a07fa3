import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { DocumentFile } from '../../../core/index/document-file.ts'
import { mergeProject } from '../../../core/index/merge-project.ts'
import { type Keep, outdated, parseKeep, type Retention } from '../../../core/index/retention.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const at = '2026-11-20T12:00:00.000Z'
const wheel = (version: string, uploadTime?: string): DocumentFile =>
  documentFile(`demo-${version}-py3-none-any.whl`, uploadTime === undefined ? {} : { uploadTime })
/** Uploaded so many days before `at`. */
const aged = (version: string, days: number): DocumentFile =>
  wheel(version, new Date(Date.parse(at) - days * 86_400_000).toISOString().replace('Z', '000Z'))
const versions = (count: number): Keep => ({ kind: 'versions', count })
const days = (count: number): Keep => ({ kind: 'days', count })
const retention = (keep: Keep, published: readonly string[] = []): Retention => ({
  keep,
  at,
  published: published.map((text) => parseVersion(text)?.order ?? ''),
})
const gone = (files: readonly DocumentFile[], keep: Keep, published: readonly string[] = []): string[] =>
  outdated(demo, files, retention(keep, published)).map(({ version }) => version.canonical)

describe('how many development versions stay', () => {
  for (const [text, keep] of [
    ['10', versions(10)],
    [' 1 ', versions(1)],
    ['30d', days(30)],
    ['0', undefined],
    ['0d', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['10 d', undefined],
    ['10D', undefined],
    ['', undefined],
    ['1234567', undefined],
  ] as const)
    it(`reads '${text}'`, () => assert.deepEqual(parseKeep(text), keep))

  it('keeps the newest by when they were uploaded, for hashes do not sort', () => {
    const files = [aged('1.0.dev1+gfff', 3), aged('1.0.dev1+g000', 1), aged('1.0.dev1+gaaa', 2)]
    assert.deepEqual(gone(files, versions(1)), ['1.0.dev1+gaaa', '1.0.dev1+gfff'])
    assert.deepEqual(gone(files, versions(2)), ['1.0.dev1+gfff'])
    assert.deepEqual(gone(files, versions(3)), [])
  })

  it('keeps those that are younger than so many days', () => {
    const files = [aged('1.0.dev1', 29.9), aged('1.0.dev2', 30), aged('1.0.dev3', 30.1), aged('1.0+x', 400)]
    assert.deepEqual(gone(files, days(30)), ['1.0.dev3', '1.0+x'])
  })

  it('takes a version for as young as its youngest file', () => {
    const linux = documentFile('demo-1.0.dev1-cp311-cp311-linux_x86_64.whl', { uploadTime: '2026-11-19T00:00:00.000000Z' })
    assert.deepEqual(gone([aged('1.0.dev1', 90), linux], days(30)), [])
    assert.deepEqual(
      outdated(demo, [aged('1.0.dev1', 90), linux, aged('1.0.dev2', 0)], retention(versions(1))).map(({ files }) => files.length),
      [2],
    )
  })

  for (const version of ['1.0', '1.0rc1', '1.0a1', '1.0.post1', '2!1.0'])
    it(`never takes ${version} for a development version`, () => {
      assert.deepEqual(gone([aged(version, 999), aged('1.dev1', 0)], days(1)), [])
      assert.deepEqual(gone([aged(version, 999), aged('1.dev1', 0)], versions(1)), [])
    })

  for (const version of ['1.0.dev1', '1.0rc1.dev1', '1.0+cpu', '1.0.post1.dev2', '1.0rc1+x'])
    it(`takes ${version} for one`, () => assert.deepEqual(gone([aged(version, 999)], days(1)), [version]))

  it('never removes what has no upload time, in whole or in part, nor counts it', () => {
    const undated = [wheel('1.0.dev1'), wheel('1.0.dev2', 'yesterday')]
    assert.deepEqual(gone(undated, days(1)), [])
    assert.deepEqual(gone([...undated, aged('1.0.dev3', 9)], versions(1)), [])
    const partly = [aged('1.0.dev4', 99), documentFile('demo-1.0.dev4-cp311-cp311-linux_x86_64.whl')]
    assert.deepEqual(gone(partly, days(1)), [])
  })

  it('never removes what is being published, in whatever spelling', () => {
    assert.deepEqual(gone([aged('1.0.dev1', 99), aged('1.0.dev2', 98)], days(1), ['1.dev2']), ['1.0.dev1'])
  })

  it('counts a yanked version, and one that is an sdist, like any', () => {
    const yanked = { ...aged('1.0.dev1', 3), yanked: true }
    const sdist = documentFile('demo-1.0.dev2.tar.gz', { uploadTime: '2026-11-18T12:00:00.000000Z' })
    assert.deepEqual(gone([yanked, sdist, aged('1.0.dev3', 1)], versions(1)), ['1.0.dev2', '1.0.dev1'])
  })

  it('passes over files whose names tell no version', () => {
    assert.deepEqual(gone([documentFile('demo.exe', { uploadTime: '2020-01-01T00:00:00.000000Z' })], days(1)), [])
  })

  it('says why', () => {
    assert.match(outdated(demo, [aged('1.dev1', 9)], retention(days(1)))[0]?.why ?? '', /^of 2026-11-11, more than 1 day old$/)
    const two = outdated(demo, [aged('1.dev1', 9), aged('1.dev2', 1)], retention(versions(1)))
    assert.match(two[0]?.why ?? '', /not among the 1 newest/)
  })

  it('removes within a change only where the project takes files', () => {
    const files = [aged('1.0.dev1', 9), aged('1.0', 9)]
    const change = { kind: 'retain', retention: retention(days(1)) } as const
    const after = mergeProject(documentOf(files), demo, [change])
    assert.ok(after !== 'unchanged')
    assert.deepEqual([after.files, after.deleted, after.leaving], [[files[1]], [files[0]?.filename], [`packages/${files[0]?.filename}`]])
    assert.equal(mergeProject(after, demo, [change]), 'unchanged')
    assert.equal(mergeProject(documentOf(files, { status: { status: 'archived' } }), demo, [change]), 'unchanged')
  })

  it('leaves what it left: whatever is listed, nothing but development versions goes, and the newest never', () => {
    const file = fc.record({ version: fc.constantFrom('1.0', '1.0rc1', '1.0+a', '1.0.dev1', '1.0.dev2', '2.0.dev1+g1'), age: fc.nat(60) })
    const keep = fc.oneof(fc.integer({ min: 1, max: 4 }).map(versions), fc.integer({ min: 1, max: 40 }).map(days))
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: (one) => one.version }), keep, (rows, rule) => {
        const files = rows.map(({ version, age }) => aged(version, age))
        const first = new Set(outdated(demo, files, retention(rule)).flatMap((one) => one.files))
        const rest = files.filter((one) => !first.has(one))
        assert.deepEqual(outdated(demo, rest, retention(rule)), [])
        for (const one of first) assert.match(one.filename, /\.dev|\+/)
        if (rule.kind === 'versions') assert.ok(rest.length >= Math.min(rule.count, files.length))
      }),
    )
  })
})
