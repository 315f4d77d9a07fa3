import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Fact, type StageEvidence, unknown } from '../../../core/release/evidence.ts'
import { judge } from '../../../core/release/judge.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Policy } from '../../../core/release/plan/policy.ts'
import type { RefusalCode } from '../../../core/release/refusal.ts'
import type { Verdict } from '../../../core/release/verdict.ts'
import { approvedRelease, releaseFromElsewhere } from '../../fakes/approved-release.ts'
import { another, changed, type Keys, leaves } from '../../fakes/facts.ts'

function at(value: unknown, keys: Keys): unknown {
  return keys.reduce((one, key) => (one as Record<string | number, unknown>)[key], value)
}

/** Of a list that has ids or names, these and no places: `timeline[checkpoint].state`. */
function shown(evidence: StageEvidence, keys: Keys): string {
  return keys
    .map((key, depth) => {
      if (typeof key === 'string') return key === 'value' ? '' : `.${key}`
      const item = at(evidence, keys.slice(0, depth + 1))
      const known = typeof item === 'object' && item !== null ? item : {}
      return `[${'id' in known ? String(known.id) : 'name' in known ? String(known.name) : key}]`
    })
    .join('')
    .replace(/^\./, '')
}

const other = (before: unknown): unknown => another(before)

const codes = (verdict: Verdict): RefusalCode[] => (verdict.kind === 'allow' ? [] : verdict.refusals.map((refusal) => refusal.code))

const strict: Partial<Policy> = {
  maxApprovalAge: 1,
  knownStepsOnly: true,
  source: {
    definitions: [4],
    repositories: ['repo'],
    branches: ['refs/tags/v*'],
    reasons: ['individualCI'],
    partiallySucceeded: false,
    buildTags: ['automated'],
    maxAge: 3,
  },
  files: { sdist: true, complete: true, tag: 'v{version}' },
}
/** Records that a verdict rests on; all others of a timeline may be as they like. */
const decisive =
  /^timeline\[(?:job-publish|phase-publish|stage-publish|checkpoint|approval|job-plan|task-plan|task-publish)\]|^source\.timeline\[job-build\]|^(?!.*timeline)/

/** What says nothing for or against a release when it is another value, of which nothing is known elsewhere. */
const indifferent = [
  /^here\.(?:allowPullRequest|running)$/,
  /^self\.(?:project|definition|result|reason|branch|commit|deleted|repository\.id|repository\.name|finished)$/,
  /\.requesters\[\w+\]\.(?:id|name|descriptor)$/,
  /^source\.run\.(?:planId|repository\.name)$/,
  /^source\.timeline\[job-build\]\.(?:parentId|name|attempt|started|finished|task)$/,
  /^timeline\[job-plan\]\.(?:parentId|name|state|result|attempt|started|finished|task)$/,
  /^timeline\[task-plan\]\.(?:id|name|attempt|started)$/,
  /^timeline\[stage-publish\]\.(?:parentId|name|state|result|started|finished|task)$/,
  /^timeline\[checkpoint\]\.(?:name|started|finished|task)$/,
  /^timeline\[approval\]\.(?:name|state|result|attempt|started|finished|task)$/,
  /^timeline\[phase-publish\]\.(?:type|name|state|result|attempt|started|finished|task)$/,
  /^timeline\[job-publish\]\.(?:name|state|result|attempt|finished|task)$/,
  /^suite\.checks\[approval\]\.(?:id|resource\.id)$/,
  /^approvals\[approval\]\.steps\[0\]\.approver\.(?:id|name)$/,
  /^planned\.artifact$/,
]
const unasked = [/^source\.run\.(?:reason|repository\.id|finished|tags\[0\])$/, /^timeline\[job-publish\]\.started$/]

const anyStep = /^timeline\[task-publish\]/

type Release = { readonly evidence: StageEvidence; readonly plan: ReleasePlan }
const releases: [what: string, release: Release, indifferent: readonly RegExp[]][] = [
  ['of its own run', approvedRelease(), [...indifferent, ...unasked, anyStep, /^source\.run\.result$/]],
  ['of a run that has ended', releaseFromElsewhere(), [...indifferent, ...unasked, anyStep]],
  ['of a run that has ended, by a strict policy', releaseFromElsewhere(strict), [...indifferent, /^timeline\[task-publish\]\.(?!task$)/]],
]

describe('laws of the verdict on a stage', () => {
  for (const [what, { evidence, plan }, free] of releases) {
    const places = leaves(evidence).filter((keys) => keys.at(-1) !== 'kind')
    const allows = (keys: Keys): boolean => judge(changed(evidence, keys, other), plan).kind === 'allow'
    const isFree = (place: string): boolean => !decisive.test(place) || free.some((one) => one.test(place))

    it(`${what}: nothing is wrong with it, and it stands on more than 70 facts`, () => {
      assert.equal(judge(evidence, plan).kind, 'allow')
      assert.ok(places.filter((keys) => !allows(keys)).length > 70)
    })

    it(`${what}: each fact that is another refuses, but for those that say nothing of it`, () => {
      const told = places.map((keys): [string, boolean] => [shown(evidence, keys), allows(keys)])
      assert.deepEqual(
        told.filter(([place, allowed]) => allowed !== isFree(place)),
        [],
      )
    })

    it(`${what}: no fact that is gone allows more`, () => {
      const facts: readonly (readonly string[])[] = [
        ...['self', 'timeline', 'suite', 'approvals', 'configurations', 'planned'].map((name) => [name]),
        ...['run', 'timeline', 'artifacts'].map((name) => ['source', name]),
      ]
      for (const keys of facts) {
        const verdict = judge(
          changed(evidence, keys, (): Fact<never> => unknown('gone')),
          plan,
        )
        assert.ok(
          codes(verdict).some((code) => code.endsWith('_UNKNOWN')),
          keys.join('.'),
        )
      }
    })

    it(`${what}: no element that is gone, or there twice, lets through what was refused`, () => {
      const lists = places.flatMap((keys) => keys.flatMap((key, depth) => (typeof key === 'number' ? [keys.slice(0, depth)] : [])))
      const ways = [...new Map(lists.map((keys) => [keys.join(), keys])).values()]
      for (const keys of ways) {
        const emptied = judge(
          changed(evidence, keys, () => []),
          plan,
        )
        if (!['tags', 'earlier'].includes(String(keys.at(-1)))) assert.equal(emptied.kind, 'refuse', keys.join('.'))
      }
    })

    it(`${what}: what is refused for one fact stays refused whatever else changes, unless it is told again as it was`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...places), fc.constantFrom(...places), fc.anything(), (first, second, value) => {
          const once = changed(evidence, first, other)
          fc.pre(judge(once, plan).kind === 'refuse' && !sameEnd(first, second))
          const put = (before: unknown): unknown => (typeof value === typeof before ? value : another(before, 2))
          assert.equal(judge(changed(once, second, put), plan).kind, 'refuse')
        }),
        { numRuns: 300 },
      )
    })
  }
})

/** Two places that say the same of two things, or two things of one, may so come to agree again. */
function sameEnd(a: Keys, b: Keys): boolean {
  const both = [...a, ...b]
  return (
    a.at(-1) === b.at(-1) ||
    a.slice(0, -1).join() === b.slice(0, -1).join() ||
    both.includes('allowPullRequest') ||
    both.includes('running')
  )
}
