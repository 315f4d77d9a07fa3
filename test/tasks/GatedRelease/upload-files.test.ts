import assert from 'node:assert/strict'
import type { Upload, Uploaded } from '../../../core/ports.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { Releasing } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const spamSource = sdist({ name: 'spam', version: '1.0' })
const eggs = wheel({ name: 'eggs', version: '2.0' })
const unsure = (wait = 0): Uploaded => ({ kind: 'unsure', says: 'it answered 503', wait })

describe('a release that does not go smoothly', () => {
  let releasing: Releasing
  beforeEach(async () => {
    releasing = new Releasing()
    releasing.built('linux', [spam, spamSource])
    releasing.built('pure', [eggs])
    releasing.approve((await releasing.plan()).outputs['approvalCode'] ?? '')
    releasing.events.length = 0
  })
  afterEach(() => releasing.close())

  const uploads = (): string[] => releasing.events.filter((event) => event.startsWith('upload ')).map((event) => event.slice(7))
  const thenStores =
    (answer: Uploaded) =>
    (file: Upload): Uploaded => {
      releasing.store(file)
      return answer
    }

  it('sends a file again after an answer that leaves it open', async () => {
    releasing.answers = [() => unsure(), () => unsure(9000)]
    const { outputs } = await releasing.publish()
    assert.deepEqual(uploads(), [eggs.file, eggs.file, eggs.file, spam.file, spamSource.file])
    assert.deepEqual(releasing.clock.slept, [0, 9000])
    assert.equal(outputs['publishedCount'], '3')
  })

  it('does not send a file again that has landed all the same', async () => {
    releasing.answers = [thenStores(unsure())]
    const { outputs } = await releasing.publish()
    assert.deepEqual(uploads(), [eggs.file, spam.file, spamSource.file])
    assert.equal(outputs['publishedCount'], '3')
  })

  it('counts a file as skipped that somebody else has put there meanwhile', async () => {
    releasing.answers = [thenStores({ kind: 'exists' })]
    const { outputs } = await releasing.publish()
    assert.deepEqual([outputs['publishedCount'], outputs['skippedCount']], ['2', '1'])
  })

  it('counts a file as published whose own first try is why it exists', async () => {
    releasing.answers = [(file) => ((releasing.lag = 1), releasing.store(file), unsure()), () => ({ kind: 'exists' })]
    const { outputs } = await releasing.publish()
    assert.deepEqual(uploads(), [eggs.file, eggs.file, spam.file, spamSource.file])
    assert.deepEqual([outputs['publishedCount'], outputs['skippedCount']], ['3', '0'])
  })

  for (const [what, answer, code] of [
    ['the index refuses', (): Uploaded => ({ kind: 'refused', says: 'it answered 403' }), 'RELEASE_FAILED'],
    [
      'somebody has taken the name',
      (file: Upload): Uploaded => (releasing.store({ ...file, sha256: sha256Of('x') }), { kind: 'exists' }),
      'CONFLICT',
    ],
    [
      'somebody has taken the name while it was open',
      (file: Upload): Uploaded => (releasing.store({ ...file, sha256: sha256Of('x') }), unsure()),
      'CONFLICT',
    ],
  ] as const)
    it(`stops at the file that ${what}, and says what is published`, async () => {
      releasing.answers = [() => undefined, answer]
      const outcome = await releasing.publish()
      assert.deepEqual(uploads(), [eggs.file, spam.file])
      assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', [code]])
      assert.deepEqual([outcome.outputs['publishedCount'], outcome.outputs['skippedCount']], ['1', '0'])
      const record = JSON.parse(Buffer.from(releasing.pipeline.attached.at(-1)?.bytes ?? []).toString()) as {
        files: { name: string; result: string }[]
      }
      assert.deepEqual(Object.fromEntries(record.files.map((file) => [file.name, file.result])), {
        [eggs.file]: 'published',
        [spam.file]: 'failed',
        [spamSource.file]: 'not tried',
      })
    })

  it('gives up on an index that stays open, and is taken up again by running again', async () => {
    releasing.answers = [() => undefined, ...Array.from({ length: 6 }, () => () => unsure())]
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.problems[0]?.code], ['failed', 'RELEASE_FAILED'])
    assert.equal(uploads().length, 7)
    releasing.events.length = 0
    const again = await releasing.publish()
    assert.deepEqual(uploads(), [spam.file, spamSource.file])
    assert.deepEqual([again.result, again.outputs['publishedCount'], again.outputs['skippedCount']], ['succeeded', '2', '1'])
  })

  it('does not take a file for published that the index says it has and never lists', async () => {
    releasing.answers = Array.from({ length: 6 }, () => () => ({ kind: 'exists' }) as const)
    const outcome = await releasing.publish()
    assert.deepEqual(
      outcome.problems.map((problem) => problem.code),
      ['CONFLICT'],
    )
  })

  it('waits for an index that shows files late', async () => {
    releasing.answers = [() => ((releasing.lag = 4), undefined)]
    const outcome = await releasing.publish()
    assert.equal(outcome.result, 'succeeded')
    assert.deepEqual(releasing.clock.slept, [1000, 2000])
  })

  it('warns when the index shows a file too late', async () => {
    releasing.answers = [() => ((releasing.lag = 1000), undefined)]
    const outcome = await releasing.publish()
    assert.equal(outcome.result, 'issues')
    assert.equal(outcome.problems.length, 3)
    assert.equal(outcome.outputs['publishedCount'], '3')
    assert.equal(
      releasing.clock.slept.reduce((sum, one) => sum + one, 0),
      300_000,
    )
  })

  it('does not look when told not to', async () => {
    releasing.answers = [() => ((releasing.lag = 1000), undefined)]
    assert.equal((await releasing.publish({ verifyUpload: 'false' })).result, 'succeeded')
    assert.deepEqual(releasing.clock.slept, [])
  })

  it('fails when the index shows other bytes afterwards', async () => {
    releasing.answers = [(file) => (releasing.store({ ...file, sha256: sha256Of('x') }), { kind: 'stored' })]
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.problems.map((problem) => problem.code)], ['failed', ['CONFLICT']])
  })

  it('says until when PyPI takes the rest of a release that broke off', async () => {
    releasing.variables = { TWINE_PASSWORD: 'pypi-token' }
    releasing.pipeline.attached.length = 0
    releasing.artifacts.delete('release-plan.plan.plan.1')
    releasing.approve((await releasing.plan({ repository: 'pypi', checkUrl: '' })).outputs['approvalCode'] ?? '')
    releasing.answers = [() => undefined, () => ({ kind: 'refused', says: 'it answered 400' })]
    const outcome = await releasing.publish()
    assert.deepEqual([outcome.result, outcome.outputs['resumeBy']], ['failed', '2026-12-04T11:30:00.000Z'])
    assert.match(outcome.summary, /Resume before 2026-12-04/)
    assert.ok(releasing.events.includes('sign in at https://upload.pypi.org/legacy/ as __token__'))
  })
})
