import assert from 'node:assert/strict'
import type { Outcome } from '../../../core/outcome.ts'
import type { RunRecord } from '../../../local-agent/record.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { sdist } from '../../local-agent/services/distributions.ts'
import { builtRun, made, type RealRelease, realPorts, startRealRelease, type Told, whole } from './real-release.ts'
import { inputsOf } from './releasing.ts'

describe('an approval that is used again', () => {
  let release: RealRelease
  beforeEach(async () => {
    release = await startRealRelease()
  })
  afterEach(async () => await release.close())

  const released = async (told: Told): Promise<Outcome> => await run(inputsOf(told.inputs, told.agent), realPorts(told))
  /** Plans, and gives the code; the plan becomes an artifact in place of an earlier one. */
  const planned = async (more: Partial<Told> = {}): Promise<string> => {
    const told = release.planning(more)
    const { outputs } = await released(told)
    const kept = release.run.artifacts.filter(({ name }) => !name.startsWith('release-plan'))
    release.run.artifacts.splice(0, Infinity, ...kept)
    release.adopt(told.attached, 'job-1')
    return outputs['approvalCode'] ?? assert.fail('no code')
  }
  const refused = async (code: RegExp, more: Partial<Told> = {}): Promise<void> => {
    const { result, problems } = await released(release.publishing(more))
    assert.equal(result, 'failed')
    assert.match(problems.map((one) => one.text).join('\n'), code)
    assert.deepEqual([release.posts(), release.shelved()], [0, {}])
  }

  it('publishes what it was given for, which the others here are a change of', async () => {
    release.approve(await planned())
    assert.equal((await released(release.publishing())).result, 'succeeded')
    assert.deepEqual(release.shelved(), whole)
  })

  it('releases nothing of another run, though it has the very same files', async () => {
    Object.assign(release.run, { buildId: 41 })
    const code = await planned({ agent: { 'Build.BuildId': '41' } })
    Object.assign(release.run, { buildId: 42 })
    assert.notEqual(await planned(), code)
    release.approve(code)
    await refused(/CODE_MISSING/)
  })

  it('releases nothing to another index', async () => {
    const code = await planned()
    await planned({ inputs: { repository: `${release.index.uploadUrl}?other`, checkUrl: release.index.simpleUrl } })
    release.approve(code)
    await refused(/CODE_MISSING/)
  })

  it('releases nothing by a weaker policy', async () => {
    const code = await planned()
    await planned({ inputs: { separationOfDuties: 'none' } })
    release.approve(code)
    await refused(/CODE_MISSING/, { inputs: { separationOfDuties: 'none' } })
  })

  it('releases no other bytes of the same names', async () => {
    const code = await planned()
    release.approve(code)
    const other = sdist({ name: 'spam', version: '1.0', requiresPython: '>=3.9' })
    const [artifact] = release.run.artifacts
    assert.ok(artifact && made.some(({ file }) => file === other.file))
    release.run.artifacts[0] = { ...artifact, files: new Map([...artifact.files, [other.file, other.bytes]]) }
    await assert.rejects(released(release.publishing()), { code: 'HASH_MISMATCH' })
    assert.deepEqual([release.posts(), release.shelved()], [0, {}])
  })

  it('releases nothing in a further attempt of the stage, for which nobody was asked', async () => {
    release.approve(await planned())
    const stage = release.run.records.find(({ id }) => id === 'stage-2')
    assert.ok(stage)
    stage.attempt = 2
    await refused(/CHECKPOINT_ATTEMPT/, { agent: { 'System.StageAttempt': '2' } })
  })

  it('releases nothing that was planned after it was given', async () => {
    release.approve(await planned())
    Object.assign(release.run.approvals[0] ?? {}, { approvedOn: '2026-11-21T10:04:59.000Z' })
    await refused(/APPROVED_BEFORE_PLAN/)
  })

  it('releases nothing in another stage than the one that it was given for', async () => {
    release.approve(await planned())
    const [given] = release.run.approvals
    assert.ok(given)
    release.approve('not yet')
    release.run.approvals.push({ ...given, id: 'approval-9', stage: 'elsewhere', environment: 'Elsewhere' })
    await refused(/CODE_MISSING/)
  })

  it('uploads nothing twice', async () => {
    release.approve(await planned())
    await released(release.publishing())
    const before = release.posts()
    const again = await released(release.publishing())
    assert.deepEqual([again.result, again.outputs['skippedCount'], release.posts()], ['succeeded', '3', before])
  })
})

describe('a code that is used again', () => {
  const built = builtRun(made, { buildId: '41' })
  const records = built.records.filter(({ state }) => state === 'completed').slice(0, 3)
  const source: RunRecord = { ...built, buildId: 41, planId: 'other', status: 'completed', result: 'succeeded', records }

  it('is that of a further release of the same run, and of no use to it before somebody approves that one', async () => {
    const release = await startRealRelease([], {}, [source])
    try {
      const released = async (told: Told): Promise<Outcome> => await run(inputsOf(told.inputs, told.agent), realPorts(told))
      const plannedIn = async (buildId: number): Promise<string> => {
        Object.assign(release.run, { buildId })
        release.run.artifacts.splice(0)
        const told = release.planning({ inputs: { source: '41' }, agent: { 'Build.BuildId': String(buildId) } })
        const { outputs } = await released(told)
        release.adopt(told.attached, 'job-1')
        return outputs['approvalCode'] ?? assert.fail('no code')
      }
      const publishing = (): Told => release.publishing({ agent: { 'Build.BuildId': '43' } })
      const code = await plannedIn(42)
      assert.equal(await plannedIn(43), code)
      release.approve('')
      assert.match((await released(publishing())).problems.map(({ text }) => text).join(), /CODE_MISSING/)
      assert.deepEqual([release.posts(), release.shelved()], [0, {}])
      release.approve(code)
      assert.equal((await released(publishing())).result, 'succeeded')
      assert.deepEqual(release.shelved(), whole)
    } finally {
      await release.close()
    }
  })
})
