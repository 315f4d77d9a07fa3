import type { CoreMetadata } from '../python/metadata.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { Sha256 } from '../sha256.ts'

type FormField = readonly [name: string, value: string]

/** Fields that the upload form names otherwise than the metadata does. */
const plural = new Map([
  ['classifier', 'classifiers'],
  ['project_url', 'project_urls'],
])

/**
 * The form that describes a file to an index (docs.pypi.org/api/upload): every field of its core metadata in lower case with underscores,
 * those that come several times as often as they come, then what kind of file it is and its digest.
 */
export function uploadFields(file: { readonly name: string; readonly sha256: Sha256 }, metadata: CoreMetadata): FormField[] {
  const fields = metadata.fields
    .map(([key, value]): FormField => [fieldName(key), value])
    .filter(([name, value]) => name !== 'description' && value !== '' && value !== 'UNKNOWN')
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

function fieldName(key: string): string {
  const name = key.toLowerCase().replaceAll('-', '_')
  return plural.get(name) ?? name
}
