import assert from 'node:assert/strict'
import { Problem } from '../../../core/problem.ts'
import { known, unknown } from '../../../core/release/evidence.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { wheel } from '../../local-agent/services/distributions.ts'
import { attachRecord } from '../../../tasks/GatedRelease/record/attach-record.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { releasePlan } from '../../fakes/approved-release.ts'
import { inputsOf, Releasing } from './releasing.ts'

const spam = wheel({ name: 'spam', version: '1.0' })
const eggs = wheel({ name: 'eggs', version: '2.0' })

interface Read {
  readonly verdict: { readonly kind: string }
  readonly evidence: { readonly approvals?: unknown } | null
  readonly failure: { readonly code: string; readonly says: string } | null
  readonly files: readonly { readonly name: string; readonly result: string }[]
  readonly warnings: readonly string[]
  readonly uploader: string
}

describe('the record of a release', () => {
  let releasing: Releasing
  beforeEach(async () => {
    releasing = new Releasing()
    releasing.built('linux', [spam])
    releasing.built('pure', [eggs])
    const { outputs } = await releasing.plan()
    releasing.approve(`ok ${outputs['approvalCode'] ?? ''} psst`)
    releasing.pipeline.attached.length = 0
  })
  afterEach(() => releasing.close())

  const records = (): Read[] =>
    releasing.pipeline.attached
      .filter((one) => one.name === 'release-record.json')
      .map((one) => JSON.parse(Buffer.from(one.bytes).toString()) as Read)
  const only = (): Read => {
    const [record, ...more] = records()
    assert.ok(record !== undefined && more.length === 0, `${more.length + 1} records`)
    return record
  }

  it('is attached once with the checksums beside it, and lies at the record of the step as well', async () => {
    await releasing.publish()
    assert.deepEqual(
      releasing.pipeline.attached.map(({ artifact, name }) => `${artifact}/${name}`),
      ['release-record.publish.publish.1/SHA256SUMS', 'release-record.publish.publish.1/release-record.json'],
    )
    assert.deepEqual(
      releasing.pipeline.annotations.filter(({ type }) => type === 'wheelworks.release').map(({ name, bytes }) => [name, sha256Of(bytes)]),
      releasing.pipeline.attached.map(({ name, bytes }) => [name, sha256Of(bytes)]),
    )
    const sums = Buffer.from(releasing.pipeline.attached[0]?.bytes ?? []).toString()
    assert.equal(sums, [eggs, spam].map(({ file, bytes }) => `${sha256Of(bytes)}  ${file}\n`).join(''))
  })

  it('holds neither a comment nor a password', async () => {
    await releasing.publish()
    const texts = releasing.pipeline.attached.map((one) => Buffer.from(one.bytes).toString()).join()
    assert.doesNotMatch(texts, /psst|secret/)
    assert.equal(only().uploader, 'builtin')
  })

  const broken: [what: string, code: string, evidence: boolean, change: () => void][] = [
    ['the files are others', 'PLAN_CHANGED', false, () => releasing.built('pure', [wheel({ name: 'eggs', version: '2.0', says: 'evil' })])],
    ['a name is taken', 'CONFLICT', true, () => releasing.store({ name: eggs.file, sha256: sha256Of('other') })],
    ['there is no password', 'CREDENTIALS', true, () => (releasing.variables = {})],
  ]
  for (const [what, code, evidence, change] of broken)
    it(`is kept when ${what}, and says so`, async () => {
      change()
      assert.equal(await rejectedCode(releasing.publish()), code)
      const { failure, files, evidence: held, verdict } = only()
      assert.equal(failure?.code, code)
      assert.equal(held !== null, evidence)
      assert.equal(verdict.kind, evidence ? 'allow' : 'none')
      assert.deepEqual(
        files.map(({ result }) => result),
        ['not tried', 'not tried'],
      )
    })

  it('is kept when the inputs contradict the plan', async () => {
    assert.equal(await rejectedCode(releasing.publish({ requireCode: 'false' })), 'PLAN_CHANGED')
    assert.equal(only().failure?.code, 'PLAN_CHANGED')
  })

  it('is kept when it is refused, with why', async () => {
    releasing.suite = unknown('403')
    await releasing.publish()
    const { verdict, failure } = only()
    assert.deepEqual([verdict.kind, failure], ['refuse', null])
  })

  it('is kept when a fault of ours ends it, without a word of it', async () => {
    releasing.answers = [
      () => {
        throw new Error('boom: hunter2')
      },
    ]
    await assert.rejects(releasing.publish(), /boom/)
    const { failure } = only()
    assert.equal(failure?.code, 'RELEASE_FAILED')
    assert.doesNotMatch(failure?.says ?? '', /boom/)
  })

  describe('that cannot be written', () => {
    beforeEach(() => {
      const files = localFiles(releasing.folder)
      const write = async (path: string, bytes: Uint8Array | string): Promise<void> => {
        if (path.endsWith('release-record.json')) throw new Problem('FILE_INVALID', 'No space left on device.', '')
        await files.write(path, bytes)
      }
      releasing.over = { files: { ...files, write } }
    })
    it('is a warning of a release that was carried out, which is told whole', async () => {
      const { result, outputs, problems, summary } = await releasing.publish()
      assert.deepEqual([result, outputs['publishedCount'], problems.map(({ code }) => code)], ['issues', '2', ['FILE_INVALID']])
      assert.match(summary, /No space left on device/)
    })
    it('hides neither what broke a release off nor why it was refused', async () => {
      releasing.answers = [() => ({ kind: 'refused', says: 'it answered 403' })]
      const { outputs, problems } = await releasing.publish()
      assert.deepEqual([problems.map(({ code }) => code), outputs['publishedCount']], [['RELEASE_FAILED'], '0'])
      releasing.suite = unknown('403')
      const refused = await releasing.publish()
      assert.match(refused.problems[0]?.message ?? '', /SUITE_UNKNOWN/)
      assert.equal(releasing.log.lines.filter((line) => /^warning: The record .* No space left/.test(line)).length, 2)
    })
  })

  it('says how far an upload came that broke off', async () => {
    releasing.answers = [() => undefined, () => ({ kind: 'refused', says: 'it answered 403' })]
    assert.equal((await releasing.publish()).result, 'failed')
    const { failure, files } = only()
    assert.equal(failure?.code, 'RELEASE_FAILED')
    assert.deepEqual(files.map(({ result }) => result).sort(), ['failed', 'published'])
  })

  it('warns where a file is not seen yet', async () => {
    releasing.answers = [
      () => {
        releasing.lag = 1000
        return undefined
      },
    ]
    assert.equal((await releasing.publish()).result, 'issues')
    const { failure, warnings } = only()
    assert.equal(failure, null)
    assert.ok(warnings.some((warning) => warning.includes(spam.file)))
  })

  it('is at the step alone in a classic release, which has no artifacts', async () => {
    const given = inputsOf({ mode: 'publish' })
    const classic = { release: 1, environment: 2, environmentName: 'PyPI', attempt: 3, deployment: 4 }
    const inputs = {
      ...given,
      job: { ...given.job, classic: { ...given.job.classic, ...classic } as NonNullable<typeof given.job.classic> },
    }
    const recorded = { plan: releasePlan(), planned: undefined, inputs, evidence: undefined, verdict: undefined, done: undefined }
    const { pipeline, clock, log } = releasing
    await attachRecord(recorded, { files: localFiles(releasing.folder), pipeline, clock, log })
    assert.deepEqual(pipeline.attached, [])
    const [sums, record] = pipeline.annotations.filter(({ type }) => type === 'wheelworks.release')
    assert.deepEqual([sums?.name, record?.name], ['SHA256SUMS', 'release-record.json'])
    const { publisher } = JSON.parse(Buffer.from(record?.bytes ?? []).toString()) as { publisher: unknown }
    assert.deepEqual((publisher as { release: unknown }).release, { release: 1, environment: 2, attempt: 3 })
  })

  it('hides nothing when it cannot be attached itself', async () => {
    releasing.self = known({ ...(releasing.self.kind === 'known' ? releasing.self.value : assert.fail()), commit: 'other' })
    releasing.pipeline.attach = () => {
      throw new Error('no room')
    }
    assert.equal(await rejectedCode(releasing.publish()), 'PLAN_CHANGED')
    assert.match(releasing.log.text(), /could not be attached/)
  })
})
