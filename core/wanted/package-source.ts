import { fileNameOf } from '../file-name-of.ts'
import type { Field } from '../json.ts'
import type { ProjectName } from '../python/name.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { parseVersion, type Version } from '../python/version.ts'
import { isSafeFileName } from '../safe-path.ts'
import { parseSha256 } from '../sha256.ts'
import type { Origin, VersionChoice } from './wanted.ts'

/** Reads `source` and `version` of a package: a folder beside the matrix file, or an archive's address with its hash. */
export function readPackageSource(field: Field, project: ProjectName): { readonly choice: VersionChoice; readonly origin: Origin } {
  const source = field.get('source')
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(source.text())?.[1]?.toLowerCase()
  const version = field.get('version')
  if (scheme === undefined) return { choice: folderVersion(version), origin: { kind: 'folder', path: folderPath(source) } }
  if (scheme === 'https' || scheme === 'http') {
    const origin = archiveOf(source)
    return { choice: { kind: 'exact', version: archiveVersion(version, origin.url, project) }, origin }
  }
  return source.refuse(`is of a kind that is not built from, ${scheme}:`, 'It takes a folder, or https://host/name-1.0.tar.gz#sha256=... .')
}

function folderVersion(field: Field): VersionChoice {
  if (field.missing || field.text() === 'static') return { kind: 'static' }
  const version = parseVersion(field.text()) ?? field.refuse('is neither a version nor static', 'Write a version such as 1.2, or static.')
  return { kind: 'exact', version }
}

function folderPath(field: Field): string {
  const text = field.text()
  if (text === '' || /[\u0000-\u001f\\]|^[/~]/.test(text)) field.refuse('must be a folder relative to this file, with / between its parts')
  return text
}

function archiveOf(field: Field): Extract<Origin, { kind: 'archive' }> {
  const [address = '', fragment = ''] = field.text().split('#')
  if (!URL.canParse(address)) field.refuse('is no address')
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') field.refuse('holds a user or password, which the plan would show', 'Leave them out.')
  const name = fileNameOf(url.href)
  if (!isSafeFileName(name) || !/\.(?:tar\.gz|tgz|zip)$/i.test(name)) field.refuse('is no archive', 'It must end in .tar.gz, .tgz or .zip.')
  const digest = fragment.split('&').find((part) => part.startsWith('sha256='))
  const sha256 = parseSha256(digest?.slice('sha256='.length) ?? '')
  if (sha256 === undefined)
    return field.refuse(
      digest === undefined ? 'has no hash' : 'has a hash that is no SHA-256',
      'End the address with #sha256=<64 hex digits>.',
    )
  return { kind: 'archive', url: url.href, sha256 }
}

function archiveVersion(field: Field, url: string, project: ProjectName): Version {
  if (!field.missing) return parseVersion(field.text()) ?? field.refuse('is no version', 'Write a version such as 3.1.')
  const named = parseSdistName(fileNameOf(url), project)
  return named?.version ?? field.refuse('is missing, and the archive’s name does not tell it', 'Write version: 3.1.')
}
