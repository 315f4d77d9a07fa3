import type { Json } from '../../canonical.ts'
import { type Field, parseJson } from '../../json.ts'
import { readMatrixConfig } from '../../matrix/matrix-config.ts'
import { parseName } from '../../python/name.ts'
import { parseVersion } from '../../python/version.ts'
import type { LocalPackage } from '../local-package.ts'

/** No file of theirs is nested deeper than some ten. */
const deepest = 100

/**
 * Reads a file of azure-sdk's `PackageInfo` (Save-Package-Properties.ps1), whatever the case of its keys. What its package needs it does not say, nor
 * whether other ci files lie beside the package's. What is broken, or lies outside of the repository, is a Problem `FILE_INVALID`.
 */
export function parsePackageInfo(text: string, source: string): LocalPackage {
  const root = parseJson(text.replace(/^\uFEFF/, ''), source, 'FILE_INVALID')
  const name = root.like('Name').text()
  const artifact = root.like('ArtifactDetails')
  const triggers = (artifact.optional((details) => details.like('triggeringPaths').items()) ?? []).map(pathOf)
  const configs = root.like('CIParameters').optional((parameters) => parameters.like('CIMatrixConfigs').items())
  const ci = triggers.findLast(isCiFile)
  return {
    name,
    project: parseName(name) ?? root.like('Name').refuse('is no name of a Python project'),
    folder: folderOf(root.like('DirectoryPath')),
    version: versionOf(root.like('Version')),
    versionTool: '',
    needs: [],
    service: textOf(root.like('ServiceDirectory')),
    artifact: textOf(root.like('ArtifactName')) || name,
    group: textOf(root.like('Group')),
    triggers,
    ciFile: ci === undefined ? undefined : { path: ci, sole: false },
    additional: root
      .like('AdditionalValidationPackages')
      .items()
      .map(pathOf)
      .filter((one) => one !== ''),
    configs: (configs ?? []).map(readMatrixConfig),
    info: entriesOf(root),
  }
}

/** Whether a path is one of the files that azure-sdk's artifacts are declared in: `ci.yml`, `ci.tests.yml`. */
export function isCiFile(path: string): boolean {
  return /(?:^|\/)ci[^/]*\.yml$/i.test(path)
}

/**
 * A package as a file of `PackageInfo`. What was read from one is written as it was, but for `IncludedForValidation`. `exists` tells of paths of the
 * repository, since a readme and a changelog are named only where they are.
 */
export function formatPackageInfo(one: LocalPackage, as: 'direct' | 'indirect', exists: (path: string) => boolean = () => false): string {
  const included = as === 'indirect'
  const members = one.info === undefined ? { ...ownInfo(one, exists), IncludedForValidation: included } : withIncluded(one.info, included)
  return `${JSON.stringify(members, undefined, 2)}\n`
}

function withIncluded(info: Readonly<Record<string, Json>>, included: boolean): Record<string, Json> {
  const key = Object.keys(info).find((one) => one.toLowerCase() === 'includedforvalidation') ?? 'IncludedForValidation'
  return { ...info, [key]: included }
}

function ownInfo(one: LocalPackage, exists: (path: string) => boolean): Record<string, Json> {
  const beside = (name: string): string => (one.folder === '.' ? name : `${one.folder}/${name}`)
  const known = (name: string): Json => (exists(beside(name)) ? beside(name) : '')
  const triggers = one.triggers.map((path) => `/${path}`)
  return {
    Name: one.name,
    Version: one.version?.text ?? null,
    DevVersion: null,
    DirectoryPath: one.folder,
    ServiceDirectory: one.service,
    ReadMePath: known('README.md'),
    ChangeLogPath: known('CHANGELOG.md'),
    Group: one.group === '' ? null : one.group,
    SdkType: one.project.includes('-mgmt-') ? 'mgmt' : 'client',
    IsNewSdk: one.needs.some(({ kind, requirement }) => kind === 'run' && /^azure-(?:mgmt-)?core$/.test(requirement.project)),
    ArtifactName: one.artifact,
    ReleaseStatus: null,
    IncludedForValidation: false,
    AdditionalValidationPackages: [...one.additional],
    ArtifactDetails: one.ciFile === undefined ? null : { name: one.artifact, triggeringPaths: triggers },
    CIParameters: { CIMatrixConfigs: one.configs.map(configInfo) },
    SpecProjectPath: null,
  }
}

function configInfo(config: LocalPackage['configs'][number]): Json {
  return {
    Name: config.name,
    Path: config.path,
    Selection: config.selection,
    ...(config.nonSparseParameters.length === 0 ? {} : { NonSparseParameters: [...config.nonSparseParameters] }),
    ...(config.batching ? {} : { PRBatching: false }),
  }
}

function textOf(field: Field): string {
  return field.optional((one) => one.text()) ?? ''
}

function versionOf(field: Field): LocalPackage['version'] {
  const text = textOf(field)
  return text === '' ? undefined : (parseVersion(text) ?? field.refuse('is no version (PEP 440)'))
}

/** Theirs begin with `/`, the top of the repository. */
function pathOf(field: Field): string {
  return partsOf(textOf(field)).join('/')
}

function folderOf(field: Field): string {
  const written = field.text()
  const parts = partsOf(written)
  if (/^(?:[/\\]|[A-Za-z]:)/.test(written) || parts.includes('..')) return field.refuse('must be a path below the top of the repository')
  return parts.join('/') || '.'
}

function partsOf(path: string): string[] {
  return path.split(/[/\\]/).filter((part) => part !== '' && part !== '.')
}

function entriesOf(root: Field): Record<string, Json> {
  return Object.fromEntries(root.entries().map(([key, field]) => [key, jsonOf(field, 1)]))
}

function jsonOf(field: Field, depth: number): Json {
  const { value } = field
  if (depth > deepest) return field.refuse('is nested too deep')
  if (Array.isArray(value)) return field.list().map((one) => jsonOf(one, depth + 1))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(field.entries().map(([key, one]) => [key, jsonOf(one, depth + 1)]))
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
