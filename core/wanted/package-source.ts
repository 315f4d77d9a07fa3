import { fileNameOf } from '../file-name-of.ts'
import type { Field } from '../json.ts'
import { nearest } from '../nearest.ts'
import type { ProjectName } from '../python/name.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { parseVersion, type Version } from '../python/version.ts'
import { isSafeFileName, isSafeMemberPath } from '../safe-path.ts'
import { parseSha256 } from '../sha256.ts'
import type { Origin, VersionChoice } from './wanted.ts'
import { isSaid } from './written.ts'

const takes = 'It takes a folder, https://host/name-1.0.tar.gz#sha256=..., git+https://host/repository@ref or index+https://host/simple.'

/** The index that a package's versions are resolved by: none written is that of the input; undefined where the source is no index. */
export function readIndexSource(source: Field): Extract<Origin, { kind: 'index' }> | undefined {
  if (!isSaid(source)) return { kind: 'index', url: '' }
  const address = /^index\+(.*)$/is.exec(source.text())?.[1]
  if (address === undefined) return undefined
  const url = readAddress(source, address, ['https:', 'http:', 'file:'])
  if (url.search + url.hash !== '') source.refuse('has a ? or #, after which an index takes nothing', 'Leave it out.')
  return { kind: 'index', url: url.href }
}

/** Reads `source` and `version` of a package that has no index: a folder beside the matrix file, an archive's address with its hash, or a ref of a repository. */
export function readPackageSource(field: Field, project: ProjectName): { readonly choice: VersionChoice; readonly origin: Origin } {
  const source = field.get('source')
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(source.text())?.[1]?.toLowerCase()
  const version = field.get('version')
  if (scheme === undefined) return { choice: folderVersion(version), origin: { kind: 'folder', path: folderPath(source) } }
  if (scheme === 'https' || scheme === 'http') {
    const origin = archiveOf(source)
    return { choice: { kind: 'exact', version: archiveVersion(version, origin.url, project) }, origin }
  }
  if (scheme.startsWith('git+')) return { choice: { kind: 'exact', version: repositoryVersion(version) }, origin: repositoryOf(source) }
  const meant = nearest(scheme, ['https', 'git+https', 'git+ssh', 'index+https'])
  return source.refuse(`is of a kind that is not built from, ${scheme}:`, meant === undefined ? takes : `Did you mean '${meant}:'?`)
}

function folderVersion(field: Field): VersionChoice {
  if (!isSaid(field) || field.text() === 'static') return { kind: 'static' }
  const version = parseVersion(field.text()) ?? field.refuse('is neither a version nor static', 'Write a version such as 1.2, or static.')
  return { kind: 'exact', version }
}

function folderPath(field: Field): string {
  const text = field.text()
  if (text === '' || /[\u0000-\u001f\\:]|^[/~]|^(?:git|index)\+/.test(text))
    field.refuse('must be a folder relative to this file, with / between its parts')
  return text
}

function archiveOf(field: Field): Extract<Origin, { kind: 'archive' }> {
  const [address = '', fragment = ''] = field.text().split('#')
  const url = readAddress(field, address, ['https:', 'http:'])
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
  if (isSaid(field)) return parseVersion(field.text()) ?? field.refuse('is no version', 'Write a version such as 3.1.')
  const named = parseSdistName(fileNameOf(url), project)
  return named?.version ?? field.refuse('is missing, and the archive’s name does not tell it', 'Write version: 3.1.')
}

/** `git+https://host/repository@ref#subdirectory=py`, as pip writes it (PEP 440, direct references); the ref is the commit's, a branch's or a tag's. */
function repositoryOf(field: Field): Extract<Origin, { kind: 'git' }> {
  const [address = '', ...fragments] = field
    .text()
    .replace(/^git\+/i, '')
    .split('#')
  // What stands before an @ in the host's part is a user.
  const [, before = address, ref = ''] = /^([^/]*\/\/[^/]*\/.*)@(.*)$/.exec(address) ?? []
  const url = readAddress(field, before, ['https:', 'http:', 'ssh:', 'file:'])
  if (ref === '') field.refuse('names no ref', 'End it with @v1.2, @main or @ and a commit.')
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.+/-]*$/.test(ref) || ref.includes('..')) field.refuse(`names the ref '${ref}', which is none`)
  return { kind: 'git', url: url.href, ref, subdirectory: readSubdirectory(field, fragments) }
}

function readSubdirectory(field: Field, fragments: readonly string[]): string {
  if (fragments.length === 0) return ''
  const [, key = '', path = ''] = /^([^=]*)=(.*)$/.exec(fragments.join('#')) ?? []
  if (key !== 'subdirectory') field.refuse(`ends in #${fragments.join('#')}, which is not known here`, 'Write such as #subdirectory=py.')
  return isSafeMemberPath(path) ? path.replace(/\/$/, '') : field.refuse('has a subdirectory that leaves the repository')
}

function repositoryVersion(field: Field): Version {
  if (!isSaid(field) || field.text() === 'static')
    field.refuse('is not given, and a repository is not read before it is built', 'Write a version such as 1.2.')
  return parseVersion(field.text()) ?? field.refuse('is no version', 'Write a version such as 1.2.')
}

/** A user is part of an address of ssh; anywhere else, and a password everywhere, it is a secret that the plan would show. */
function readAddress(field: Field, address: string, schemes: readonly string[]): URL {
  if (!URL.canParse(address)) field.refuse('is no address')
  const url = new URL(address)
  if (!schemes.includes(url.protocol)) field.refuse(`is of a kind that is not built from, ${url.protocol}`, takes)
  if (url.password !== '' || (url.username !== '' && url.protocol !== 'ssh:'))
    field.refuse('holds a user or password, which the plan would show', 'Leave them out.')
  return url
}
