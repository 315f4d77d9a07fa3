import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import { legName, type Offer, ofLastAttempts, unionOf } from '../../../core/build/union.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { problemCode } from '../../fakes/problem-code.ts'

const wheel = 'demo-1.0-cp311-cp311-linux_x86_64.whl'
const pure = 'demo-1.0-py3-none-any.whl'
const manifest = (change: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  stage: 'build',
  job: 'wheels',
  leg: 'a',
  attempt: 1,
  planDigest: 'p',
  commit: 'c',
  buildId: '1',
  files: [],
  failures: [],
  ...change,
})
const offer = (name: string, bytes: string, where: Partial<Manifest> = {}, file: Partial<BuiltFile> = {}): Offer => ({
  file: {
    name,
    size: 1,
    sha256: sha256Of(bytes),
    project: 'demo',
    version: '1.0',
    tags: [],
    source: 's',
    seconds: 0,
    origin: 'built',
    release: true,
    ...file,
  },
  path: `/${where.leg ?? 'a'}.${where.attempt ?? 1}/${name}`,
  manifest: manifest(where),
})
const taken = (...offers: Offer[]): string[] => unionOf(offers, []).files.map((one) => one.path)
const left = (...offers: Offer[]): string[] => unionOf(offers, []).left.map((one) => `${one.offer.path} ${one.why}`)

