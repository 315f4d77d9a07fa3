import assert from 'node:assert/strict'
import { type Candidate, planIndex, uploadTimeOf } from '../../../core/index/plan.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile, documentOf } from './documents.ts'

const demo = normalizeName('demo')
const candidate = (filename: string, change: Partial<Candidate> = {}): Candidate => ({
  filename,
  project: demo,
  file: { path: `/x/${filename}`, size: 3, sha256: sha256Of(filename) },
  metadata: { bytes: new Uint8Array([1]), sha256: sha256Of('metadata') },
  ...change,
})
const now = { documents: new Map(), lagging: new Set<typeof demo>(), uploadTime: 'T', filesUrl: undefined }

const file = 'demo-1.0-py3-none-any.whl'

describe('planIndex', () => {
  it('puts what is not there, and says all of it in the document', () => {
    const plan = planIndex([candidate(file, { requiresPython: '>=3', build: { run: '7', commit: 'c' } })], [], now)
    assert.deepEqual(plan.projects, ['demo'])
    assert.deepEqual(plan.puts[0]?.entry, {
      filename: file,
      url: `../../packages/${file}`,
      sha256: sha256Of(file),
      size: 3,
      requiresPython: '>=3',
      uploadTime: 'T',
      yanked: false,
      metadata: sha256Of('metadata'),
      build: { run: '7', commit: 'c' },
      kept: {},
      hashes: {},
    })
    assert.equal(plan.puts[0]?.key, `packages/${file}`)
  })

  for (const [why, document] of [
    ['same', documentOf([documentFile(file)])],
    ['conflict', documentOf([documentFile(file, { sha256: sha256Of('other') })])],
    ['conflict', documentOf([documentFile('Demo-1.0.0-py3-none-any.whl')].map((one) => ({ ...one, sha256: sha256Of('other') })))],
    ['conflict', documentOf([], { deleted: [file] })],
  ] as const) {
    it(`leaves what is there: ${why}, ${JSON.stringify(document.files.map((one) => one.filename))}`, () => {
      const plan = planIndex([candidate(file)], [], { ...now, documents: new Map([[demo, document]]) })
      assert.deepEqual([plan.puts, plan.left.map((one) => one.why), plan.projects], [[], [why], []])
      assert.equal(plan.left[0]?.says === '', why === 'same')
    })
  }

  it('keeps every no: what was refused, and why', () => {
    const refused = { file: 'x.whl', why: 'refused', says: 'no zip' } as const
    assert.deepEqual(planIndex([], [refused], now).left, [refused])
  })

  it('has the pages of a lagging project written though no file is new', () => {
    assert.deepEqual(planIndex([], [], { ...now, lagging: new Set([demo]) }).projects, ['demo'])
  })
})

describe('uploadTimeOf', () => {
  it('has microseconds', () => assert.equal(uploadTimeOf('2026-11-20T12:00:00.123Z'), '2026-11-20T12:00:00.123000Z'))
})

describe('keeping some development versions', () => {
  const at = '2026-11-20T12:00:00.000000Z'
  const dev = 'demo-1.0.dev1-py3-none-any.whl'
  const old = documentFile('demo-1.0.dev0-py3-none-any.whl', { uploadTime: '2026-01-01T00:00:00.000000Z' })
  const how = { ...now, uploadTime: at, keep: { kind: 'versions', count: 1 } as const }
  const removed = (filename: string, document = documentOf([old]), change: Partial<Candidate> = {}): string[] =>
    planIndex([candidate(filename, change)], [], { ...how, documents: new Map([[demo, document]]) }).removals.flatMap(({ files }) =>
      files.map((file) => file.filename),
    )

  it('removes what the new file leaves out', () => assert.deepEqual(removed(dev), [old.filename]))

  it('removes nothing where the new file leaves all in', () => assert.deepEqual(removed(file), []))

  it('removes what a smaller number leaves out though nothing is new, and writes that project', () => {
    const document = documentOf([old, documentFile(dev, { uploadTime: at })])
    assert.deepEqual(removed(dev, document), [old.filename])
    assert.deepEqual(planIndex([candidate(dev)], [], { ...how, documents: new Map([[demo, document]]) }).projects, ['demo'])
  })

  it('removes nothing for a file that is not taken', () => {
    const document = documentOf([old, documentFile(dev, { uploadTime: at })])
    assert.deepEqual(removed(dev, document, { file: { path: 'x', size: 1, sha256: sha256Of('other') } }), [])
    assert.deepEqual(removed(dev, documentOf([old], { status: { status: 'archived' } })), [])
  })

  it('says nothing where all are kept', () => {
    const { retentions, removals } = planIndex([candidate(dev)], [], {
      ...how,
      keep: undefined,
      documents: new Map([[demo, documentOf([old])]]),
    })
    assert.deepEqual([retentions.size, removals], [0, []])
  })
})
