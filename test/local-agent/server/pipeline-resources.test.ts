import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Mistake } from '../../../local-agent/mistake.ts'
import { readLocalFile } from '../../../local-agent/server/local-file.ts'
import { resourceVariables, takenRuns } from '../../../local-agent/server/pipeline-resources.ts'
import { writeRun } from '../../../local-agent/server/run-file.ts'
import { runOf } from '../services/run.ts'
import { read } from './tasks.ts'

const pipeline = read('resources: { pipelines: [{ pipeline: wheels, source: quickstart }] }\nsteps: [{ script: x }]')

describe('a run of another pipeline', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resources-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const local = (pipelines: Record<string, string>): ReturnType<typeof readLocalFile> => readLocalFile(join(folder, 'p.yml'), { pipelines })
  const ended = { ...runOf({ artifacts: [] }), status: 'completed', result: 'succeeded' } as const

  it('is read as it ended, and jobs know it by its alias', () => {
    writeRun(join(folder, 'out', 'run'), ended, { variables: {}, ports: {} }, [])
    const runs = takenRuns(pipeline, local({ wheels: join(folder, 'out') }), 'p.local.yml')
    const run = runs.get('wheels')
    assert.deepEqual([run?.buildId, run?.status, run?.result], [ended.buildId, 'completed', 'succeeded'])
    const variables = resourceVariables(runs)
    assert.equal(variables['resources.pipeline.wheels.runID'], String(ended.buildId))
    assert.equal(variables['resources.pipeline.wheels.pipelineID'], String(ended.definition.id))
    assert.equal(variables['resources.pipeline.wheels.projectID'], ended.project.id)
    assert.equal(variables['resources.pipeline.wheels.sourceBranch'], ended.sourceBranch)
  })

  it('has to be said where it lies', () =>
    assert.throws(
      () => takenRuns(pipeline, local({}), 'p.local.yml'),
      (error) => error instanceof Mistake && /pipelines: wheels/.test(error.message),
    ))

  it('has to be there', () =>
    assert.throws(
      () => takenRuns(pipeline, local({ wheels: join(folder, 'none') }), 'p.local.yml'),
      (error) => error instanceof Mistake && /run that pipeline first/.test(error.message),
    ))

  it('is none where no resource is named', () =>
    assert.equal(takenRuns(read('steps: [{ script: x }]'), local({ wheels: 'nowhere' }), 'p.local.yml').size, 0))
})
