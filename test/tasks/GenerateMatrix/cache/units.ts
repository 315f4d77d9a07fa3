import assert from 'node:assert/strict'
import { Ask } from '../../../../core/ask.ts'
import { formatEntry } from '../../../../core/cache/entry-json.ts'
import { fingerprint } from '../../../../core/cache/fingerprint.ts'
import { type EntryKind, entryName, placeOf, secondsName } from '../../../../core/cache/place.ts'
import { parsePlanKeys } from '../../../../core/cache/plan-keys.ts'
import type { Warmth } from '../../../../core/cache/warmth.ts'
import type { Plan } from '../../../../core/wanted/plan-file.ts'
import { type CacheInputs, readCacheInputs } from '../../../../tasks/GenerateMatrix/cache/inputs.ts'
import type { Unit } from '../../../../tasks/GenerateMatrix/cache/unit.ts'
import type { MemoryStore } from '../../../fakes/memory-store.ts'
import { cacheEntry } from '../../../core/cache/entries.ts'

/** The inputs of a cache in a folder, but for what the test is about. */
export function cacheInputs(inputs: Readonly<Record<string, string>> = {}): CacheInputs {
  const given: Readonly<Record<string, string | undefined>> = { cache: 'file:/cache', ...inputs }
  return readCacheInputs(new Ask({ input: (name) => given[name], variable: () => undefined, inputs: [] }))
}

/** What a cache may have of a package of that name, made of these inputs. */
export function unit(name: string, inputs: Readonly<Record<string, string>> = {}): Unit {
  const of = Object.entries({ recipe: 'none', ...inputs }).map(([input, value]) => ({ name: input, value }))
  return { title: `${name} on linux`, place: placeOf('wheels', name, 'linux'), fingerprint: fingerprint(of), files: new Map() }
}

/** Puts what was built of a unit into a store, as a listing and its document tell it. */
export function keep(store: MemoryStore, { place, fingerprint: { key, inputs } }: Unit, kind: EntryKind = 'whole', seconds?: number): void {
  const told = Object.fromEntries(inputs.map(({ name, value }) => [name, value]))
  const put = (name: string, text: string): void =>
    void store.objects.set(name, { bytes: new TextEncoder().encode(text), type: '', cache: '' })
  put(entryName(place, key, kind), formatEntry(cacheEntry({ key, place, kind, inputs: told, files: {} })))
  if (seconds !== undefined) put(secondsName(place, key, seconds), '')
}

/** Leaves in a store what jobs leave that build all that a plan asks for. */
export function fill(
  store: MemoryStore,
  { plan, text }: { readonly plan: Plan; readonly text: string },
  seconds?: number,
  kind?: EntryKind,
): void {
  const { inputs, files } = parsePlanKeys(text, 'plan.json')
  for (const { cache: ref } of plan.jobs.flatMap(({ packages }) => packages)) {
    assert.ok(ref !== undefined)
    const made = Object.entries(inputs.get(ref.key) ?? assert.fail('a key without inputs')).map(([name, value]) => ({ name, value }))
    assert.equal(fingerprint(made).key, ref.key)
    keep(store, { title: '', place: ref.place, fingerprint: fingerprint(made), files }, kind, seconds)
  }
}

/** `warm 41`, `cold: its recipe changed`. */
export function told(warmth: Warmth | undefined): string {
  if (warmth === undefined) return 'nothing'
  const seconds = warmth.seconds === undefined ? '' : ` ${warmth.seconds}`
  return warmth.kind === 'cold' ? `cold${seconds}: ${warmth.because}` : `${warmth.kind}${seconds}`
}
