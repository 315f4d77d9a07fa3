import assert from 'node:assert/strict'
import { azureArtifacts } from '../../../adapters/azure/artifacts.ts'
import { azureBuilds } from '../../../adapters/azure/builds.ts'
import { localFiles } from '../../../adapters/local/files.ts'
import { sdistFiles } from '../../../adapters/sdist/sdist-files.ts'
import { wheelFiles } from '../../../adapters/zip/wheel-files.ts'
import type { Artifacts, Builds } from '../../../core/ports.ts'
import { defaultPolicy } from '../../../core/release/plan/policy.ts'
import { parseRepository } from '../../../core/release/plan/repository.ts'
import { defaultFiles } from '../../../core/release/plan/select.ts'
import type { ArtifactRecord, RunRecord, TimelineRecord } from '../../../local-agent/record.ts'
import { type AzureDevOps, startAzureDevOps } from '../../../local-agent/services/azure-devops.ts'
import { FaultScript } from '../../../local-agent/services/faults.ts'
import { gatherFiles } from '../../../tasks/GatedRelease/files/gather-files.ts'
import { gather } from '../../../tasks/PublishIndex/publish/gather.ts'
import { pure } from '../../core/collect/told.ts'
import { approvedRelease } from '../../fakes/approved-release.ts'
import { fixedClock } from '../../fakes/fixed-clock.ts'
import { memoryStore } from '../../fakes/memory-store.ts'
import { rejectedCode } from '../../fakes/problem-code.ts'
import { recordingLog } from '../../fakes/recording-log.ts'
import { recordingPipeline } from '../../fakes/recording-pipeline.ts'
import { sdistBytes } from '../../fakes/sdist-bytes.ts'
import { wheelBytes } from '../../fakes/wheel-bytes.ts'
import { record, runOf } from '../../local-agent/services/run.ts'
import { plainInputs } from '../PublishIndex/plain-inputs.ts'
import { type CollectedRun, CollectingYard, expecting } from './collecting.ts'

const token = 'job-token'
const sdist = 'demo-1.0.tar.gz'
const running = { state: 'inProgress', result: undefined, finishTime: undefined } as const
const records = (...more: TimelineRecord[]): TimelineRecord[] => [
  record({ id: 'stage-1', type: 'Stage', identifier: 'build' }),
  record({ id: 'job-1', type: 'Job', identifier: 'build.wheels', parentId: 'stage-1' }),
  record({ id: 'stage-2', type: 'Stage', identifier: 'package', ...running }),
  record({ id: 'own-job', type: 'Job', identifier: 'package.collect', parentId: 'stage-2', ...running }),
  ...more,
]
const reading = { files: localFiles, wheelFiles, sdistFiles }

