import { addTo } from '../../add-to.ts'
import { counted } from '../../counted.ts'
import { few } from '../../few.ts'
import { isWheelFile } from '../../python/file-kind.ts'
import { type CoreMetadata, valuesOf } from '../../python/metadata.ts'
import { parseRequirement } from '../../python/requirement.ts'
import { formatSize } from '../../size.ts'
import type { FilesPolicy } from '../plan/policy.ts'
import { isPyPI, type Repository } from '../plan/repository.ts'
import { doubt, type Fault, type Flaw, flaw } from './fault.ts'
import { isFieldOf } from './metadata-fields.ts'

/** A file of a release, and what it says of itself. */
export interface ReleasedFile {
  readonly name: string
  readonly size: number
  /** Normalised. */
  readonly project: string
  readonly version: string
  readonly metadata: CoreMetadata
}

const gibi = 1024 ** 3

/**
 * What is wrong with files together. A project is released in one version: only a store, into which others' wheels are promoted, takes several. Files of one version ask for
 * the same Pythons and the same distributions, for resolvers read one of them and take it for all.
 */
export function releaseFaults(files: readonly ReleasedFile[], policy: FilesPolicy, repository: Repository): Fault[] {
  const projects = new Map<string, ReleasedFile[]>()
  const releases = new Map<string, ReleasedFile[]>()
  for (const file of files) {
    addTo(projects, file.project, file)
    addTo(releases, `${file.project} ${file.version}`, file)
  }
  return [
    ...[...projects].flatMap(([about, all]) => judgeProject(all, repository).map((one) => ({ about, ...one }))),
    ...[...releases].flatMap(([about, all]) => judgeRelease(all, policy).map((one) => ({ about, ...one }))),
  ]
}

function judgeProject(files: readonly ReleasedFile[], repository: Repository): Flaw[] {
  const versions = [...new Set(files.map(({ version }) => version))]
  const size = files.reduce((sum, file) => sum + file.size, 0)
  const several = `there are files of ${counted(versions.length, 'version')}: ${versions.join(', ')}`
  return [
    ...(versions.length > 1 ? [(repository.kind === 'store' ? doubt : flaw)('versions', several)] : []),
    ...(isPyPI(repository) && size > 10 * gibi
      ? [doubt('project-size', `its files have ${formatSize(size)}; PyPI takes 10 GiB of a project unless its limit was raised`)]
      : []),
  ]
}

function judgeRelease(files: readonly ReleasedFile[], policy: FilesPolicy): Flaw[] {
  const sdists = files.filter((file) => !isWheelFile(file.name)).map(({ name }) => name)
  return [
    ...(sdists.length > 1 ? [flaw('sdists', `there is more than one sdist: ${sdists.join(', ')}`)] : []),
    ...(policy.sdist && sdists.length === 0 ? [flaw('sdist-missing', 'there is no sdist, and the policy asks for one')] : []),
    ...judgePythons(files.filter((file) => isStatic(file, 'requires-python'))),
    ...judgeRequirements(files.filter((file) => isStatic(file, 'requires-dist'))),
  ]
}

/** Whether a wheel built from it has the same value; before 2.2 an sdist does not tell (PEP 643). */
function isStatic(file: ReleasedFile, field: string): boolean {
  const { metadata } = file
  const dynamic = valuesOf(metadata, 'dynamic').some((name) => name.toLowerCase() === field)
  return isWheelFile(file.name) || (isFieldOf('dynamic', metadata.metadataVersion) && !dynamic)
}

function judgePythons(files: readonly ReleasedFile[]): Flaw[] {
  const groups = new Map<string, string[]>()
  for (const { name, metadata } of files) addTo(groups, sorted(metadata.requiresPython ?? ''), name)
  if (groups.size < 2) return []
  const told = [...groups].map(([value, names]) => `${value === '' ? 'any' : value} (${few(names, 2)})`)
  return [flaw('requires-python-differs', `its files do not ask for the same Pythons: ${few(told, 5)}`)]
}

/** Each requirement that some of the files have and others have not. */
function judgeRequirements(files: readonly ReleasedFile[]): Flaw[] {
  const having = new Map<string, string[]>()
  for (const { name, metadata } of files) for (const line of new Set(metadata.requiresDist.map(plain))) addTo(having, line, name)
  const some = [...having].filter(([, names]) => names.length < files.length)
  if (some.length === 0) return []
  const told = some.map(([line, names]) => `${line} (only ${few(names, 2)})`)
  return [flaw('requires-dist-differs', `its files do not need the same distributions: ${few(told, 5)}`)]
}

/** A requirement however it is spaced, quoted and ordered. */
function plain(line: string): string {
  const requirement = parseRequirement(line)
  if (requirement === undefined) return line.trim()
  const { project, extras, specifiers, url, marker } = requirement
  const wanted = extras.length === 0 ? '' : `[${[...extras].sort().join(',')}]`
  const target = url === undefined ? sorted(specifiers.text) : ` @ ${url}`
  const condition = marker === undefined ? '' : `; ${plainMarker(marker)}`
  return `${project}${wanted}${target}${condition}`
}

function plainMarker(marker: string): string {
  const blanks = marker.replaceAll(/\s+/g, ' ').replaceAll('"', "'")
  return blanks.replaceAll(/ ?([()<>=!~,]) ?/g, '$1')
}

function sorted(specifiers: string): string {
  return specifiers
    .split(',')
    .map((clause) => clause.replaceAll(/\s+/g, ''))
    .filter((clause) => clause !== '')
    .sort()
    .join(',')
}
