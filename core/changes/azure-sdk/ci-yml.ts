import { posix } from 'node:path'
import type { Field } from '../../json.ts'
import { type MatrixConfig, readMatrixConfig } from '../../matrix/matrix-config.ts'
import { parseYaml } from '../../yaml.ts'
import type { LocalPackage } from '../local-package.ts'
import { isCiFile } from './package-info.ts'

/** What a ci*.yml of azure-sdk says of the artifacts of its service. */
export interface CiFile {
  /** Relative to the top of the repository. */
  readonly path: string
  readonly artifacts: readonly CiArtifact[]
  /** As written, of every artifact. */
  readonly triggers: readonly string[]
  readonly configs: readonly MatrixConfig[]
}

/** An entry of `Artifacts`. */
export interface CiArtifact {
  readonly name: string
  readonly group: string
  /** As written. */
  readonly triggers: readonly string[]
}

/**
 * Reads `extends.parameters` of a ci*.yml: Artifacts, TriggeringPaths, MatrixConfigs and AdditionalMatrixConfigs, whatever the case of their keys; what is not there
 * is empty, and what a template expression stands for is not known. What is broken is a Problem `FILE_INVALID`.
 */
export function parseCiYml(text: string, path: string): CiFile {
  const nothing = { path, artifacts: [], triggers: [], configs: [] }
  if (text.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line))) return nothing
  const root = parseYaml(text, path, 'FILE_INVALID', { nulls: true })
  const parameters = within(within(root, 'extends'), 'parameters')
  if (parameters === undefined) return nothing
  const list = (key: string): Field[] => within(parameters, key)?.items() ?? []
  return {
    path,
    artifacts: list('Artifacts').flatMap(readArtifact),
    triggers: textsOf(within(parameters, 'TriggeringPaths')),
    configs: [...list('MatrixConfigs'), ...list('AdditionalMatrixConfigs')].filter((one) => one.isMap).map(readMatrixConfig),
  }
}

/** By folder, its ci files in the order of their names. */
export function ciFilesByFolder(paths: readonly string[]): Map<string, string[]> {
  const folders = new Map<string, string[]>()
  for (const path of paths.filter(isCiFile).sort()) {
    const folder = posix.dirname(path)
    folders.set(folder, [...(folders.get(folder) ?? []), path])
  }
  return folders
}

/** The folder whose ci files speak of a service: `sdk/<service>` where that is a folder, else `eng/<service>`. */
export function ciFolderOf(service: string, isFolder: (path: string) => boolean): string {
  return isFolder(`sdk/${service}`) ? `sdk/${service}` : `eng/${service}`
}

/**
 * A package with what the first of its service's ci files says that names it as an artifact, or that is the only one (Package-Properties.ps1). Triggering paths begin at
 * the top of the repository with `/`, else at the file's folder; one that would leave the repository is dropped. The ci file is a trigger itself, the last.
 */
export function withCiFile(one: LocalPackage, files: readonly CiFile[]): LocalPackage {
  const sole = files.length === 1
  const file = files.find((each) => sole || artifactsIn(each, one).length > 0)
  if (file === undefined) return one
  const [artifact] = artifactsIn(file, one)
  const paths = [...(artifact?.triggers ?? []), ...file.triggers]
    .map((path) => resolved(path, file.path))
    .filter((path) => path !== undefined)
  return { ...one, triggers: [...new Set([...paths, file.path])], ciFile: { path: file.path, sole }, configs: file.configs }
}

function artifactsIn(file: CiFile, { artifact, group }: LocalPackage): CiArtifact[] {
  const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()
  return file.artifacts.filter((one) => same(one.name, artifact) && (group === '' || same(one.group, group)))
}

function resolved(written: string, ci: string): string | undefined {
  const slashed = written.trim().replaceAll('\\', '/')
  if (slashed === '') return undefined
  const path = posix.normalize(slashed.startsWith('/') ? slashed.slice(1) : posix.join(posix.dirname(ci), slashed)).replace(/\/$/, '')
  return path === '..' || path.startsWith('../') || path.startsWith('/') ? undefined : path
}

/** One without a name is a template expression. */
function readArtifact(field: Field): CiArtifact[] {
  const name = field.isMap ? within(field, 'name') : undefined
  if (name === undefined) return []
  return [{ name: name.text(), group: within(field, 'groupId')?.text() ?? '', triggers: textsOf(within(field, 'triggeringPaths')) }]
}

function textsOf(field: Field | undefined): string[] {
  return field?.items().flatMap((one) => (one.isMap ? [] : [one.text()])) ?? []
}

function within(field: Field | undefined, key: string): Field | undefined {
  return field?.like(key).optional((one) => one)
}
