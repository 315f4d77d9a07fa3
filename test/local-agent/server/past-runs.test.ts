import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepPastRun, readPastRuns } from '../../../local-agent/server/past-runs.ts'
import { runOf } from '../services/run.ts'
import { Place } from './runs.ts'

describe('runs that have ended', () => {
  let folder = ''
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'past-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const ids = (): number[] => readPastRuns(folder).map(({ buildId }) => buildId)

  it('are none at first', () => assert.deepEqual(ids(), []))

  it('are kept the latest first, an attempt in the place of the one before', () => {
    for (const buildId of [1, 2, 3]) keepPastRun(folder, runOf({ buildId, result: 'failed' }))
    keepPastRun(folder, runOf({ buildId: 2, result: 'succeeded' }))
    assert.deepEqual(ids(), [2, 3, 1])
    assert.equal(readPastRuns(folder)[0]?.result, 'succeeded')
  })

  it('are kept as a list shows them: with their stages, without what was in them', () => {
    const coverage = [{ name: 'c.xml', lines: undefined, branches: undefined }]
    const run = runOf({ result: 'succeeded', status: 'completed', tags: new Set(['a tag']), coverage })
    keepPastRun(folder, run)
    const [kept] = readPastRuns(folder)
    assert.deepEqual(
      kept?.records.map(({ type, identifier, finishTime }) => ({ type, identifier, finishTime })),
      run.records.filter(({ type }) => type === 'Stage').map(({ type, identifier, finishTime }) => ({ type, identifier, finishTime })),
    )
    const { records: _kept, ...rest } = kept ?? runOf()
    const { records: _of, ...whole } = run
    assert.deepEqual(rest, { ...whole, artifacts: [], attachments: [], approvals: [], coverage: [] })
  })

  it('are the last hundred', () => {
    for (let buildId = 1; buildId <= 103; buildId++) keepPastRun(folder, runOf({ buildId }))
    assert.deepEqual([ids().length, ids()[0], ids().at(-1)], [100, 103, 4])
  })

  for (const text of ['', 'null', '{"version":99,"runs":3}', '{"version":1'])
    it(`are none in ${JSON.stringify(text)}`, () => {
      writeFileSync(join(folder, 'past.json'), text)
      assert.deepEqual(ids(), [])
    })
})

describe('runs of a pipeline', () => {
  const place = new Place()
  after(() => place.remove())
  const past = (): unknown => readPastRuns(join(place.folder, 'out', 'run')).map(({ buildId, result }) => [buildId, result])

  it('are known to the runs after them, once each', async () => {
    const failed = await place.run('steps: [ { checkout: none }, { bash: "test $(System.JobAttempt) = 2" } ]')
    assert.deepEqual(past(), [[failed.run.buildId, 'failed']])
    await place.run('steps: [ { checkout: none }, { bash: "test $(System.JobAttempt) = 2" } ]', { rerun: true })
    assert.deepEqual(past(), [[failed.run.buildId, 'succeeded']])
    const next = await place.run('steps: [ { checkout: none }, { bash: "true" } ]')
    assert.deepEqual(past(), [
      [next.run.buildId, 'succeeded'],
      [failed.run.buildId, 'succeeded'],
    ])
  })
})
