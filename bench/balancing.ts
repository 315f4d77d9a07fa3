import assert from 'node:assert/strict'
import { balance } from '../core/cache/balance.ts'
import { share } from '../core/wanted/share.ts'
import { median, type Row } from './row.ts'

const packages = 300
const legs = 20
/** Seeds of as many repositories. */
const seeds = Array.from({ length: 25 }, (_, at) => at + 1)

/** Numbers from 0 to 1, the same for the same seed (a linear congruential generator, Numerical Recipes). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state + 1) / 2 ** 32
  }
}

/** Seconds that builds take: half of them less than a minute, one in forty more than seven (lognormal, sigma 1). */
function durations(seed: number): number[] {
  const random = randomOf(seed)
  return Array.from({ length: packages }, () =>
    Math.round(60 * Math.exp(Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()))),
  )
}

/** How many times the least that any way to part them could take the longest job takes: both as the issue asks, and by number alone. */
function measure(seed: number): { readonly ours: number; readonly equal: number } {
  const all = durations(seed)
  const [groups, most] = [all.map((seconds) => [seconds]), packages / legs]
  const bound = Math.max(...all, sum(all) / legs)
  const ratioOf = (parts: readonly (readonly number[])[]): number => {
    assert.equal(parts.length, legs)
    return Math.max(...parts.map(sum)) / bound
  }
  return { ours: ratioOf(balance(groups, most, (seconds) => seconds)), equal: ratioOf(share(groups, most)) }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}

/** The longest of 20 legs that 300 recorded durations are shared among. */
export function balancing(): Row[] {
  const seen = seeds.map(measure)
  const [ours, equal] = [seen.map((one) => one.ours), seen.map((one) => one.equal)]
  const what = `the longest of ${legs} legs of ${packages} durations`
  const bound = `max(longest, sum / ${legs}), the least that is possible`
  return [
    { what: `${what}, median of ${seeds.length} repositories`, beside: bound, ratio: median(ours), most: 1.02 },
    { what: `${what}, the worst repository`, beside: bound, ratio: Math.max(...ours), most: 1.1 },
    {
      what: `${what}: ${median(ours).toFixed(2)} x the least`,
      beside: `equal counts: ${median(equal).toFixed(2)} x the least`,
      ratio: median(seen.map((one) => one.ours / one.equal)),
      most: 0.8,
    },
  ]
}
