import assert from 'node:assert/strict'
import type { Loss, RebuildPlan } from '../../../core/index/rebuild-plan.ts'
import { lossLine, lossProblem, rebuildSummary, tellRebuild } from '../../../core/index/tell-rebuild.ts'
import { normalizeName } from '../../../core/python/name.ts'

const demo = normalizeName('demo')
const gone: Loss = { project: demo, kind: 'gone', filename: 'demo-1.0.tar.gz', says: 'is listed | and not stored' }
const broken: Loss = { project: undefined, kind: 'unreadable', says: 'cannot be read' }
const plan: RebuildPlan = {
  projects: new Map([
    [demo, { unread: [{ key: 'packages/demo-2.0.tar.gz', filename: 'demo-2.0.tar.gz', size: 1 }], known: 3, gone: [] }],
    [normalizeName('eggs'), { unread: [], known: 4, gone: [] }],
  ]),
  losses: [gone, broken],
  missing: [],
  homeless: [],
  doubles: [],
}

describe('a rebuild, told', () => {
  it('says what is read, what would be lost, and how many of what', () =>
    assert.deepEqual(tellRebuild(plan), [
      'read        demo: 1 file, 3 listed already',
      'loss        demo: demo-1.0.tar.gz is listed | and not stored',
      'loss        list of projects: cannot be read',
      '7 files listed already, 1 file to be read, 2 projects',
    ]))
  it('names a loss by its file, or as a whole', () => assert.equal(lossLine(broken), 'list of projects: cannot be read'))
  it('is one Problem with the first loss and the count of the others', () => {
    const problem = lossProblem([gone, broken], 's3://bucket')
    assert.equal(problem.code, 'LOSS')
    assert.match(problem.message, /demo-1\.0\.tar\.gz .* \(and 1 more\)\.$/)
    assert.match(problem.remedy, /acceptLoss/)
    assert.doesNotMatch(lossProblem([gone], 'x').message, /more/)
  })
  it('has a summary before and after, with every loss in a row', () => {
    const before = rebuildSummary(plan, undefined)
    assert.match(before, /7 files listed already/)
    assert.match(before, /nothing was written/)
    assert.match(before, /What would be lost/)
    assert.match(before, /<code>demo-1\.0\.tar\.gz<\/code> \| is listed &#124; and not stored \|/)
    const report = { projects: 2, adopted: 1, known: 7, broken: [], missing: [], odd: [] }
    const after = rebuildSummary(plan, report)
    assert.match(after, /What was lost/)
    assert.doesNotMatch(after, /nothing was written/)
    assert.match(rebuildSummary({ ...plan, losses: Array.from({ length: 150 }, () => gone) }, undefined), /and 50 more, in the log/)
    assert.match(after, /1 file of 2 projects/)
    assert.doesNotMatch(rebuildSummary({ ...plan, losses: [] }, report), /lost/)
  })
})
