import { canonical, type Json } from '../canonical.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { compareVersions, isFinal, type Version } from '../python/version.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { DocumentFile } from './document-file.ts'
import { offered, type ProjectDocument } from './project-document.ts'

/**
 * PyPI's older JSON of a project (https://docs.pypi.org/api/json/), for readers that know no other: `info` of the newest version, `releases` by
 * version, `urls` of the newest. Addresses are relative to `pypi/<project>/` unless the index gives its files whole ones.
 */
export function renderLegacyJson(document: ProjectDocument): string {
  const releases = new Map<string, Release>()
  for (const file of offered(document)) {
    const named = parseWheelName(file.filename) ?? parseSdistName(file.filename, document.name)
    if (named === undefined) continue
    const known = releases.get(named.version.order)
    if (known === undefined) releases.set(named.version.order, { version: named.version, files: [file] })
    else known.files.push(file)
  }
  const sorted = [...releases.values()].sort((a, b) => compareVersions(a.version, b.version))
  const newest =
    sorted.findLast((one) => isFinal(one.version) && !isYanked(one)) ?? sorted.findLast((one) => !isYanked(one)) ?? sorted.at(-1)
  const urls = (newest?.files ?? []).map(fileOf)
  return `${canonical({
    info: infoOf(document, newest),
    last_serial: document.serial,
    // By it the page is known for ours.
    _serial: document.serial,
    releases: Object.fromEntries(sorted.map(({ version, files }) => [version.canonical, files.map(fileOf)])),
    urls,
    vulnerabilities: [],
  })}\n`
}

interface Release {
  readonly version: Version
  readonly files: DocumentFile[]
}

function isYanked({ files }: Release): boolean {
  return files.every((file) => file.yanked !== false)
}

function infoOf({ name, about }: ProjectDocument, newest: Release | undefined): Json {
  const yanked = newest !== undefined && isYanked(newest)
  const requires = newest?.files.find((file) => file.requiresPython !== undefined)?.requiresPython
  const reason = newest?.files.find((file) => typeof file.yanked === 'string')?.yanked
  return {
    name,
    version: newest?.version.canonical ?? '',
    summary: about?.summary ?? '',
    requires_python: requires ?? null,
    yanked,
    yanked_reason: yanked && typeof reason === 'string' ? reason : null,
  }
}

function fileOf({ filename, url, sha256, size, uploadTime, requiresPython, yanked, metadata }: DocumentFile): Json {
  const wheel = parseWheelName(filename)
  return {
    filename,
    url,
    digests: { sha256 },
    'core-metadata': coreMetadata(metadata),
    size: size ?? null,
    packagetype: wheel === undefined ? 'sdist' : 'bdist_wheel',
    python_version: wheel === undefined ? 'source' : [...new Set(wheel.tags.map((tag) => tag.python))].join('.'),
    upload_time: uploadTime?.replace(/(?:\.\d+)?Z$/, '') ?? null,
    upload_time_iso_8601: uploadTime ?? null,
    requires_python: requiresPython ?? null,
    yanked: yanked !== false,
    yanked_reason: typeof yanked === 'string' ? yanked : null,
    has_sig: false,
    comment_text: '',
  }
}

/** `false` where none is served beside the file, else its digests. */
function coreMetadata(metadata: DocumentFile['metadata']): Json {
  if (metadata === undefined) return false
  return metadata === true ? {} : { sha256: metadata }
}
