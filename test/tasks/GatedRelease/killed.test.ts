import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type BuiltFile, formatManifest } from '../../../core/build/manifest.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { ApprovalRecord, RunRecord, TimelineRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { type PackageIndex, startPackageIndex } from '../../../local-agent/services/package-index.ts'
import { gatedRelease } from '../../fakes/approved-release.ts'
import { sdist, wheel } from '../../local-agent/services/distributions.ts'
import { record, runOf } from '../../local-agent/services/run.ts'
import type { Told } from './release-child.ts'

const token = 'job-token'
const account = { username: 'ada', password: 'secret' }
const made = [wheel({ name: 'spam', version: '1.0' }), sdist({ name: 'spam', version: '1.0' }), wheel({ name: 'eggs', version: '2.0' })]

interface Ended {
  readonly result: string
  readonly outputs: Record<string, string>
  readonly problems: readonly string[]
}

describe('a release that is killed', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'killed-'))
  const shelf = join(temporary, 'shelf')
  const folder = (): string => mkdtempSync(join(temporary, 'x-'))
  const run = builtRun()
  /** Called once the index has acted on a request, before it answers. */
  let onCarriedOut: (count: number) => Promise<void> = async () => undefined
  let onRequest: (count: number) => Promise<void> = async () => undefined
  const script = new FaultScript([], { onRequest: (_, count) => onRequest(count), onCarriedOut: (_, count) => onCarriedOut(count) })
  let service: AzureDevOps
  let index: PackageIndex

  before(async () => {
    service = await startAzureDevOps(run, { token })
    index = await startPackageIndex({ folder: shelf, upload: account, faults: script })
    await plan()
  })
  beforeEach(() => {
    rmSync(shelf, { recursive: true, force: true })
    mkdirSync(shelf)
    onRequest = onCarriedOut = async () => undefined
  })
  after(async () => {
    await Promise.all([service.close(), index.close()])
    rmSync(temporary, { recursive: true, force: true })
  })

  const start = (inputs: Record<string, string>, agent: Record<string, string>): { child: ChildProcess; attached: string } => {
    const attached = folder()
    const told: Told = {
      inputs,
      agent: {
        'Build.BuildId': '42',
        'System.PlanId': run.planId,
        TWINE_USERNAME: account.username,
        TWINE_PASSWORD: account.password,
        ...agent,
      },
      collectionUri: service.url,
      project: run.project.id,
      token,
      temp: folder(),
      attached,
    }
    const program = join(import.meta.dirname, 'release-child.js')
    return { child: spawn(process.execPath, [program, JSON.stringify(told)], { stdio: ['ignore', 'pipe', 'inherit'] }), attached }
  }
  const planning = (): ReturnType<typeof start> =>
    start(
      { mode: 'plan', repository: index.uploadUrl, checkUrl: index.simpleUrl },
      { 'System.JobId': 'job-1', 'System.StageName': 'build', 'System.PhaseName': 'plan' },
    )
  const plan = async (): Promise<void> => {
    const { child, attached } = planning()
    const { outputs } = await ended(child)
    for (const artifact of readdirSync(attached)) {
      const files = readdirSync(join(attached, artifact)).map((name): [string, Uint8Array] => [
        name,
        readFileSync(join(attached, artifact, name)),
      ])
      run.artifacts.push({ id: 9, name: artifact, source: 'job-1', files: new Map(files) })
    }
    run.approvals.push(approvalOf(outputs['approvalCode'] ?? ''))
  }
  const publish = (): ChildProcess =>
    start(
      { mode: 'publish', uploader: 'builtin' },
      { 'System.JobId': 'job-2', 'System.StageName': 'publish', 'System.PhaseName': 'publish', 'Environment.Name': 'PyPI' },
    ).child
  const ended = async (child: ChildProcess): Promise<Ended> => {
    const [output, [code]] = await Promise.all([text(child.stdout ?? assert.fail()), once(child, 'exit')])
    assert.equal(code, 0)
    return JSON.parse(output) as Ended
  }
  const posts = (): number => index.requests.filter((request) => request.method === 'POST').length
  const shelved = (): Record<string, string> =>
    Object.fromEntries(readdirSync(shelf).map((file) => [file, sha256Of(readFileSync(join(shelf, file)))]))
  const whole = Object.fromEntries(made.map(({ file, bytes }) => [file, sha256Of(bytes)]))

  it('is published whole when nobody kills it, and again without a single upload', async () => {
    const before = posts()
    const first = await ended(publish())
    assert.deepEqual([first.problems, first.outputs['publishedCount'], first.outputs['approvers']], [[], '3', 'Grace'])
    assert.deepEqual(shelved(), whole)
    const second = await ended(publish())
    assert.deepEqual([second.outputs['publishedCount'], second.outputs['skippedCount'], posts() - before], ['0', '3', 3])
  })

  for (const at of [1, 2])
    it(`at request ${at} of its plan has attached nothing, and is planned alike by running it again`, async () => {
      const already = index.requests.length
      const { child, attached } = planning()
      const gone = once(child, 'exit')
      onRequest = async (count) => {
        if (count === already + at && child.kill('SIGKILL')) await gone
      }
      assert.deepEqual(await gone, [null, 'SIGKILL'])
      assert.deepEqual(readdirSync(attached), [])
      onRequest = async () => undefined
      const { outputs } = await ended(planning().child)
      assert.ok(run.approvals[0]?.comment.includes(outputs['approvalCode'] ?? 'no code'))
    })

  // Two listings, three uploads, two listings: it dies at each request, which the index has then carried out, or never will.
  for (const when of ['never', 'already'] as const)
    for (const at of [1, 2, 3, 4, 5, 6, 7])
      it(`at request ${at}, ${when} carried out, is taken up by running it again`, async () => {
        const already = index.requests.length
        if (when === 'never') script.add({ path: /^/, after: at - 1, do: 'reset' })
        const child = publish()
        const gone = once(child, 'exit')
        const kill = async (count: number): Promise<void> => {
          if (count === already + at && child.kill('SIGKILL')) await gone
        }
        if (when === 'never') onRequest = kill
        else onCarriedOut = kill
        assert.deepEqual(await gone, [null, 'SIGKILL'])
        const stored = Object.keys(shelved()).length
        const before = posts()
        const again = await ended(publish())
        assert.deepEqual(
          [again.result, again.outputs['publishedCount'], again.outputs['skippedCount']],
          ['succeeded', String(3 - stored), String(stored)],
        )
        assert.equal(posts() - before, 3 - stored)
        assert.deepEqual(shelved(), whole)
      })
})

