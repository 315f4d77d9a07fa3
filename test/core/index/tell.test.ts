import assert from 'node:assert/strict'
import type { LeftFile } from '../../../core/index/plan.ts'
import { planIndex } from '../../../core/index/plan.ts'
import { countLine, pipLine, problemsOf, summaryOf, tellPlan } from '../../../core/index/tell.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { parseVersion } from '../../../core/python/version.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { documentFile } from './documents.ts'

const left: LeftFile[] = [
  { file: 'a-1.0-py3-none-any.whl', why: 'same', says: '' },
  { file: 'b.whl', why: 'conflict', says: 'b.whl is taken.' },
  { file: 'c|<d>.whl', why: 'refused', says: 'no zip' },
]
const plan = planIndex(
  [
    {
      filename: 'demo-1.0-py3-none-any.whl',
      project: normalizeName('demo'),
      file: { path: 'x', size: 1234, sha256: sha256Of('x') },
      metadata: { bytes: new Uint8Array(), sha256: sha256Of('') },
    },
  ],
  left,
  { documents: new Map(), lagging: new Set(), uploadTime: 'T', filesUrl: undefined },
)

describe('telling of an index', () => {
  it('says every file, and of every file that stays out, why', () => {
    assert.deepEqual(tellPlan(plan), [
      'publish  demo-1.0-py3-none-any.whl (1.2 kB)',
      'skip     a-1.0-py3-none-any.whl: already there',
      'leave    b.whl: b.whl is taken.',
      'leave    c|<d>.whl: no zip',
    ])
    assert.deepEqual(tellPlan({ puts: [], left: [], projects: [], retentions: new Map(), removals: [] }), ['nothing to publish'])
  })

  it('makes a Problem of each file that is at fault', () => {
    assert.deepEqual(
      problemsOf(left).map((problem) => problem.code),
      ['CONFLICT', 'WHEEL_INVALID'],
    )
  })

  it('gives a line to copy', () => {
    const indexUrl = 'https://h/simple'
    assert.equal(pipLine({ published: plan.puts, left, indexUrl }), 'pip install --index-url https://h/simple demo')
    assert.equal(pipLine({ published: [], left, indexUrl }), 'pip install --index-url https://h/simple a')
    assert.equal(pipLine({ published: [], left: [], indexUrl }), 'pip install --index-url https://h/simple PROJECT')
  })

  it('makes a table that no file name breaks', () => {
    const summary = summaryOf({ published: plan.puts, adopted: [], left, removed: [], dryRun: false, indexUrl: 'https://h/simple' }, 1)
    const rows = summary.split('\n').filter((line) => line.startsWith('| '))
    assert.equal(rows.length, 5)
    for (const row of rows) assert.equal(row.split(' | ').length, 4)
    assert.equal(summary.includes('<d>'), false)
  })

  it('says what a dry run would do, and what was there unlisted', () => {
    const told = { published: plan.puts, adopted: plan.puts, left: [], removed: [], indexUrl: 'x' }
    assert.match(summaryOf({ ...told, dryRun: true }, 0), /would be published/)
    assert.match(summaryOf({ ...told, dryRun: false }, 0), /was stored, unlisted/)
  })

  it('says which development versions go, why, and what that costs', () => {
    const file = documentFile('demo-1.0.dev1-py3-none-any.whl', { size: 2000 })
    const version = parseVersion('1.0.dev1')
    assert.ok(version !== undefined)
    const removed = [{ project: normalizeName('demo'), version, files: [file], why: 'of 2026-01-01, too old' }]
    assert.deepEqual(tellPlan({ puts: [], left, projects: [], retentions: new Map(), removals: removed }).slice(-2), [
      'remove   demo-1.0.dev1-py3-none-any.whl: of 2026-01-01, too old',
      'removing them takes 2 requests more, two for each file',
    ])
    const told = { published: [], adopted: [], left: [], removed, indexUrl: 'x' }
    assert.match(summaryOf({ ...told, dryRun: false }, 0), /2\.0 kB \| removed: of 2026-01-01, too old \|/)
    assert.match(summaryOf({ ...told, dryRun: true }, 0), /would be removed/)
  })

  it('counts what came of it, in the log and above the table', () => {
    const version = parseVersion('1.0.dev1') ?? assert.fail()
    const old = [documentFile('demo-1.0.dev1-py3-none-any.whl'), documentFile('demo-1.0.dev1.tar.gz')]
    const removed = [{ project: normalizeName('demo'), version, files: old, why: 'too old' }]
    const told = { published: plan.puts, adopted: [], left, removed: [], dryRun: false, indexUrl: 'x' }
    assert.equal(countLine(told, 1), '1 published, 1 skipped, 2 left out')
    assert.equal(countLine({ ...told, removed, dryRun: true }, 2), '1 would be published, 2 skipped, 1 left out, 2 would be removed')
    assert.match(summaryOf({ ...told, removed }, 1), /\n1 published, 1 skipped, 2 left out, 2 removed\.\n\n\| File/)
  })

  it('gives a line to copy for an sdist that was there', () => {
    assert.match(pipLine({ published: [], left: [{ file: 'my_demo-1.0.tar.gz', why: 'same', says: '' }], indexUrl: 'x' }), / my-demo$/)
  })
})
