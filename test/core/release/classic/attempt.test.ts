import assert from 'node:assert/strict'
import { findAttempt, interventionsOf } from '../../../../core/release/classic/attempt.ts'
import { approvedClassic, resumed } from '../../../fakes/classic-release.ts'

describe('the attempt that a job is part of', () => {
  const { evidence, release, environment, deployment, approval, plan } = approvedClassic()
  const { here } = evidence
  const second = { ...deployment, id: 62, attempt: 2 }
  const other = { ...approval, id: 32, attempt: 2 }
  const both = { ...environment, approvals: [approval, other], deployments: [deployment, second] }
  const twice = { ...release, environments: [both] }

  it('has its own approvals', () => {
    const found = findAttempt(twice, { ...here, attempt: 2, deployment: 62 })
    assert.deepEqual(found, { kind: 'found', attempt: { environment: both, deployment: second, approvals: [other] }, refusals: [] })
  })

  it('may be over, and followed by others, where it is looked at afterwards', () => {
    const codes = (running: boolean): string[] => findAttempt(twice, { ...here, running }).refusals.map(({ code }) => code)
    assert.deepEqual([codes(true), codes(false)], [['DEPLOYMENT_NOT_RUNNING'], []])
  })

  it('is none where the release has no such stage, or no such deployment', () => {
    for (const [one, expected] of [
      [{ ...here, environment: 99 }, 'STAGE_UNKNOWN'],
      [{ ...here, attempt: 3 }, 'DEPLOYMENT_UNKNOWN'],
    ] as const) {
      const found = findAttempt(twice, one)
      assert.deepEqual([found.kind, found.refusals.map(({ code }) => code)], ['refused', [expected]])
    }
  })

  it('has the interventions that began to wait since it was asked for', () => {
    const attempt = { environment, deployment, approvals: [approval] }
    const at = (id: number, created: string, stage = environment.id): ReturnType<typeof resumed> =>
      resumed(plan, { id, created, environment: stage })
    const given = [at(1, '2026-11-20T10:44:59.999Z'), at(2, deployment.queued), at(3, '2026-11-21T00:00:00Z'), at(4, deployment.queued, 21)]
    const { ours, refusals } = interventionsOf(attempt, given)
    assert.deepEqual([ours.map(({ id }) => id), refusals], [[2, 3], []])
  })

  it('has none of those whose time or stage is not told, which refuses', () => {
    const attempt = { environment, deployment: { ...deployment, queued: '' }, approvals: [] }
    const given = [resumed(plan), resumed(plan, { environment: Number.NaN })]
    const { ours, refusals } = interventionsOf(attempt, given)
    assert.deepEqual([ours, refusals.map(({ code }) => code)], [[], ['INTERVENTIONS_UNKNOWN', 'TIME_UNKNOWN']])
  })
})
