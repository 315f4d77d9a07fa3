import type { CoreMetadata } from '../python/metadata.ts'
import { isFieldOf } from './preflight/metadata-fields.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { Sha256 } from '../sha256.ts'

type FormField = readonly [name: string, value: string]

/** Core metadata 1.0 to 2.5; the description is read apart. */
const known = new Set(
  `metadata_version name version dynamic platform supported_platform summary description_content_type keywords home_page download_url
  author author_email maintainer maintainer_email license license_expression license_file classifier requires_dist requires_python
  requires_external project_url provides_extra provides_dist obsoletes_dist requires provides obsoletes import_name import_namespace`.split(
    /\s+/,
  ),
)

/** Fields that the upload form names otherwise than the metadata does. */
const plural = new Map([
  ['classifier', 'classifiers'],
  ['project_url', 'project_urls'],
])

/**
 * The form that describes a file to an index (docs.pypi.org/api/upload): what kind of file it is and its digest, then every field of its core
 * metadata in lower case with underscores, as often as it comes. Keys that are none are left out: a wheel could name a part of the
 * form itself (`Content:`), and so be stored with other bytes than were approved.
 */
export function uploadFields(file: { readonly name: string; readonly sha256: Sha256 }, metadata: CoreMetadata): FormField[] {
  const fields = metadata.fields
    .map(([key, value]): FormField => [key.toLowerCase().replaceAll('-', '_'), value])
    .filter(([name, value]) => known.has(name) && value !== '' && value !== 'UNKNOWN')
    // setuptools wrote it before there was one, and PyPI refuses a field that is newer than the metadata
    .filter(([name]) => name !== 'license_file' || isFieldOf('license-file', metadata.metadataVersion))
    .map(([name, value]): FormField => [plural.get(name) ?? name, value])
  const wheel = parseWheelName(file.name)
  const pyversion = wheel === undefined ? 'source' : file.name.slice(0, -4).split('-').at(-3)
  return [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['filetype', wheel === undefined ? 'sdist' : 'bdist_wheel'],
    ['pyversion', pyversion ?? ''],
    ['sha256_digest', file.sha256],
    ...fields,
    ...(metadata.description === '' ? [] : [['description', metadata.description] as const]),
  ]
}
