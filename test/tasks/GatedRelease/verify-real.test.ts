import assert from 'node:assert/strict'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Outcome } from '../../../core/outcome.ts'
import type { TimelineRecord } from '../../../local-agent/record.ts'
import { run } from '../../../tasks/GatedRelease/run.ts'
import { startTask } from './as-agent.ts'
import { account, made, type RealRelease, realPorts, startApprovedRelease, token, type Told } from './real-release.ts'
import { inputsOf } from './releasing.ts'

/** The stage that published, when it was run again: other records, and what it was before in a timeline of its own. */
const again = (id: string): string => (id.endsWith('-2') ? `${id}-again` : id)

describe('a release that is verified later, through service and index', () => {
  let release: RealRelease
  beforeEach(async () => {
    release = await startApprovedRelease()
    const publishing = release.publishing()
    assert.equal((await released(publishing)).result, 'succeeded')
    release.adopt(publishing.attached, 'job-2')
    for (const record of release.run.records)
      if (record.state === 'inProgress')
        Object.assign(record, { state: 'completed', result: 'succeeded', finishTime: '2026-11-21T11:00:00.000Z' })
    Object.assign(release.run, { status: 'completed', result: 'succeeded', finishTime: '2026-11-21T11:00:00.000Z' })
  })
  afterEach(async () => await release.close())

  const released = async (told: Told): Promise<Outcome> => await run(inputsOf(told.inputs, told.agent), realPorts(told))
  const verifying = (more: Partial<Told> = {}): Told => {
    const told = release.planning(more)
    return {
      ...told,
      inputs: { mode: 'verify', source: '42', ...more.inputs },
      agent: { 'Build.BuildId': '77', 'System.PlanId': 'another-plan', 'System.JobId': 'job-audit' },
    }
  }
  const codes = ({ problems }: Outcome): string[] => problems.map(({ message }) => /\(([A-Z_]+)\)\.$/.exec(message)?.[1] ?? message)

  it('is proved by a run of its own, which only reads', async () => {
    const before = release.script.requests.length
    const outcome = await released(verifying())
    assert.deepEqual([outcome.result, codes(outcome)], ['succeeded', []])
    assert.deepEqual([outcome.outputs['approvers'], outcome.outputs['publishedCount']], ['Grace', String(made.length)])
    const methods = release.script.requests.slice(before).map(({ method }) => method)
    assert.ok(methods.length > 5 && methods.every((method) => method === 'GET'), methods.join())
  })

  it('is proved by the task as the agent runs it, with its outputs', async function () {
    if (process.platform === 'win32') this.skip()
    const child = startTask(verifying(), release.folder())
    const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    assert.match(out, /##vso\[task\.complete result=Succeeded;/, `${out}${errors}`)
    assert.match(out, /##vso\[task\.setvariable variable=approvers;[^\]]*\]Grace/)
    assert.match(out, /##vso\[task\.setvariable variable=publishedCount;[^\]]*\]3/)
    assert.doesNotMatch(out, /##vso\[(?:artifact\.upload|task\.addattachment)/)
  })

  it('shows no secret', async () => {
    const told = verifying()
    const ports = realPorts(told)
    const { summary } = await run(inputsOf(told.inputs, told.agent), ports)
    const record = release.run.artifacts.find(({ name }) => name.startsWith('release-record'))?.files.get('release-record.json')
    const all = [summary, Buffer.from(record ?? []).toString()].join()
    assert.ok(record !== undefined && !all.includes(token) && !all.includes(account.password))
  })

  it('fails where a file of the index is another', async () => {
    release.shelve(made[0]?.file ?? '', made[2]?.bytes ?? '')
    assert.deepEqual(codes(await released(verifying())), ['FILE_CHANGED'])
  })
  it('fails where the index cannot be read', async () => {
    await release.index.close()
    const outcome = await released(verifying())
    assert.deepEqual([outcome.result, codes(outcome)], ['failed', ['INDEX_UNKNOWN']])
  }).timeout(120_000)
  it('fails where somebody edits the record', async () => {
    const files = release.run.artifacts.find(({ name }) => name.startsWith('release-record'))?.files
    const text = Buffer.from(files?.get('release-record.json') ?? []).toString()
    files?.set('release-record.json', Buffer.from(text.replace('"requireCode":true', '"requireCode":false')))
    const outcome = await released(verifying())
    assert.equal(outcome.result, 'failed')
    for (const code of ['POLICY_OTHER', 'DIGEST_OTHER', 'PLAN_OTHER']) assert.ok(codes(outcome).includes(code), code)
  })
  it('fails where somebody adds a record to the run that is over', async () => {
    const [record] = release.run.artifacts.filter(({ name }) => name.startsWith('release-record'))
    assert.ok(record !== undefined)
    release.run.artifacts.push({ ...record, id: 99, name: 'release-record.publish.publish.2', source: 'job-1' })
    assert.ok(codes(await released(verifying())).includes('RECORD_FOREIGN'))
  })

  describe('when its stage was run again', () => {
    beforeEach(() => {
      const earlier = release.run.records.map((one): TimelineRecord => ({ ...one }))
      for (const record of release.run.records) {
        const previous = { attempt: 1, timelineId: release.run.planId, recordId: record.id }
        if (again(record.id) !== record.id) Object.assign(record, { attempt: 2, previousAttempts: [previous] })
        Object.assign(record, { id: again(record.id), parentId: record.parentId === undefined ? undefined : again(record.parentId) })
      }
      Object.assign(release.run, { earlier })
    })

    it('is proved by the timeline of its own attempt', async () => {
      const outcome = await released(verifying())
      assert.deepEqual([outcome.result, codes(outcome)], ['succeeded', []])
    })
    it('is not proved where that timeline is not told', async () => {
      release.script.add({ path: /\/timeline\/[^?]/, times: 9, do: { status: 403 } })
      assert.ok(codes(await released(verifying())).includes('TIMELINE_UNKNOWN'))
    })
  })
})