describe('collecting a run of the service', () => {
  let yard: CollectingYard
  const services: AzureDevOps[] = []
  beforeEach(() => {
    yard = new CollectingYard()
    const bytes = wheelBytes(pure)
    for (const leg of ['linux', 'mac'])
      yard.leg(leg, { [pure]: bytes, ...(leg === 'mac' ? {} : { [sdist]: sdistBytes(sdist) }) }, { buildId: '42' })
    yard.leg('windows', { 'tool.exe': 'exe' }, { buildId: '42' }, { origin: 'extra', project: 'demo' })
    yard.plan('linux mac windows')
  })
  afterEach(async () => {
    yard.remove()
    await Promise.all(services.splice(0).map((service) => service.close()))
  })

  const serve = async (run: Partial<RunRecord> = {}, faults = new FaultScript([])): Promise<{ artifacts: Artifacts; builds: Builds }> => {
    const artifacts = [...yard.artifacts].map(([name, files], at): ArtifactRecord => ({
      id: at + 1,
      name,
      source: 'job-1',
      files: new Map([...files].map(([path, content]) => [path, Buffer.from(content)])),
    }))
    const service = await startAzureDevOps(runOf({ records: records(), artifacts, ...run }), { token, faults, blobRedirect: true })
    services.push(service)
    const connection = { collectionUri: service.url, project: 'My Wheels', token }
    const patience = { clock: fixedClock(), random: () => 0 }
    return { artifacts: azureArtifacts(connection, patience), builds: azureBuilds(connection, patience) }
  }
  const collect = async ({ artifacts, builds }: { artifacts: Artifacts; builds: Builds }): Promise<CollectedRun> => {
    const ports = { artifacts: async () => await Promise.resolve(artifacts), builds: async () => await Promise.resolve(builds) }
    return await yard.collect({ buildId: '42', buildTag: 'Automated', ...expecting('*.whl = 1', '*.tar.gz = 1', '*.exe = 1') }, ports)
  }

  it('leaves a set, by whichever way artifacts are fetched, and tags a run that is well', async () => {
    const { outcome, pipeline, done } = await collect(await serve())
    assert.deepEqual([outcome.problems, outcome.outputs['builtCount'], pipeline.tags], [[], '3', ['Automated']])
    assert.equal(done.at(-1), 'tag Automated')
  })

  it('refuses to tag a run in which another job failed, or runs', async () => {
    const failed = record({ id: 'job-2', type: 'Job', identifier: 'build.docs', parentId: 'stage-1', result: 'failed' })
    const other = record({ id: 'job-2', type: 'Job', identifier: 'build.docs', parentId: 'stage-1', ...running })
    for (const one of [failed, other]) {
      const { outcome, done } = await collect(await serve({ records: records(one) }))
      assert.deepEqual([outcome.problems.map(({ code }) => code), done], [['RUN_UNWELL'], []])
      assert.match(outcome.problems[0]?.message ?? '', /the job 'build\.docs'/)
    }
  })

  it('refuses to tag a run whose timeline cannot be read', async () => {
    const faults = new FaultScript([{ path: /timeline/, times: 99, do: { status: 403 } }])
    const { outcome } = await collect(await serve({}, faults))
    assert.deepEqual(
      outcome.problems.map(({ code }) => code),
      ['RUN_UNWELL'],
    )
  })

  it('leaves nothing where one artifact of many cannot be fetched, or arrives cut short', async () => {
    for (const does of [{ status: 500 }, 'cut'] as const) {
      const faults = new FaultScript([{ path: /wheels\.test\.mac/, times: 99, do: does }])
      const code = await rejectedCode(collect(await serve({}, faults)))
      assert.deepEqual([code, yard.done], ['SERVICE_UNREACHABLE', []])
    }
  })

  describe('and then', () => {
    /** The run with its set, whose legs may be gone. */
    const collected = async (legs: boolean): Promise<Artifacts> => {
      const { pipeline } = await collect(await serve())
      if (!legs) yard.artifacts.clear()
      for (const { artifact, name, bytes } of pipeline.attached) yard.leave(artifact, name, bytes)
      return (await serve()).artifacts
    }
    const published = async (artifacts: Artifacts): Promise<string[]> => {
      const ports = { ...reading, files: localFiles(yard.folder), pipeline: recordingPipeline(), sources: yard.folder, log: recordingLog() }
      const inputs = { ...plainInputs([], { location: { kind: 's3', bucket: 'b', prefix: '' } }), run: { id: 42, commit: 'c' } }
      const { files, warnings } = await gather(inputs, { ...ports, store: memoryStore(), clock: fixedClock(), random: () => 0, artifacts })
      assert.deepEqual(warnings, [])
      return files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1))
    }
    const released = async (artifacts: Artifacts, ...names: string[]): Promise<string[]> => {
      const question = {
        repository: parseRepository('pypi', undefined),
        policy: defaultPolicy,
        select: { artifacts: names, files: defaultFiles },
      }
      const ports = { ...reading, files: localFiles(yard.folder), log: recordingLog(), artifacts: () => artifacts }
      const { files, taken } = await gatherFiles({ run: { ...approvedRelease().self, id: 42 }, ...question }, ports)
      return [...files.map(({ name, leg }) => `${name} ${leg}`), ...[...taken].sort()]
    }

    for (const legs of [true, false]) {
      const from = legs ? ['wheels.test.linux.1'] : ['release.package.collect.1']
      it(`the index is given each file once, ${legs ? 'whoever tells of it' : 'by the set alone'}`, async () =>
        assert.deepEqual(await published(await collected(legs)), [pure, sdist]))

      it(`a release takes each file once, ${legs ? 'whoever tells of it' : 'by the set alone'}`, async () =>
        assert.deepEqual(await released(await collected(legs)), [`${pure} build.test.linux`, `${sdist} build.test.linux`, ...from]))
    }

    it('a release takes the set that it names', async () =>
      assert.deepEqual(await released(await collected(true), 'release'), [
        `${pure} build.test.linux`,
        `${sdist} build.test.linux`,
        'release.package.collect.1',
      ]))
  })
})
