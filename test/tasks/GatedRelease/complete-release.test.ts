import assert from 'node:assert/strict'
import { sha256Of } from '../../../core/sha256.ts'
import { planText, type RowChange } from '../../fakes/plan-text.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { Releasing } from './releasing.ts'

const [first, second] = ['spam-1.0-cp311-cp311-win_amd64.whl', 'spam-1.0-cp312-cp312-win_amd64.whl']
const made = (file: string): { file: string; bytes: Buffer } => ({ file, bytes: wheelBytes(file) })
const incomplete = { policy: 'files:\n  complete: false\n' }
const listed = { name: second, sha256: sha256Of(wheelBytes(second)) }

describe('GatedRelease, and what the run was to make', () => {
  let releasing: Releasing
  beforeEach(() => {
    releasing = new Releasing()
    releasing.built('windows', [made(first)])
    plan([{}, { python: 'cp312' }])
  })
  afterEach(() => releasing.close())

  /** As if GenerateMatrix had planned these rows, and the leg had worked by them. */
  const plan = (rows: readonly RowChange[]): void => {
    const text = planText(rows)
    releasing.artifacts.set('plan.plan.matrix.1', { source: 'job-matrix', files: new Map([['plan.json', Buffer.from(text)]]) })
    const held = releasing.artifacts.get('wheels.build.wheels.windows.1')?.files
    const manifest = Buffer.from(held?.get('manifest.json') ?? '').toString()
    held?.set('manifest.json', Buffer.from(manifest.replace(/"planDigest":"[^"]*"/, `"planDigest":"${sha256Of(text)}"`)))
  }
  const attached = (): number => releasing.pipeline.attached.length

  it('is not planned while a row is nowhere', async () => {
    await assert.rejects(releasing.plan(), /spam 1\.0 for cp312 on win_amd64/)
    assert.equal(await rejectedCode(releasing.plan()), 'FILE_MISSING')
    assert.equal(attached(), 0)
  })
  it('is planned where every row is there', async () => {
    plan([{}])
    assert.equal((await releasing.plan()).result, 'succeeded')
  })
  it('is planned where the index has what the run has not', async () => {
    releasing.store(listed)
    assert.equal((await releasing.plan()).result, 'succeeded')
  })
  it('is planned where the policy lets it, and whoever approves is told', async () => {
    const { summary } = await releasing.plan(incomplete)
    for (const text of [summary, releasing.log.text()]) assert.match(text, /spam 1\.0 for cp312 on win\S*amd64/)
  })
  it('is not planned where the plan was taken away, or changed', async () => {
    releasing.artifacts.delete('plan.plan.matrix.1')
    await assert.rejects(releasing.plan(), /in no artifact of the run/)
    releasing.artifacts.set('plan.plan.matrix.1', { source: 'x', files: new Map([['plan.json', Buffer.from(planText([{}]))]]) })
    assert.equal(await rejectedCode(releasing.plan()), 'FILE_MISSING')
  })

  it('is not published where the index has lost meanwhile what made it whole', async () => {
    releasing.store(listed)
    const { outputs } = await releasing.plan()
    releasing.approve(outputs['approvalCode'] ?? '')
    releasing.published.clear()
    assert.equal(await rejectedCode(releasing.publish()), 'FILE_MISSING')
    assert.deepEqual([...releasing.published.keys()], [])
  })
  it('is published, and what is missing told, where the policy that was approved lets it', async () => {
    const { outputs } = await releasing.plan(incomplete)
    releasing.approve(outputs['approvalCode'] ?? '')
    assert.equal((await releasing.publish()).result, 'succeeded')
    assert.deepEqual([...releasing.published.keys()], [first])
  })
})