describe('unionOf', () => {
  it('takes every file of every leg and attempt', () => {
    assert.deepEqual(taken(offer(wheel, 'x', { leg: 'b' }), offer(pure, 'y', { attempt: 2 })), [`/b.1/${wheel}`, `/a.2/${pure}`])
  })

  it('takes the higher attempt of one leg, whatever its bytes', () => {
    const offers = [offer(wheel, 'x', { attempt: 2 }), offer(wheel, 'y', { attempt: 10 }), offer(wheel, 'z')]
    assert.deepEqual(taken(...offers), [`/a.10/${wheel}`])
    assert.deepEqual(left(...offers), [`/a.2/${wheel} older-attempt`, `/a.1/${wheel} older-attempt`])
  })

  it('takes another spelling for the same file', () => {
    assert.deepEqual(taken(offer(wheel, 'x', { attempt: 2 }), offer('Demo-1.0.0-cp311-cp311-linux_x86_64.whl', 'y')), [`/a.2/${wheel}`])
  })

  it('takes the same bytes of two legs once', () => {
    assert.deepEqual(left(offer(wheel, 'x'), offer(wheel, 'x', { leg: 'b' })), [`/b.1/${wheel} same-bytes`])
  })

  it('refuses two legs that made one file of other bytes', () => {
    assert.equal(
      problemCode(() => unionOf([offer(wheel, 'x'), offer(wheel, 'y', { leg: 'b' })], [])),
      'CONFLICT',
    )
  })

  for (const [what, where] of [
    ['one attempt of a leg', {}],
    ['one leg of two runs', { buildId: '2' }],
    ['two attempts of one leg of two runs', { buildId: '2', attempt: 2 }],
  ] as const) {
    it(`refuses other bytes of ${what}, for everything too: nothing says which is meant`, () => {
      for (const name of [wheel, pure])
        assert.equal(
          problemCode(() => unionOf([offer(name, 'x'), offer(name, 'y', where)], [])),
          'CONFLICT',
        )
      assert.deepEqual(left(offer(wheel, 'x'), offer(wheel, 'x', where)).length, 1)
    })
  }

  it('tells the failures of each run', () => {
    const failure = { package: 'p', version: '1', python: '3.11', code: 'BUILD_FAILED', message: 'm', log: '' }
    assert.equal(unionOf([], [manifest({ failures: [failure] }), manifest({ buildId: '2', attempt: 2 })]).failures.length, 1)
  })

  it('lets the first leg by name have a wheel for everything, and warns', () => {
    const union = unionOf([offer(pure, 'y', { leg: 'b' }), offer(pure, 'x')], [])
    assert.deepEqual(
      [union.files.map((one) => one.path), union.left.map((one) => one.why), union.warnings.length],
      [[`/a.1/${pure}`], ['other-leg'], 1],
    )
  })

  it('leaves what is not for release, and lets it collide with nothing', () => {
    const offers = [offer(wheel, 'x'), offer(wheel, 'y', { leg: 'b' }, { release: false })]
    assert.deepEqual([taken(...offers), left(...offers)], [[`/a.1/${wheel}`], [`/b.1/${wheel} not-for-release`]])
  })

  it('takes what one leg built as a package, not what others built along of it, whichever comes first and whatever its bytes', () => {
    const along = (leg: string, bytes: string): Offer => offer(wheel, bytes, { leg }, { origin: 'dependency', release: false })
    const offers = [along('a', 'y'), offer(wheel, 'x', { leg: 'b' }), along('c', 'x'), along('d', 'z')]
    assert.deepEqual(taken(...offers), [`/b.1/${wheel}`])
    assert.deepEqual(taken(along('a', 'x'), along('b', 'y')), [])
  })

  it('never takes a dependency, though its manifest says that it is for release', () =>
    assert.deepEqual(left(offer(wheel, 'x', {}, { origin: 'dependency' })), [`/a.1/${wheel} not-for-release`]))

  describe('with extra files', () => {
    const extra = (name: string, bytes: string, by: Partial<Manifest> = {}): Offer => offer(name, bytes, by, { origin: 'extra', tags: [] })

    it('takes them: they are part of what a run has made', () =>
      assert.deepEqual(taken(offer(wheel, 'x'), extra('tool.exe', 'y')), [`/a.1/${wheel}`, '/a.1/tool.exe']))
    it('takes that of the last attempt', () => {
      const offers = [extra('tool.exe', 'x'), extra('tool.exe', 'y', { attempt: 2 })]
      assert.deepEqual([taken(...offers), left(...offers)], [['/a.2/tool.exe'], ['/a.1/tool.exe older-attempt']])
    })
    it('takes one of two legs that left the same bytes', () =>
      assert.deepEqual(taken(extra('tool.exe', 'x', { leg: 'b' }), extra('tool.exe', 'x')), ['/a.1/tool.exe']))

    it('names that differ in case are one file, as on Windows they are', () => {
      assert.deepEqual(taken(extra('Tool.exe', 'x', { leg: 'b' }), extra('tool.exe', 'x')), ['/a.1/tool.exe'])
      assert.throws(() => taken(extra('Tool.exe', 'x', { leg: 'b' }), extra('tool.exe', 'y')), { code: 'CONFLICT', message: /Tool\.exe/ })
    })
    for (const [name, what] of [
      ['tool.exe', 'two legs left one name with other bytes'],
      ['spam-1.0.tar.gz', 'its name is that of an sdist of another leg'],
    ] as const)
      it(`is CONFLICT where ${what}, and says how to name it`, () => {
        const rival = name === 'tool.exe' ? extra(name, 'y') : offer(name, 'y', {}, { tags: [] })
        assert.throws(() => taken(rival, extra(name, 'x', { leg: 'b' })), { code: 'CONFLICT', remedy: /name of its own/ })
      })
  })

  it('tells no failure of what would not have been released', () => {
    const failure = { package: 'base', version: '', python: '3.14', code: 'BUILD_FAILED', message: '', log: '' }
    const failures = [
      { ...failure, release: false },
      { ...failure, package: 'top', release: true },
    ]
    assert.deepEqual(
      unionOf([], [manifest({ failures })]).failures.map((one) => one.failure.package),
      ['top'],
    )
  })

  it('tells the failures of the last attempt of each leg', () => {
    const failure = (name: string) => ({ package: name, version: '1', python: '3.11', code: 'BUILD_FAILED', message: 'm', log: '' })
    const manifests = [
      manifest({ failures: [failure('mended')] }),
      manifest({ attempt: 2, failures: [failure('still')] }),
      manifest({ leg: 'b', failures: [failure('other')] }),
    ]
    assert.deepEqual(
      unionOf([], manifests).failures.map((one) => one.failure.package),
      ['still', 'other'],
    )
  })

  it('warns of wheels that come of several plans', () => {
    assert.equal(unionOf([], [manifest(), manifest({ leg: 'b' })]).warnings.length, 0)
    assert.equal(unionOf([], [manifest(), manifest({ leg: 'b', planDigest: 'q' })]).warnings.length, 1)
  })

  it('leaves what is of a plan that a later attempt of the job replaced, in whatever leg, and says so', () => {
    const again = { attempt: 2, planDigest: 'q', leg: 'b' }
    const offers = [offer(wheel, 'x'), offer('old-1.0-cp311-cp311-linux_x86_64.whl', 'o'), offer(wheel, 'y', again)]
    const failure = { package: 'old', version: '2', python: '3.11', code: 'BUILD_FAILED', message: 'm', log: '' }
    const union = unionOf(offers, [manifest({ failures: [failure] }), manifest(again)])
    assert.deepEqual(
      [union.files.map((one) => one.path), union.left.map((one) => one.why)],
      [[`/b.2/${wheel}`], ['older-plan', 'older-plan']],
    )
    assert.deepEqual([union.failures, union.warnings.length], [[], 2])
    assert.deepEqual(union.current, [manifest(again)])
  })

  it('takes all plans of the last attempt, those of other jobs, and what is of none', () => {
    const pure2 = 'spam-1.0-py3-none-any.whl'
    const offers = [
      offer(wheel, 'x', { planDigest: '' }),
      offer(pure, 'y', { attempt: 2, planDigest: 'q' }),
      offer(pure2, 'z', { attempt: 2, planDigest: 'r' }),
      offer('ham-1.0-py3-none-any.whl', 'h', { job: 'others' }),
    ]
    assert.equal(unionOf(offers, []).files.length, 4)
  })

  it('tells of attempts that ended before their manifest, unless a later one of the leg is whole', () => {
    const offers = [offer(wheel, 'x'), offer(pure, 'x', { attempt: 2 })]
    assert.deepEqual(unionOf(offers, [manifest()]).unfinished, ['build.wheels.a (run 1, attempt 2)'])
    assert.deepEqual(unionOf(offers, [manifest({ attempt: 3 })]).unfinished, [])
  })

  it('does not depend on the order in which artifacts are found', () => {
    const offers = [1, 2, 3].flatMap((attempt) =>
      ['a', 'b'].flatMap((leg) => [
        offer(pure, `${attempt}${leg}`, { leg, attempt }),
        offer(`demo-1.0-cp311-cp311-${leg}.whl`, `${attempt}`, { leg, attempt }),
      ]),
    )
    fc.assert(
      fc.property(fc.shuffledSubarray(offers, { minLength: offers.length }), (shuffled) => {
        assert.deepEqual(unionOf(shuffled, []).files, unionOf(offers, []).files)
      }),
    )
  })
})

describe('ofLastAttempts', () => {
  it('takes of each leg of each run its last attempt, with both of its steps', () => {
    const told = [
      manifest(),
      manifest({ attempt: 2 }),
      manifest({ attempt: 2, planDigest: 'q' }),
      manifest({ leg: 'b' }),
      manifest({ buildId: '2' }),
    ]
    assert.deepEqual(ofLastAttempts(told), told.slice(1))
  })
})

describe('legName', () => {
  it('leaves out what there is none of', () => assert.equal(legName(manifest({ stage: '', leg: '' })), 'wheels'))
})
