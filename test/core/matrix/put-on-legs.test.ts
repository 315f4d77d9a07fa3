import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import { inTurn, onEvery, type PutOnLegs, type Remembered, type Sized, type Standing } from '../../../core/matrix/put-on-legs.ts'

interface Package {
  readonly id: string
}
const packages = (count: number): Package[] => Array.from({ length: count }, (_, at) => ({ id: `p${at + 1}` }))
const leg = (name: string): MatrixLeg => ({ name, cells: [['Pool', name]] })
const legs = (size: number, ...names: string[]): Sized[] => names.map((name) => ({ leg: leg(name), size }))
const unbounded = (): void => undefined

/** `p1 windows: restore`; what is not told of is to be built. */
function remembered(told: Readonly<Record<string, Standing>>, seconds: Readonly<Record<string, number>> = {}): Remembered {
  return { standing: (id, { name }) => told[`${id} ${name}`] ?? 'build', seconds: (id) => seconds[id] }
}

/** `linux: p1,p2` */
function lines({ placed }: PutOnLegs<Package>): string[] {
  return placed.map((one) => `${one.leg.name}: ${one.batch.map(({ id }) => id).join(',')}`)
}
function done({ restored }: PutOnLegs<Package>): string[] {
  return restored.map(({ id, on }) => `${on.name}: ${id}`)
}

describe('onEvery', () => {
  const on = (count: number, size: number, memory?: Remembered): PutOnLegs<Package> =>
    onEvery(packages(count), legs(size, 'linux', 'windows'), memory, unbounded)

  it('leaves out on a leg what is restored there, and tells it', () => {
    const put = on(3, 10, remembered({ 'p1 linux': 'restore', 'p3 linux': 'restore', 'p2 windows': 'restore' }))
    assert.deepEqual(lines(put), ['linux: p2', 'windows: p1,p3'])
    assert.deepEqual(done(put), ['linux: p1', 'linux: p3', 'windows: p2'])
  })

  it('has no leg for which everything is restored', () =>
    assert.deepEqual(lines(on(1, 10, remembered({ 'p1 linux': 'restore' }))), ['windows: p1']))

  it('counts batches by what a leg has to do', () => {
    const put = on(3, 2, remembered({ 'p1 linux': 'restore' }))
    assert.deepEqual(lines(put), ['linux: p2,p3', 'windows: p1,p2', 'windows: p3'])
    assert.deepEqual(
      put.placed.map(({ number, isOneOf }) => [number, isOneOf]),
      [
        [1, false],
        [1, true],
        [2, true],
      ],
    )
  })

  it('takes what is looked at as what is built', () =>
    assert.deepEqual(lines(on(2, 10, remembered({ 'p1 linux': 'look' })))[0], 'linux: p1,p2'))

  it('has full batches and the rest where nothing is remembered, and batches that last as long where it is', () => {
    assert.deepEqual(lines(on(5, 4)).slice(0, 1), ['linux: p1,p2,p3,p4'])
    const put = on(5, 4, remembered({}, { p1: 100, p2: 10, p3: 10, p4: 10, p5: 10 }))
    assert.deepEqual(
      lines(put).filter((line) => line.startsWith('linux')),
      ['linux: p1', 'linux: p2,p3,p4,p5'],
    )
  })

  it('tells how many batches there will be, of what there is to do', () => {
    const counts: number[] = []
    onEvery(packages(5), legs(2, 'linux', 'windows'), remembered({ 'p1 linux': 'restore' }), (count) => counts.push(count))
    assert.deepEqual(counts, [2 + 3])
  })
})

