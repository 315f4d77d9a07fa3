import assert from 'node:assert/strict'
import { judgeClassicSteps } from '../../../../core/release/classic/steps.ts'
import { knownTasks } from '../../../../core/release/approval/known-steps.ts'
import { gatedRelease } from '../../../fakes/approved-release.ts'
import { classicPlan } from '../../../fakes/classic-release.ts'

describe('what a stage of a classic release has run', () => {
  const ours = { name: 'Publish', task: gatedRelease.toUpperCase() }
  const known = Object.entries(knownTasks).map(([name, task]) => ({ name, task }))
  const agents = { name: 'Download artifact - _spam', task: '' }
  const intervention = { name: 'Manual Intervention', task: 'BCB64569-D51A-4AF0-9C01-EA5D05B3B622' }
  const script = { name: 'Bash', task: '6c731c3c-3c68-459a-a5c9-bde6e6595b5b' }
  const strict = classicPlan({ knownStepsOnly: true }).policy
  const lax = classicPlan().policy

  it('is nothing to tell of where it fetched and set up alone', () => {
    const steps = [agents, ...known, intervention, ours]
    for (const policy of [strict, lax]) assert.deepEqual(judgeClassicSteps(steps, gatedRelease, policy), { warnings: [], refusals: [] })
  })

  it('is told of where it could have changed what our step runs with', () => {
    const { warnings, refusals } = judgeClassicSteps([script, ours], gatedRelease, lax)
    assert.deepEqual([warnings.length, refusals], [1, []])
  })

  it('refuses where the policy says so', () => {
    const { warnings, refusals } = judgeClassicSteps([script, ours], gatedRelease, strict)
    assert.deepEqual([warnings, refusals.map(({ code }) => code)], [[], ['STEP_FOREIGN']])
  })

  it('is not known where our own step is not among it', () => {
    assert.deepEqual(judgeClassicSteps([agents], gatedRelease, lax).refusals, [])
    assert.deepEqual(
      judgeClassicSteps([agents], gatedRelease, strict).refusals.map(({ code }) => code),
      ['STEP_FOREIGN'],
    )
  })
})
