import type { Json } from '../../canonical.ts'
import type { Field } from '../../json.ts'
import type { ListedArtifact } from '../evidence.ts'
import { type Refusal, unless } from '../refusal.ts'

/** Artifacts as a plan holds them. */
export function pinsJson(pins: readonly ListedArtifact[]): readonly Json[] {
  const sorted = [...pins].sort((a, b) => (a.name < b.name ? -1 : 1))
  return sorted.map(({ name, source, kind, data }) => ({ name, source, kind, data }))
}

/** Reads what `pinsJson` gave. */
export function readPins(field: Field): ListedArtifact[] {
  return field.list().map((one) => ({
    name: one.get('name').text(),
    source: one.get('source').text(),
    kind: one.get('kind').text(),
    data: one.get('data').text(),
  }))
}

/**
 * Holds the artifacts of a run against those that were pinned. Whoever may edit a run can add artifacts to it when it has ended: of a run that is over (`whole`) each that is new refuses;
 * of our own, which goes on, only what was pinned has to be as it was.
 */
export function judgePins(pins: readonly ListedArtifact[], listed: readonly ListedArtifact[], whole: boolean): Refusal[] {
  const planned = new Set(pins.map((one) => one.name))
  const changed = pins.flatMap((pin) => {
    const found = listed.filter(({ name }) => name === pin.name)
    if (found.length === 0) return unless(false, 'ARTIFACT_GONE', `the artifact '${pin.name}' is gone`)
    const same =
      found.length === 1 && found.every(({ kind, data, source }) => kind === pin.kind && data === pin.data && source === pin.source)
    return unless(same, 'ARTIFACT_CHANGED', `the artifact '${pin.name}' is not the one that was planned`)
  })
  const added = listed.filter((one) => !planned.has(one.name))
  return [
    ...changed,
    ...(whole ? added : []).flatMap(({ name }) =>
      unless(false, 'ARTIFACT_ADDED', `the artifact '${name}' was added after the plan was made`),
    ),
  ]
}
