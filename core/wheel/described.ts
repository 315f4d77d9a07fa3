import type { CoreMetadata } from '../python/metadata.ts'
import { parseName } from '../python/name.ts'
import { parseRequirement } from '../python/requirement.ts'
import { parseSpecifiers } from '../python/specifier.ts'
import { parseVersion, sameVersion } from '../python/version.ts'
import type { WheelName } from '../python/wheel-name.ts'
import { about, error, type Remark, warning } from './finding.ts'

/** The newest core metadata that indexes and upload tools are known to take everywhere; a newer minor is told, never refused. */
const newest = { major: 2, minor: 4 }

/** What a file's name says of its project. */
export type Named = Pick<WheelName, 'project' | 'version'>

/** Whether METADATA (of an sdist PKG-INFO) tells of the same project and version as the file name, in fields that installers can read (core metadata). */
export function judgeMetadata(metadata: CoreMetadata, name: Named, source = 'METADATA'): Remark[] {
  const broken = metadata.requiresDist.filter((line) => parseRequirement(line) === undefined)
  return [
    ...judgeMetadataVersion(metadata.metadataVersion, source),
    ...judgeName(metadata.name, name, source),
    ...judgeVersion(metadata.version, name, source),
    ...(parseSpecifiers(metadata.requiresPython ?? '') === undefined
      ? [warning('requires-python', `Requires-Python is none, so installers pass over it: '${metadata.requiresPython}'`)]
      : []),
    ...about(broken, (told) => warning('requires-dist', `Requires-Dist is no requirement: ${told}`)),
  ]
}

function judgeMetadataVersion(text: string, source: string): Remark[] {
  const [, major, minor] = /^([0-9]+)\.([0-9]+)$/.exec(text) ?? []
  if (major === undefined) return [error('metadata-version', `${source} has no Metadata-Version: '${text}'`)]
  if (Number(major) > newest.major) return [error('metadata-version', `${source} has version ${text}, which no installer knows`)]
  if (Number(major) < newest.major || Number(minor) <= newest.minor) return []
  return [warning('metadata-version', `${source} has version ${text}, which an index or an older upload tool may not take`)]
}

function judgeName(text: string, { project }: Named, source: string): Remark[] {
  const inside = parseName(text)
  if (inside === undefined) return [error('name', `${source} has no valid name: '${text}'`)]
  return inside === project ? [] : [error('name', `${source} is of ${inside}, the file name of ${project}`)]
}

function judgeVersion(text: string, { version }: Named, source: string): Remark[] {
  const inside = parseVersion(text)
  if (inside === undefined) return [error('version', `${source} has no valid version: '${text}'`)]
  return sameVersion(inside, version)
    ? []
    : [error('version', `${source} is of version ${inside.canonical}, the file name of ${version.canonical}`)]
}
