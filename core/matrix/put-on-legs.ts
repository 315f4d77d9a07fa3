import { balance } from '../cache/balance.ts'
import type { MatrixLeg } from './leg.ts'

/** What a leg has to do about a package: build it; look whether what a cache has of it is stale; or nothing, since it is restored. */
export type Standing = 'build' | 'look' | 'restore'

/** What a cache knows of packages on legs. */
export interface Remembered {
  readonly standing: (id: string, leg: MatrixLeg) => Standing
  /** How long a build takes, as far as that is known. */
  readonly seconds: (id: string, leg: MatrixLeg) => number | undefined
}

/** A leg, and how many packages it holds at most. */
export interface Sized {
  readonly leg: MatrixLeg
  readonly size: number
}

/** A batch on a leg, and its number on that leg or in all turns, from 1 on. */
export interface Placed<T> extends Sized {
  readonly batch: readonly T[]
  readonly number: number
  /** Whether the leg has several batches. */
  readonly isOneOf: boolean
}

/** Batches in the order of their legs, and what is restored on which leg instead. */
export interface PutOnLegs<T> {
  readonly placed: readonly Placed<T>[]
  readonly restored: readonly { readonly id: string; readonly on: MatrixLeg }[]
}

interface Identified {
  readonly id: string
}

/**
 * Each package on every leg that has something to do about it: the first batches of all legs, then the second ones, and so on as far as a leg has them. `bound` is told
 * how many batches there will be, before they are made.
 */
export function onEvery<T extends Identified>(
  packages: readonly T[],
  sized: readonly Sized[],
  remembered: Remembered | undefined,
  bound: (count: number) => void,
): PutOnLegs<T> {
  const open = sized.map((one) => ({ ...one, packages: openOn(packages, one.leg, remembered) }))
  bound(open.reduce((sum, one) => sum + Math.ceil(one.packages.length / one.size), 0))
  const placed = open.flatMap(({ packages: some, ...one }) => {
    const batches = parts(some, one.size, (item) => remembered?.seconds(item.id, one.leg))
    return batches.map((batch, at) => ({ ...one, batch, number: at + 1, isOneOf: some.length > one.size }))
  })
  return {
    placed: placed.sort((a, b) => a.number - b.number),
    restored: remembered === undefined ? [] : doneOn(packages, sized, remembered),
  }
}

function doneOn(packages: readonly Identified[], sized: readonly Sized[], { standing }: Remembered): PutOnLegs<never>['restored'] {
  return sized.flatMap(({ leg }) => packages.filter(({ id }) => standing(id, leg) === 'restore').map(({ id }) => ({ id, on: leg })))
}

function openOn<T extends Identified>(packages: readonly T[], leg: MatrixLeg, remembered: Remembered | undefined): readonly T[] {
  return remembered === undefined ? packages : packages.filter(({ id }) => remembered.standing(id, leg) !== 'restore')
}

/**
 * Each batch on the next leg, and as large as that leg takes. What is restored on one leg, the first, is on no other; and what is looked at goes to the first leg
 * that has something to look at, before the others take their turns.
 */
export function inTurn<T extends Identified>(
  packages: readonly T[],
  sized: readonly Sized[],
  remembered: Remembered | undefined,
): PutOnLegs<T> {
  const firstOf = ({ id }: T, standing: Standing): Sized | undefined => sized.find(({ leg }) => remembered?.standing(id, leg) === standing)
  const known = packages.map((one) => ({ one, done: firstOf(one, 'restore'), look: firstOf(one, 'look') }))
  const open = known.filter(({ done }) => done === undefined)
  const looked = sized.flatMap((on) => {
    const here = open.filter(({ look }) => look === on).map(({ one }) => one)
    return parts(here, on.size, ({ id }) => remembered?.seconds(id, on.leg)).map((batch) => ({ ...on, batch }))
  })
  const rest = open.filter(({ look }) => look === undefined).map(({ one }) => one)
  const placed = [...looked, ...turns(rest, sized, remembered)].map((one, at) => ({ ...one, number: at + 1, isOneOf: true }))
  return { placed, restored: known.flatMap(({ one, done }) => (done === undefined ? [] : [{ id: one.id, on: done.leg }])) }
}

/** Legs of several sizes take what comes; those of one size batches that last as long. */
function turns<T extends Identified>(
  packages: readonly T[],
  sized: readonly Sized[],
  remembered: Remembered | undefined,
): (Sized & { readonly batch: readonly T[] })[] {
  const [first] = sized
  if (first === undefined) return []
  if (sized.every(({ size }) => size === first.size))
    return parts(packages, first.size, secondsAnywhere(sized, remembered)).map((batch, at) => ({
      ...(sized[at % sized.length] ?? first),
      batch,
    }))
  const placed: (Sized & { readonly batch: readonly T[] })[] = []
  for (let from = 0; from < packages.length;) {
    const next = sized[placed.length % sized.length] ?? first
    placed.push({ ...next, batch: packages.slice(from, from + next.size) })
    from += next.size
  }
  return placed
}

function secondsAnywhere(sized: readonly Sized[], remembered: Remembered | undefined): (one: Identified) => number | undefined {
  return ({ id }) => {
    for (const { leg } of sized) {
      const seconds = remembered?.seconds(id, leg)
      if (seconds !== undefined) return seconds
    }
    return undefined
  }
}

/** Where no build is remembered, the batches of Create-PrJobMatrix: full ones, and the rest. */
function parts<T>(packages: readonly T[], size: number, secondsOf: (one: T) => number | undefined): (readonly T[])[] {
  const isKnown = packages.some((one) => secondsOf(one) !== undefined)
  if (!isKnown) return Array.from({ length: Math.ceil(packages.length / size) }, (_, at) => packages.slice(at * size, (at + 1) * size))
  return balance(
    packages.map((one) => [one]),
    size,
    secondsOf,
  )
}
