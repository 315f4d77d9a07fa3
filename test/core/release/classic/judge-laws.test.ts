import assert from 'node:assert/strict'
import fc from 'fast-check'
import { judgeClassic } from '../../../../core/release/classic/judge.ts'
import { known, unknown } from '../../../../core/release/evidence.ts'
import { ada } from '../../../fakes/approved-release.ts'
import { approvedClassic, type ApprovedClassic, classicPlan, linus, resumed } from '../../../fakes/classic-release.ts'
import { another, changed, type Keys, leaves } from '../../../fakes/facts.ts'

const strict = classicPlan({ minApprovers: 2, maxApprovalAge: 1, knownStepsOnly: true })

/** Two people were asked, one before the stage and one within it, by a policy that leaves nothing open. */
function strictly(): ApprovedClassic {
  const now = approvedClassic(strict)
  return { ...now, evidence: { ...now.evidence, interventions: known([resumed(strict, { approver: linus })]) } }
}

/** What says nothing for or against a release when it is another value of which nothing is known elsewhere. */
const indifferent = [
  // Nobody has said otherwise; that it does not run is said of old releases alone.
  /^here\.(?:allowPullRequest|running)$/,
  /^release\.value\.reason$/,
  /\.requesters\.\d\.(?:id|name|descriptor)$/,
  /^release\.value\.artifacts\.0\.(?:alias|type)$/,
  // Another stage, and the names and numbers of things.
  /^release\.value\.environments\.0\./,
  /^release\.value\.environments\.1\.approvals\.0\.(?:id|approver\.(?:id|name))$/,
  /^release\.value\.environments\.1\.deployments\.0\.steps\.\d\.name$/,
  /^interventions\.value\.0\.(?:id|approver\.(?:id|name))$/,
  /^source\.run\.value\.(?:planId|reason|finished|repository\.\w+|tags\.\d)$/,
  /^source\.timeline\.value\.(?!2\.(?:id|type|state|result)$)/,
]

/** Said by whoever set the task up, and no fact. */
const isSetting = (keys: Keys): boolean => /^here\.(?:allowPullRequest|running)$/.test(keys.join('.'))
const isFree = (keys: Keys): boolean => indifferent.some((one) => one.test(keys.join('.')))

for (const [what, { evidence, plan }, more] of [
  ['of anybody', approvedClassic(), [/\.approvals\.0\.at$/, /\.deployments\.0\.(?:queued|started)$/, /\.steps\.\d\.task$/, /^here\.task$/]],
  ['by a strict policy', strictly(), []],
] as const) {
  describe(`laws of the verdict on a classic release, ${what}`, () => {
    const places = leaves(evidence).filter((keys) => keys.at(-1) !== 'kind')
    const verdictOn = (now: typeof evidence): string => judgeClassic(now, plan).kind

    it('allows it as it stands', () => assert.equal(verdictOn(evidence), 'allow'))

    it('refuses where a fact is another, but for those that say nothing of it', () => {
      const told = places.filter((keys) => !more.some((one) => one.test(keys.join('.'))))
      const wrong = told.filter((keys) => (verdictOn(changed(evidence, keys, (before) => another(before))) === 'allow') !== isFree(keys))
      assert.deepEqual(
        wrong.map((keys) => keys.join('.')),
        [],
      )
      assert.ok(told.length > 60)
    })

    it('refuses where a fact is not known', () => {
      for (const keys of [['release'], ['interventions'], ['source', 'run'], ['source', 'timeline'], ['source', 'artifacts']])
        assert.equal(verdictOn(changed(evidence, keys, () => unknown('gone'))), 'refuse', keys.join('.'))
    })

    it('never allows what one fact refuses because of what anything else is', () =>
      fc.assert(
        fc.property(fc.constantFrom(...places), fc.constantFrom(...places), fc.anything(), (first, second, value) => {
          const once = changed(evidence, first, (before) => another(before))
          fc.pre(verdictOn(once) === 'refuse' && first.join() !== second.join() && !isSetting(second))
          const twice = changed(once, second, (before) => (typeof value === typeof before ? value : another(before, 2)))
          // Two that say the same of one thing may come to agree again.
          fc.pre(first.at(-1) !== second.at(-1) || first.at(-1) === 'status')
          assert.equal(verdictOn(twice), 'refuse')
        }),
        { numRuns: 300 },
      ))
  })
}

describe('the two-person rule of a classic release', () => {
  it('is not met by one person in two ways, or by who asked for it', () => {
    for (const approver of [ada, approvedClassic().approval.approver]) {
      const now = approvedClassic(strict)
      const evidence = { ...now.evidence, interventions: known([resumed(strict, { approver })]) }
      assert.equal(judgeClassic(evidence, strict).kind, 'refuse')
    }
  })
})
