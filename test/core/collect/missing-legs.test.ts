import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Manifest } from '../../../core/build/manifest.ts'
import type { LegPlan } from '../../../core/collect/leg-plan.ts'
import { missingLegs } from '../../../core/collect/missing-legs.ts'
import { built, failed, manifest, suiteRun } from './told.ts'

const plan = (legs: string, digest = '', name = 'p'): LegPlan => ({
  name,
  digest,
  restores: [],
  folders: [],
  legs: legs.split(' ').filter((leg) => leg !== ''),
})
/** `test: a b` is the job `test` with manifests of the legs a and b; `test@d: a` worked by the plan of digest d, `test@d@e: a` by two. */
const left = (text: string): Manifest[] => {
  const [head = '', legs = ''] = text.split(':')
  const [job = '', ...digests] = head.split('@')
  const all = legs.trim().split(' ')
  return (digests.length === 0 ? [''] : digests).flatMap((planDigest) =>
    all.map((leg) => manifest({ job, planDigest, leg: leg === '-' ? '' : leg })),
  )
}
const missing = (plans: readonly LegPlan[], ...jobs: string[]): string[] =>
  missingLegs(plans, jobs.flatMap(left)).map(({ plan: { name }, job, legs }) => `${name}>${job}: ${legs.join(' ')}`)

