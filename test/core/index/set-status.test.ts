import assert from 'node:assert/strict'
import { mergeProject } from '../../../core/index/merge-project.ts'
import { parseProjectLine, planStatus, statusAs, type StatusPlan, statusSummary, tellStatus } from '../../../core/index/set-status.ts'
import { statuses } from '../../../core/index/status.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { problemCode } from '../../fakes/problem-code.ts'
import { documentFile, documentOf } from './documents.ts'

const [demo, other] = [normalizeName('demo'), normalizeName('other')]
const now = documentOf([documentFile('demo-1.0-py3-none-any.whl')], { status: { status: 'deprecated', reason: 'old' } })
const plan = (status: string, reason?: string, names = [demo]): StatusPlan =>
  planStatus(names, new Map([[demo, now]]), { status, ...(reason === undefined ? {} : { reason }) })

describe('the plan of a status', () => {
  for (const status of statuses)
    it(`gives ${status} to a project`, () => {
      const { changes } = plan(status, 'because')
      const after = mergeProject(now, demo, changes.get(demo) ?? [])
      assert.deepEqual(after !== 'unchanged' && after.status, { status, reason: 'because' })
    })

  it('has no change where it is so already', () => {
    assert.deepEqual(plan('deprecated', 'old').changes.get(demo), [])
    assert.equal(plan('deprecated').changes.get(demo)?.length, 1)
    assert.deepEqual(planStatus([demo], new Map([[demo, documentOf([])]]), { status: 'active' }).changes.get(demo), [])
  })

  it('names projects that are not there, and each project once', () => {
    const { unmatched, projects } = plan('archived', undefined, [demo, other, demo])
    assert.deepEqual([unmatched.map(({ code, message }) => [code, /other/.test(message)]), projects.length], [[['INPUT_INVALID', true]], 1])
  })

  for (const [status, warnings, notes] of [
    ['active', /^$/, /^$/],
    ['deprecated', /^$/, /need not look/],
    ['archived', /^$/, /refused/],
    ['quarantined', /find none of its 1 files/, /^$/],
  ] as const)
    it(`says what ${status} means`, () => {
      assert.match(plan(status).warnings.join(), warnings)
      assert.match(plan(status).notes.join(), notes)
    })

  it('tells the old and the new', () => {
    assert.equal(tellStatus(plan('archived'))[0], 'status    demo: deprecated: old -> archived')
    assert.equal(tellStatus(plan('deprecated', 'old'))[0], 'as it is  demo: deprecated: old')
    assert.match(statusSummary(plan('active'), false), /\| deprecated: old \| active \|/)
    assert.match(statusSummary(plan('active'), true), /Would be/)
    assert.equal(statusAs(undefined), 'active')
  })

  it('takes the names of projects only', () => {
    assert.equal(parseProjectLine('Demo.X'), 'demo-x')
    for (const line of ['demo==1', 'demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz', '_x', 'a b', ''])
      assert.equal(
        problemCode(() => parseProjectLine(line)),
        'INPUT_INVALID',
        line,
      )
  })
})
