import { type CoreMetadata, toldFields, valuesOf } from '../../python/metadata.ts'
import { aboutAll, type Flaw, flaw } from './fault.ts'
import { repeatedIn } from './read-file.ts'

/** A field of the core metadata specification. */
interface FieldRule {
  /** Place in `versions` of the version that brought it. */
  readonly since: number
  readonly many: boolean
  /** Whether `Dynamic` may name it (PEP 643). */
  readonly dynamic: boolean
}

/** What indexes take: 2.0 was never a standard. */
const versions = ['1.0', '1.1', '1.2', '2.1', '2.2', '2.3', '2.4', '2.5']

const fields = new Map<string, FieldRule>(
  [
    ...rules('1.0', 'fixed', 'metadata-version name version'),
    ...rules('1.0', 'once', 'summary description keywords home-page author author-email license'),
    ...rules('1.0', 'many', 'platform'),
    ...rules('1.1', 'once', 'download-url'),
    ...rules('1.1', 'many', 'supported-platform classifier requires provides obsoletes'),
    ...rules('1.2', 'once', 'maintainer maintainer-email requires-python'),
    ...rules('1.2', 'many', 'requires-dist requires-external project-url provides-dist obsoletes-dist'),
    ...rules('2.1', 'once', 'description-content-type'),
    ...rules('2.1', 'many', 'provides-extra'),
    ...rules('2.2', 'fixed-many', 'dynamic'),
    ...rules('2.4', 'once', 'license-expression'),
    ...rules('2.4', 'many', 'license-file'),
    ...rules('2.5', 'many', 'import-name import-namespace'),
  ].map(({ name, ...rule }) => [name, rule]),
)

function rules(version: string, kind: 'fixed' | 'fixed-many' | 'once' | 'many', names: string): (FieldRule & { readonly name: string })[] {
  const many = kind.endsWith('many')
  return names.split(' ').map((name) => ({ name, since: versions.indexOf(version), many, dynamic: !kind.startsWith('fixed') }))
}

/** Whether the core metadata specification knows a field; in lower case. */
export function isMetadataField(field: string): boolean {
  return fields.has(field)
}

/** Whether metadata of a version may have a field; of a version that nobody knows, any. */
export function isFieldOf(field: string, metadataVersion: string): boolean {
  const age = versions.indexOf(metadataVersion)
  return age < 0 || (fields.get(field.toLowerCase())?.since ?? 0) <= age
}

/**
 * Whether the fields are those of the metadata's version, each as often as it may be (packaging.metadata, by which PyPI reads what it is sent). Unknown ones
 * are not sent. Nor is a License-File before 2.4: setuptools wrote it for years before it was a standard.
 */
export function judgeFields(metadata: CoreMetadata): Flaw[] {
  const { metadataVersion } = metadata
  const names = toldFields(metadata).map(([key]) => key)
  const early = [...new Set(names)].filter((name) => !isFieldOf(name, metadataVersion) && name !== 'license-file')
  const twice = repeatedIn(names).filter((name) => fields.get(name)?.many === false)
  const dynamic = valuesOf(metadata, 'dynamic').filter((name) => fields.get(name.toLowerCase())?.dynamic !== true)
  return [
    ...(versions.includes(metadataVersion)
      ? []
      : [flaw('metadata-version', `PyPI takes no metadata of version '${metadataVersion}', but ${versions.join(', ')}`)]),
    ...aboutAll(early, (told) => flaw('field-too-new', `its metadata are of version ${metadataVersion}, which does not have: ${told}`)),
    ...aboutAll(twice, (told) => flaw('field-repeated', `its metadata tell more than once: ${told}`)),
    ...aboutAll(dynamic, (told) => flaw('dynamic', `Dynamic names what cannot be: ${told}`)),
  ]
}
