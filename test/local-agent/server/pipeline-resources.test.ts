import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Mistake } from '../../../local-agent/mistake.ts'
import { readLocalFile } from '../../../local-agent/server/local-file.ts'
import { resourceVariables, takenRuns } from '../../../local-agent/server/pipeline-resources.ts'
import { keepPastRun } from '../../../local-agent/server/past-runs.ts'
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

  interface Taken {
    readonly resource: string
    readonly reason?: string
    readonly run?: Parameters<typeof runOf>[0]
    /** Undefined where the run is taken. */
    readonly says?: RegExp
  }
  const tagged = { sourceBranch: 'refs/tags/v1.0', tags: new Set(['automated', 'other']) }
  const trigger = 'trigger: { branches: { include: [refs/tags/*], exclude: [refs/tags/x*] }, tags: [Automated] }'
  const cases: readonly (readonly [what: string, of: Taken])[] = [
    ['of any branch', { resource: 'source: s', run: tagged }],
    ['of its branch', { resource: 'branch: main' }],
    ['of its branch, written whole', { resource: 'branch: refs/heads/main' }],
    [
      'of another branch',
      {
        resource: 'branch: main',
        run: tagged,
        says: /'wheels' of main, and the last run in .*, 20261121\.1, is of refs\/tags\/v1\.0, has the tags automated, other and ended as Succeeded\. Run that pipeline so, with --branch/,
      },
    ],
    ['of a branch that begins so', { resource: 'branch: main', run: { sourceBranch: 'refs/heads/main2' }, says: /of main,/ }],
    ['with its tags', { resource: 'tags: [OTHER, Automated]', run: tagged }],
    ['without one of its tags', { resource: 'tags: [other, release]', run: tagged, says: /with the tags other, release/ }],
    ['of its number', { resource: 'version: 20261121.1' }],
    ['of another number', { resource: 'version: 20261121.10', says: /of the number 20261121\.10.*has the tags Automated/ }],
    ['that was started by hand, whatever its trigger says', { resource: trigger }],
    ['that started this one', { resource: trigger, reason: 'ResourceTrigger', run: tagged }],
    [
      'that started this one, with warnings',
      { resource: 'trigger: true', reason: 'ResourceTrigger', run: { result: 'succeededWithIssues' } },
    ],
    [
      'that failed and cannot have started it',
      { resource: 'trigger: true', reason: 'ResourceTrigger', run: { result: 'failed' }, says: /that succeeded, and.*ended as Failed/ },
    ],
    [
      'that has not ended',
      { resource: 'source: s', run: { status: 'inProgress' }, says: /takes runs of 'wheels' and the last run.*and has not ended\./ },
    ],
    [
      'of branches by signs for their letters',
      { resource: 'trigger: { branches: [refs/tags/v?.*] }', reason: 'ResourceTrigger', run: { sourceBranch: 'refs/tags/v1.0' } },
    ],
    ['that failed and was taken by hand', { resource: 'trigger: true', run: { result: 'failed' } }],
    [
      'of a branch that its trigger leaves out',
      { resource: trigger, reason: 'ResourceTrigger', run: { ...tagged, sourceBranch: 'refs/tags/x1' }, says: /not of refs\/tags\/x\*/ },
    ],
    [
      'without the tag of its trigger',
      { resource: trigger, reason: 'ResourceTrigger', run: { ...tagged, tags: new Set() }, says: /with the tags Automated.*has no tags/ },
    ],
    ['of a branch with signs in it', { resource: 'branch: a.b+(c)', run: { sourceBranch: 'refs/heads/a.b+(c)' } }],
    ['whose branch only looks alike', { resource: 'branch: a.b', run: { sourceBranch: 'refs/heads/axb' }, says: /of a\.b/ }],
  ]
  for (const [index, [what, { resource, reason, run = {}, says }]] of cases.entries())
    it(`${says === undefined ? 'is' : 'cannot be'} one ${what}`, () => {
      const out = join(folder, `case-${index}`)
      writeRun(join(out, 'run'), { ...ended, ...run }, { variables: {}, ports: {} }, [])
      const given = { ...local({ wheels: out }), ...(reason === undefined ? {} : { reason }) }
      const take = (): number =>
        takenRuns(read(`resources: { pipelines: [{ pipeline: wheels, ${resource} }] }\nsteps: [{ script: x }]`), given, 'p.local.yml').size
      if (says === undefined) assert.equal(take(), 1)
      else assert.throws(take, (error) => error instanceof Mistake && says.test(error.message))
    })

  it('is gone with the runs after it, and that is said', () => {
    const out = join(folder, 'gone')
    keepPastRun(join(out, 'run'), { ...ended, ...tagged, buildId: 41, buildNumber: '20261121.0' })
    keepPastRun(join(out, 'run'), ended)
    writeRun(join(out, 'run'), ended, { variables: {}, ports: {} }, [])
    assert.throws(
      () =>
        takenRuns(
          read('resources: { pipelines: [{ pipeline: wheels, tags: other }] }\nsteps: [{ script: x }]'),
          local({ wheels: out }),
          'p.local.yml',
        ),
      (error) => error instanceof Mistake && /Run 20261121\.0 was one, and what it left is gone/.test(error.message),
    )
  })

  it('is none where no resource is named', () =>
    assert.equal(takenRuns(read('steps: [{ script: x }]'), local({ wheels: 'nowhere' }), 'p.local.yml').size, 0))
})
