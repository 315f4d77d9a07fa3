import assert from 'node:assert/strict'
import type { Outcome } from '../../../core/outcome.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { sdist } from '../../local-agent/services/distributions.ts'
import { made, type RealRelease, realPorts, startRealRelease, type Told, whole } from './real-release.ts'
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
    await assert.rejects(released(release.publishing()), ({ code: is }: { code: string }) => /PLAN_CHANGED|HASH_MISMATCH|INVALID/.test(is))
    assert.deepEqual([release.posts(), release.shelved()], [0, {}])
  })

  it('releases nothing in a further attempt of the stage, for which nobody was asked', async () => {
    release.approve(await planned())
    const stage = release.run.records.find(({ id }) => id === 'stage-2')
    assert.ok(stage)
    stage.attempt = 2
    await refused(/CHECKPOINT_ATTEMPT/, { agent: { 'System.StageAttempt': '2' } })
  })

  it('uploads nothing twice', async () => {
    release.approve(await planned())
    await released(release.publishing())
    const before = release.posts()
    const again = await released(release.publishing())
    assert.deepEqual([again.result, again.outputs['skippedCount'], release.posts()], ['succeeded', '3', before])
  })
})
