import { type CoreMetadata, toldFields } from '../../python/metadata.ts'
import { isFieldOf, isMetadataField } from '../preflight/metadata-fields.ts'
import { parseWheelName } from '../../python/wheel-name.ts'
import type { Sha256 } from '../../sha256.ts'

type FormField = readonly [name: string, value: string]

/** Fields that the upload form names otherwise than the metadata does. */
const plural = new Map([
  ['classifier', 'classifiers'],
  ['project-url', 'project_urls'],
])

/**
 * The form that describes a file to an index (docs.pypi.org/api/upload): what kind of file it is and its digest, then every field of its core
 * metadata in lower case with underscores, as often as it comes. Keys that are none are left out: a wheel could name a part of the
 * form itself (`Content:`), and so be stored with other bytes than were approved.
 */
export function uploadFields(file: { readonly name: string; readonly sha256: Sha256 }, metadata: CoreMetadata): FormField[] {
  const fields = toldFields(metadata)
    // The description is read apart.
    .filter(([key]) => isMetadataField(key) && key !== 'description')
    // setuptools wrote it before there was one, and PyPI refuses a field that is newer than the metadata.
    .filter(([key]) => key !== 'license-file' || isFieldOf(key, metadata.metadataVersion))
    .map(([key, value]): FormField => [plural.get(key) ?? key.replaceAll('-', '_'), value])
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
