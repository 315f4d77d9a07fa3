import { type CoreMetadata, valuesOf } from '../../python/metadata.ts'

/** A field of the metadata that is other than it was: what is new in it, and what is gone. */
export interface FieldDiff {
  readonly field: string
  readonly gone: readonly string[]
  readonly added: readonly string[]
}

/** Fields whose change an approver should see: what installs, what comes along, and under which terms. */
const fields = [
  'Name',
  'Requires-Python',
  'Requires-Dist',
  'Provides-Extra',
  'Summary',
  'License',
  'License-Expression',
  'License-File',
] as const

/** What two metadata differ in, of the fields that matter to whoever installs. */
export function diffMetadata(before: CoreMetadata, now: CoreMetadata): FieldDiff[] {
  const differences = fields.map((field) => diffValues(field, values(before, field), values(now, field)))
  const licenses = diffValues('Classifier', licenseClassifiers(before), licenseClassifiers(now))
  return [...differences, licenses].filter(({ gone, added }) => gone.length + added.length > 0)
}

/** As an index tells Requires-Python itself, where nothing else of the metadata can be read. */
export function diffRequiresPython(before: string | undefined, now: string | undefined): FieldDiff[] {
  const diff = diffValues('Requires-Python', before === undefined ? [] : [dense(before)], now === undefined ? [] : [dense(now)])
  return diff.gone.length + diff.added.length > 0 ? [diff] : []
}

function diffValues(field: string, before: readonly string[], now: readonly string[]): FieldDiff {
  const [old, own] = [new Set(before), new Set(now)]
  return { field, gone: before.filter((one) => !own.has(one)), added: now.filter((one) => !old.has(one)) }
}

function values(metadata: CoreMetadata, field: string): string[] {
  return valuesOf(metadata, field.toLowerCase()).map(dense)
}

function licenseClassifiers(metadata: CoreMetadata): string[] {
  return values(metadata, 'Classifier').filter((one) => one.startsWith('License ::'))
}

/** The same requirement is written with more blanks or fewer. */
function dense(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
