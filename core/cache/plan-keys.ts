import type { Json } from '../canonical.ts'
import { parseJson } from '../json.ts'
import type { Fingerprint } from './fingerprint.ts'
import { readTexts, type Texts } from './texts.ts'
import type { PlanKeys } from './warmth.ts'

/** What a key of a plan is made of: a unit of GenerateMatrix is one. */
export interface Keyed {
  readonly fingerprint: Fingerprint
  /** By the digest that stands among its inputs, what files that is made of: object ids by path. */
  readonly files: ReadonlyMap<string, Texts>
}

/** Paths that a plan tells of in all: who builds needs none of them, they only name the file that has changed. */
const mostPaths = 20_000

/**
 * The member `keys` of plan.json. Of files no more are told than a plan can bear: those of the smallest packages, so that in a large repository a reason may say that files
 * have changed, and not which.
 */
export function planKeysJson(units: readonly Keyed[]): Json {
  const inputs = units.map(({ fingerprint: { key, inputs: of } }): [string, Texts] => [
    key,
    Object.fromEntries(of.map(({ name, value }) => [name, value])),
  ])
  return { inputs: Object.fromEntries(inputs), files: Object.fromEntries(toldFiles(units)) }
}

function toldFiles(units: readonly Keyed[]): [string, Texts][] {
  const files = [...new Map(units.flatMap((unit) => [...unit.files]))]
  const sized = files.map(([digest, paths]) => ({ digest, paths, count: Object.keys(paths).length }))
  sized.sort((a, b) => a.count - b.count || (a.digest < b.digest ? -1 : 1))
  let told = 0
  return sized.flatMap(({ digest, paths, count }): [string, Texts][] => {
    told += count
    return told > mostPaths ? [] : [[digest, paths]]
  })
}

/** Reads what the keys of a plan are made of; nothing where a plan does not tell. What is broken is `PLAN_INVALID`. */
export function parsePlanKeys(text: string, source: string): PlanKeys {
  const keys = parseJson(text, source, 'PLAN_INVALID')
    .get('keys')
    .optional((one) => one)
  const read = (name: string): Map<string, Texts> => {
    const entries = keys?.get(name).optional((one) => one.entries()) ?? []
    return new Map(entries.map(([of, one]) => [of, readTexts(one)]))
  }
  return { inputs: read('inputs'), files: read('files') }
}
