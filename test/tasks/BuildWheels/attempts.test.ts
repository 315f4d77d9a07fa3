import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifacts } from '../../../core/ports.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { run } from '../../../tasks/BuildWheels/run.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { type Attached, type RecordingPipeline } from '../../fakes/recording-pipeline.ts'
import type { RecordingLog } from '../../fakes/recording-log.ts'
import { Yard } from './projects.ts'
import { type Play, scriptedHost } from './scripted-host.ts'
import { askOf, jobData, jobPackage, leg, portsOf } from './try-run.ts'

interface Attempt {
  readonly outcome: Outcome
  readonly attached: readonly Attached[]
  readonly said: readonly string[]
  readonly log: RecordingLog
}

describe('BuildWheels on a second attempt', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    for (const name of ['one', 'two', 'three'])
      yard.write(`sources/${name}/pyproject.toml`, `[build-system]\nrequires = ${name === 'two' ? '["one"]' : '[]'}\n`)
  })
  afterEach(() => yard.remove())

  /** What the attempts of this run have attached, by artifact. */
  function artifactsOf(attempts: readonly Attempt[]): () => Promise<Artifacts> {
    const all = attempts.flatMap(({ attached }) => attached)
    const download: Artifacts['download'] = async ({ name }, into) => {
      mkdirSync(into, { recursive: true })
      for (const one of all) if (one.artifact === name) copyFileSync(one.path, join(into, one.name))
      await Promise.resolve()
    }
    const names = [...new Set(all.map(({ artifact }) => artifact))]
    const list = async (): Promise<{ name: string; source: string; kind: string; data: string; downloadUrl: string }[]> =>
      await Promise.resolve(names.map((name) => ({ name, source: '', kind: 'Container', data: '', downloadUrl: '' })))
    return async () => await Promise.resolve({ list, download })
  }

  async function attempt(
    number: number,
    before: readonly Attempt[],
    play: Partial<Play> = {},
  ): Promise<Attempt & { pipeline: RecordingPipeline }> {
    const rows = ['one', 'two', 'three'].map((name) => jobPackage({ name, source: { kind: 'folder', path: name, commit: 'c', time: 0 } }))
    const host = scriptedHost({ programs: { python3: {} }, wheels: (label) => [`${label.split('-')[0]}-1.0-py3-none-any.whl`], ...play })
    const inputs = readInputs(
      askOf({ jobData: jobData(rows), outputDirectory: yard.path(`out${number}`) }, { ...leg, 'System.JobAttempt': String(number) }),
    )
    const ports = portsOf(yard, { host, artifacts: artifactsOf(before) })
    const outcome = await run(inputs, ports)
    return { outcome, attached: ports.pipeline.attached, said: host.said, log: ports.log, pipeline: ports.pipeline }
  }
  const broken: Partial<Play> = {
    wheels: (label) => (label.startsWith('two') ? { kind: 'exited', code: 1 } : [`${label.split('-')[0]}-1.0-py3-none-any.whl`]),
  }
  const built = ({ said }: Attempt): string[] => said.filter((one) => one.startsWith('wheel '))

  it('builds what the first one lacks, and tells where the rest is from', async () => {
    const first = await attempt(1, [], broken)
    const second = await attempt(2, [first])
    assert.deepEqual([first.outcome.result, second.outcome.result, built(second)], ['failed', 'succeeded', ['wheel two-1.0-3']])
    assert.deepEqual([second.outcome.outputs['builtCount'], second.outcome.outputs['failedCount']], ['1', '0'])
    assert.deepEqual(
      second.attached.map(({ name }) => name),
      ['two-1.0-py3-none-any.whl', 'two-1.0-py3-none-any.whl.json', 'manifest.json'],
    )
    assert.match(second.outcome.summary, /1 built, 2 kept from before, 0 failed/)
    assert.match(second.outcome.summary, /one-1\.0-py3-none-any\.whl<\/code> \(kept from attempt 1\)/)
    assert.match(second.log.text(), /With wheels of this job: one-1\.0-py3-none-any\.whl/)
  })

  it('opens no machine where nothing is left to build', async () => {
    const first = await attempt(1, [])
    const second = await attempt(2, [first])
    assert.deepEqual([second.outcome.result, second.said, second.attached.map(({ name }) => name)], ['succeeded', [], ['manifest.json']])
  })
})