/** A run whose first stage has built and planned, and whose second stage runs behind its approval. */
function builtRun(): RunRecord {
  const files = made.map(({ file, bytes }): BuiltFile => {
    const [project = '', version = ''] = file.replace('.tar.gz', '').split('-')
    return {
      name: file,
      size: bytes.length,
      sha256: sha256Of(bytes),
      project,
      version,
      tags: [],
      source: 'x',
      seconds: 1,
      origin: 'built',
      release: true,
    }
  })
  const manifest = formatManifest({
    version: 1,
    stage: 'build',
    job: 'wheels',
    leg: '',
    attempt: 1,
    planDigest: 'd',
    commit: 'c',
    buildId: '42',
    files,
    failures: [],
  })
  const held = new Map<string, Uint8Array>([
    ...made.map(({ file, bytes }): [string, Uint8Array] => [file, bytes]),
    ['manifest.json', Buffer.from(manifest)],
  ])
  const running: Partial<TimelineRecord> = { state: 'inProgress', result: undefined, finishTime: undefined }
  const task = { id: gatedRelease, name: 'GatedRelease', version: '1.0.0' }
  return runOf({
    artifacts: [{ id: 1, name: 'wheels.build.wheels.1', source: 'job-1', files: held }],
    approvals: [],
    records: [
      record({ id: 'stage-1', type: 'Stage', identifier: 'build' }),
      record({ id: 'phase-1', type: 'Phase', identifier: 'build.plan', parentId: 'stage-1' }),
      record({ id: 'job-1', type: 'Job', identifier: 'build.plan', parentId: 'phase-1' }),
      record({ id: 'task-1', type: 'Task', identifier: 'plan', parentId: 'job-1', task }),
      record({ id: 'stage-2', type: 'Stage', identifier: 'publish', ...running }),
      record({ id: 'check-2', type: 'Checkpoint', identifier: 'Checkpoint', parentId: 'stage-2' }),
      record({ id: 'approval-2', type: 'Checkpoint.Approval', identifier: 'approval-2', parentId: 'check-2' }),
      record({ id: 'phase-2', type: 'Phase', identifier: 'publish.publish', parentId: 'stage-2', ...running }),
      record({ id: 'job-2', type: 'Job', identifier: 'publish.publish', parentId: 'phase-2', ...running }),
    ],
  })
}

function approvalOf(code: string): ApprovalRecord {
  const approver = {
    id: 'b0b0b0b0-0000-4000-8000-000000000001',
    displayName: 'Grace',
    uniqueName: 'grace@example.org',
    descriptor: 'aad.Z3JhY2U',
  }
  return {
    id: 'approval-2',
    environment: 'PyPI',
    stage: 'publish',
    status: 'approved',
    createdOn: '2026-11-21T10:06:00.000Z',
    approvedOn: '2026-11-21T10:07:00.000Z',
    approver,
    comment: `checked: ${code}`,
  }
}
