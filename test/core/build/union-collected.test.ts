import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { BuiltFile, Manifest } from '../../../core/build/manifest.ts'
import { type Offer, type Union, unionOf } from '../../../core/build/union.ts'
import { offer, pure } from '../collect/told.ts'

const binary = { name: 'demo-1.0-cp311-cp311-linux_x86_64.whl' }
const set = { stage: 'package', job: 'collect', leg: '', collected: true } as const
/** Every offer's manifest is whole, as the manifests of a release set always are. */
const union = (...offers: Offer[]): Union =>
  unionOf(
    offers,
    offers.map((one) => one.manifest),
  )
const told = ({ files, left, warnings, current }: Union): unknown => [
  files.map(({ path }) => path),
  left.map(({ offer: { path }, why }) => `${path} ${why}`),
  warnings.length,
  current.map(({ job, attempt }) => `${job}.${attempt}`),
]

describe('unionOf with release sets', () => {
  it('takes the files of the legs, with which their set agrees', () =>
    assert.deepEqual(told(union(offer('x'), offer('x', set))), [[`/a.1/${pure}`], [`/.1/${pure} collected`], 0, ['test.1']]))

  it('never lets the set of an earlier attempt conflict with what legs have built anew', () => {
    const offers = [
      offer('y', { attempt: 2 }, binary),
      offer('x', {}, binary),
      offer('x', set, binary),
      offer('y', { ...set, attempt: 2 }, binary),
    ]
    assert.deepEqual(told(union(...offers)), [
      [`/a.2/${binary.name}`],
      [`/a.1/${binary.name} older-attempt`, `/.1/${binary.name} collected`, `/.2/${binary.name} collected`],
      0,
      ['test.2', 'test.1'],
    ])
  })

  it('warns of a set that is not what the legs have now, and takes nothing of it', () => {
    const legs = offer('y', { attempt: 2 }, binary)
    assert.deepEqual(told(union(legs, offer('x', set, binary))), [[legs.path], [`/.1/${binary.name} collected`], 1, ['test.2']])
    assert.deepEqual(told(union(legs, offer('x', set))), [[legs.path], [`/.1/${pure} collected`], 2, ['test.2']])
  })

  it('warns of what legs have and the last set of their run has not', () => {
    const beside = (...offers: Offer[]): readonly string[] => union(...offers).warnings
    const legs = [offer('x'), offer('y', { leg: 'docs' }, binary)]
    assert.deepEqual(beside(...legs, offer('x', set)), [
      `${binary.name} of build.test.docs is in no release set of its run, and is taken all the same.`,
    ])
    assert.deepEqual(beside(...legs, offer('x', set), offer('y', set, binary)), [])
    assert.equal(beside(...legs, offer('x', set), offer('y', set, binary), offer('x', { ...set, attempt: 2 })).length, 1)
    assert.deepEqual(beside(...legs, offer('x', { ...set, buildId: '2' })), [])
  })

  it('takes of a set what is of legs that are not there, though others of its run are', () => {
    const of = (leg: string): Partial<BuiltFile> => ({ leg: `build.test.${leg}` })
    const whole = (offers: Offer[]): Offer[] =>
      offers.map((one) => ({ ...one, manifest: { ...one.manifest, files: offers.map(({ file }) => file) } }))
    const sets = whole([offer('x', set, of('a')), offer('y', set, { ...binary, ...of('b') })])
    const { files, left, unfinished } = union(offer('x'), ...sets)
    assert.deepEqual(
      files.map(({ path }) => path),
      [`/.1/${binary.name}`, `/a.1/${pure}`],
    )
    assert.deepEqual([left.map(({ why }) => why), unfinished], [['collected'], []])
    assert.deepEqual(
      union(offer('z', { leg: 'docs' }, { name: 'docs.zip', origin: 'extra' }), ...sets).files.map(({ path }) => path),
      [`/.1/${binary.name}`, `/.1/${pure}`, '/docs.1/docs.zip'],
    )
  })

  it('takes a set whose legs are not there', () =>
    assert.deepEqual(told(union(offer('x', set), offer('z', set, binary))), [
      [`/.1/${binary.name}`, `/.1/${pure}`],
      [],
      0,
      ['collect.1', 'collect.1'],
    ]))

  it('takes of sets alone the last attempt of each job, and nothing that only an earlier one had', () =>
    assert.deepEqual(told(union(offer('x', set, binary), offer('y', set), offer('z', { ...set, attempt: 2 }))), [
      [`/.2/${pure}`],
      [`/.1/${binary.name} older-attempt`, `/.1/${pure} older-attempt`],
      0,
      ['collect.2'],
    ]))

  it('takes the sets of two jobs, and the set of another run beside legs', () => {
    const two = union(offer('x', set), offer('z', { ...set, job: 'more' }, binary))
    assert.equal(two.files.length, 2)
    assert.equal(union(offer('x', { buildId: '2' }, binary), offer('z', set)).files.length, 2)
  })

  it('refuses two sets with one file in two contents', () =>
    assert.throws(() => union(offer('x', set, binary), offer('y', { ...set, job: 'more' }, binary)), { code: 'CONFLICT' }))

  it('leaves the files of legs what they are without any set', () => {
    const legs = fc.array(
      fc.record({ leg: fc.constantFrom('a', 'b', 'c'), attempt: fc.integer({ min: 1, max: 3 }), bytes: fc.constantFrom('x', 'y') }),
      { minLength: 1 },
    )
    const sets = fc.array(fc.record({ attempt: fc.integer({ min: 1, max: 3 }), bytes: fc.constantFrom('x', 'y', 'z') }))
    fc.assert(
      fc.property(legs, sets, (some, more) => {
        const unique = [...new Map(some.map((one) => [`${one.leg} ${one.attempt}`, one])).values()]
        const offers = unique.map(({ leg, attempt, bytes }) => offer(bytes, { leg, attempt }))
        const collected = more.map(({ attempt, bytes }) => offer(bytes, { ...set, attempt } satisfies Partial<Manifest>))
        assert.deepEqual(union(...collected, ...offers).files, union(...offers).files)
      }),
    )
  })
})