describe('inTurn', () => {
  const turn = (count: number, size: number, memory?: Remembered): PutOnLegs<Package> =>
    inTurn(packages(count), legs(size, 'linux', 'windows'), memory)

  it('restores once what any leg has, the first of them', () => {
    const put = turn(3, 1, remembered({ 'p1 windows': 'restore', 'p2 linux': 'restore', 'p2 windows': 'restore' }))
    assert.deepEqual([lines(put), done(put)], [['linux: p3'], ['windows: p1', 'linux: p2']])
  })

  it('has what is to be looked at looked at where it is, before the others take their turns', () =>
    assert.deepEqual(lines(turn(4, 2, remembered({ 'p3 windows': 'look' }))), ['windows: p3', 'linux: p1,p2', 'windows: p4']))

  it('has batches that last as long where that is remembered', () =>
    assert.deepEqual(lines(turn(4, 3, remembered({}, { p1: 90, p2: 30, p3: 30, p4: 30 }))), ['linux: p1', 'windows: p2,p3,p4']))

  it('takes what comes where legs differ in size', () => {
    const sized = [...legs(1, 'linux'), ...legs(2, 'windows')]
    assert.deepEqual(lines(inTurn(packages(4), sized, remembered({}, { p1: 1, p2: 9 }))), ['linux: p1', 'windows: p2,p3', 'linux: p4'])
  })

  it('is nothing without legs', () => assert.deepEqual(inTurn(packages(2), [], undefined), { placed: [], restored: [] }))
})

describe('packages on legs', () => {
  const standing = fc.constantFrom<Standing>('build', 'look', 'restore')
  const anyCase = fc.record({
    count: fc.nat({ max: 12 }),
    sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    told: fc.array(fc.array(standing, { minLength: 4, maxLength: 4 }), { minLength: 12, maxLength: 12 }),
    seconds: fc.array(fc.option(fc.nat({ max: 100 }), { nil: undefined }), { minLength: 12, maxLength: 12 }),
  })
  type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never
  const worldOf = ({ count, sizes, told, seconds }: Case): { of: Package[]; sized: Sized[]; memory: Remembered } => ({
    of: packages(count),
    sized: sizes.map((size, at) => ({ leg: leg(String(at)), size })),
    memory: {
      standing: (id, { name }) => told[Number(id.slice(1)) - 1]?.[Number(name)] ?? 'build',
      seconds: (id) => seconds[Number(id.slice(1)) - 1],
    },
  })

  it('are all on every leg, once, built or restored, and no batch is too large', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const { of, sized, memory } = worldOf(given)
        const put = onEvery(of, sized, memory, unbounded)
        for (const { leg: on } of sized) {
          const here = put.placed.filter((one) => one.leg === on).flatMap(({ batch }) => batch.map(({ id }) => id))
          const restored = put.restored.filter((one) => one.on === on).map(({ id }) => id)
          assert.deepEqual([...here, ...restored].sort(), of.map(({ id }) => id).sort())
          assert.ok(restored.every((id) => memory.standing(id, on) === 'restore'))
        }
        assert.ok(put.placed.every(({ batch, size }) => batch.length > 0 && batch.length <= size))
      }),
    ))

  it('in turn are all somewhere, once', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const { of, sized, memory } = worldOf(given)
        const put = inTurn(of, sized, memory)
        const all = [...put.placed.flatMap(({ batch }) => batch.map(({ id }) => id)), ...put.restored.map(({ id }) => id)]
        assert.deepEqual([...all].sort(), of.map(({ id }) => id).sort())
        assert.ok(put.placed.every(({ batch, size }) => batch.length > 0 && batch.length <= size))
        assert.deepEqual(
          put.placed.map(({ number }) => number),
          put.placed.map((_, at) => at + 1),
        )
        for (const { id, on } of put.restored) assert.equal(memory.standing(id, on), 'restore')
      }),
    ))

  it('are as Create-PrJobMatrix puts them where a cache has nothing and remembers nothing', () =>
    fc.assert(
      fc.property(anyCase, (given) => {
        const { of, sized } = worldOf(given)
        const nothing = remembered({})
        assert.deepEqual(onEvery(of, sized, nothing, unbounded), onEvery(of, sized, undefined, unbounded))
        assert.deepEqual(inTurn(of, sized, nothing), inTurn(of, sized, undefined))
      }),
    ))
})