describe('missingLegs', () => {
  const a = (legs: string, digest?: string): LegPlan => plan(legs, digest, 'A')
  const b = (legs: string, digest?: string): LegPlan => plan(legs, digest, 'B')
  for (const [what, plans, jobs, expected] of [
    ['all legs are there', [a('x y')], ['test: x y'], []],
    ['a leg never ran', [a('x y z')], ['test: x z'], ['A>build.test: y']],
    ['no leg ran', [a('x y')], [], ['A>: x y']],
    ['only jobs without legs ran', [a('x')], ['sdist: -'], ['A>: x']],
    ['nothing was planned', [a('')], [], []],
    ['there is no plan', [], ['test: x'], []],
    ['of two jobs by one plan one lacks a leg', [a('x y')], ['build: x y', 'test: y'], ['A>build.test: x']],
    ['a job has legs of its own', [a('x y')], ['test: x y', 'docs: html'], []],
    ['two plans share a leg name, and only one job has it', [a('x'), b('x')], ['test: x'], ['B>: x']],
    ['two plans share a leg name, and two jobs have it', [a('x'), b('x')], ['one: x', 'two: x'], []],
    ['which plan a job is of is told by its other legs', [a('x y'), b('x z')], ['one: x', 'two: x z'], ['A>build.one: y']],
    ['a plan that fits both goes to whose it is alone', [a('x y'), b('x')], ['one: x', 'two: x y'], []],
    ['digests tell the plan', [a('x y', 'd'), b('x y', 'e')], ['one@e: x y', 'two@d: x'], ['A>build.two: y']],
    ['a job worked by a plan that is not the last', [a('x', 'new')], ['test@old: x'], ['A>: x']],
    ['two plans are the same bytes', [a('x', 'd'), b('x', 'd')], ['one@d: x'], ['B>: x']],
    ['the steps of one job work by two plans', [a('x y', 'd'), b('x', 'e')], ['test@d@e: x y'], []],
    ['the steps of one job work by two plans, and lack of one', [a('x y z', 'd'), b('x', 'e')], ['test@d@e: x y'], ['A>build.test: z']],
    ['slices share a plan out', [a('x y', 'd')], ['test@d: Job1 Job2'], []],
    ['one job does a whole plan', [a('x y', 'd')], ['test@d: -'], []],
    ['a step beside works by no plan', [a('x y', 'd')], ['test@d: x', 'test: x', 'test@d: y'], []],
  ] as const)
    it(what, () => assert.deepEqual(missing(plans, ...jobs), expected))

  describe('of a plan that has something in a cache', () => {
    const cached = { ...plan('x', 'd'), restores: ['x', 'y'] }
    const restored = (leg: string, change: Partial<Manifest> = {}): Manifest =>
      manifest({ job: 'plan', leg, planDigest: 'd', restored: true, ...change })
    const lacks = (...manifests: Manifest[]): string[] =>
      missingLegs([cached], manifests).map(({ job, legs, unrestored }) => `${unrestored === true ? 'cache' : job}: ${legs.join(' ')}`)
    const test = manifest({ planDigest: 'd', leg: 'x' })

    it('legs that were restored are not legs of the job that restored them', () => {
      assert.deepEqual(lacks(test, restored('x'), restored('y')), [])
      assert.deepEqual(lacks(restored('x'), restored('y')), [': x'])
    })
    it('each must be restored, by that plan, whether or not it is built too', () => {
      assert.deepEqual(lacks(test), ['cache: x y'])
      assert.deepEqual(lacks(test, restored('x')), ['cache: y'])
      assert.deepEqual(lacks(test, restored('x'), restored('y', { planDigest: 'old' })), ['cache: y'])
    })
  })

  describe('of a plan of folders that slices share out', () => {
    const shared = { ...plan('all', 'd'), folders: ['demo', 'Other.Name'].map((name) => ({ name, folder: `sdk/${name}` })) }
    const lacks = (...slices: Partial<Manifest>[]): string[] =>
      missingLegs(
        [shared],
        slices.map((slice, at) => manifest({ planDigest: 'd', leg: `Job${at + 1}`, ...slice })),
      ).flatMap(({ job, legs }) => legs.map((leg) => `${job} ${leg}`))
    const demo = { files: [built()] }
    for (const [what, slices, expected] of [
      ['of which no manifest tells', [demo], ['build.test Other.Name']],
      ['that was built', [demo, { files: [built('x.whl', 'x', { project: 'other-name' })] }], []],
      ['that was built under another name', [demo, { files: [built('x.whl', 'x', { project: 'x', source: 'sdk/Other.Name' })] }], []],
      ['that failed', [demo, { failures: [failed({ package: 'Other.Name' })] }], []],
      ['that was only tested', [demo, { suites: [suiteRun({ project: 'other-name' })] }], []],
      [
        'that was only built along',
        [{ files: [built(), built('x.whl', 'x', { project: 'other-name', origin: 'dependency' })] }],
        ['build.test Other.Name'],
      ],
    ] as const)
      it(`asks for a package ${what}: ${expected.length === 0 ? 'it is there' : 'it is missing'}`, () =>
        assert.deepEqual(lacks(...slices), expected))

    it('asks for none where the job tells of no package at all, nor of a job of its legs', () => {
      assert.deepEqual(lacks({}, {}), [])
      assert.deepEqual(lacks({ leg: 'all', ...demo }), [])
    })
  })

  it('tells of a plan that no job left legs of which job has some of them, and others', () => {
    const near = (plans: readonly LegPlan[], ...jobs: string[]): unknown => missingLegs(plans, jobs.flatMap(left))[0]?.near
    assert.deepEqual(near([a('x y')], 'docs: html', 'test: x y z'), { job: 'build.test', legs: ['z'] })
    assert.equal(near([a('x y')], 'docs: html'), undefined)
    assert.equal(near([a('x y'), b('x z')], 'two: x z'), undefined)
    assert.equal(near([a('x y', 'new')], 'test@old: x z'), undefined)
  })

  it('holds jobs of several stages and runs apart', () => {
    const manifests = [manifest({ leg: 'x' }), manifest({ stage: 'other', leg: 'y' }), manifest({ buildId: '2', leg: 'x' })]
    assert.deepEqual(
      missingLegs([a('x y')], manifests).map(({ job, legs }) => [job, legs]),
      [
        ['build.test', ['y']],
        ['other.test', ['x']],
        ['build.test', ['y']],
      ],
    )
  })

  it('misses exactly the legs that are left out, in whatever order manifests come', () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 8 }),
        fc.array(fc.boolean(), { maxLength: 8 }),
        (legs, gone) => {
          const there = legs.filter((_, at) => gone[at] !== true)
          const found = missingLegs(
            [plan(legs.join(' '))],
            there.toReversed().map((leg) => manifest({ leg })),
          )
          assert.deepEqual(
            found.flatMap((one) => one.legs),
            legs.filter((leg) => !there.includes(leg)),
          )
        },
      ),
    ))

  it('is quick with 300 legs of two jobs', () => {
    const legs = Array.from({ length: 300 }, (_, at) => `leg_${at}`)
    const manifests = ['one', 'two'].flatMap((job) => legs.map((leg) => manifest({ job, leg })))
    assert.deepEqual(
      missingLegs([plan(legs.join(' '))], manifests.slice(1)).map(({ legs: some }) => some),
      [['leg_0']],
    )
  })
})
