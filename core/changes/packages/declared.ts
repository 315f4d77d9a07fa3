import type { Field } from '../../json.ts'
import { Problem } from '../../problem.ts'
import { parseName } from '../../python/name.ts'
import { parseVersion, type Version } from '../../python/version.ts'
import { parseToml } from '../../toml.ts'
import { declaredIn } from '../../wanted/folder.ts'
import { dynamicFiles } from './dynamic-files.ts'
import type { LocalPackage, Need } from '../local-package.ts'
import { poetryGroups, poetryNeeds } from './poetry-table.ts'
import { projectNeeds, toolNeeds, requiredBy, type Wanted } from './project-needs.ts'
import { parseSetupCfg, type SetupCfg } from './setup-cfg.ts'
import { type NeedsFile, setupCfgNeeds } from './setup-needs.ts'
import { isFromRepository, readSources, type Sources } from './tool-sources.ts'
import { isPoetryStandIn, versionToolOf } from './version-tool.ts'

/** The package files of a folder. */
export interface PackageFiles {
  /** Relative to the top of the repository; `.` for the top. */
  readonly folder: string
  readonly pyproject: string | undefined
  readonly setupCfg: string | undefined
  /** Whether there is a setup.py, which nobody has run. */
  readonly hasScript: boolean
}

/** What the package files of a folder say, none of them run. */
export interface Declaration {
  /** Undefined where only its build, or its setup.py, would tell. */
  readonly name: string | undefined
  readonly version: Version | undefined
  readonly versionTool: string
  readonly needs: readonly Wanted[]
  readonly files: readonly NeedsFile[]
  readonly sources: Sources
  /** What setup.py, which nobody has run, may say besides: all, only what the package needs, or nothing. */
  readonly asks: 'all' | 'needs' | 'nothing'
  /** Whether what it needs to run is dynamic, and stands in none of its files. */
  readonly isOpen: boolean
}

/** A folder that no package is in, though it has package files; empty where nobody would think so. */
export interface NoPackage {
  readonly says: string
}

/**
 * Reads what the files of a folder say of its package: [project] (PEP 621), else [tool.poetry], else [tool.flit.metadata], else setup.cfg. What is
 * broken is a Problem `FILE_INVALID`.
 */
export function readDeclaration(files: PackageFiles): Declaration | NoPackage {
  const at = (name: string): string => (files.folder === '.' ? name : `${files.folder}/${name}`)
  const root = files.pyproject === undefined ? undefined : parseToml(files.pyproject, at('pyproject.toml'))
  const cfg = files.setupCfg === undefined ? undefined : parseSetupCfg(files.setupCfg, at('setup.cfg'))
  if (root?.at('tool', 'uv', 'package').value === false) return { says: 'its [tool.uv] says package = false' }
  if (root?.at('tool', 'poetry', 'package-mode').value === false) return { says: 'its [tool.poetry] says package-mode = false' }
  const said = root === undefined ? undefined : fromTables(root, files.hasScript)
  const found = said ?? fromSetup(root, cfg, files.hasScript, at('setup.cfg'))
  if (found === undefined) return { says: '' }
  const needs = [...found.needs, ...toolNeeds(root), ...groupsOf(root)]
  const versionTool = found.version === undefined ? versionToolOf(root, cfg, needs) : ''
  return { ...found, needs, versionTool, sources: root === undefined ? new Map() : readSources(root) }
}

/** A package of the repository, known by what it says; `root` is what the root of its workspace says of sources. A name that is none is a Problem `FILE_INVALID`. */
export function localPackage(
  folder: string,
  name: string,
  said: Pick<Declaration, 'version' | 'versionTool' | 'needs' | 'sources'>,
  root: Sources,
): LocalPackage {
  const project = parseName(name)
  if (project === undefined)
    throw new Problem(
      'FILE_INVALID',
      `The package in ${folder} is called ${JSON.stringify(name.slice(0, 200))}, which is no name of a Python project.`,
      'Names are letters, digits, and - _ . between them.',
    )
  const needs = said.needs.map(({ local, ...need }): Need => ({
    ...need,
    local: local ?? isFromRepository(need.requirement, said.sources, root),
  }))
  const service = /^sdk\/([^/]+)\//.exec(folder)?.[1] ?? ''
  const nobodySays = { group: '', triggers: [], ciFile: undefined, additional: [], configs: [], info: undefined }
  return { name, project, folder, version: said.version, versionTool: said.versionTool, needs, service, artifact: name, ...nobodySays }
}

type Said = Pick<Declaration, 'name' | 'version' | 'needs' | 'files' | 'asks' | 'isOpen'>

function fromTables(root: Field, hasScript: boolean): Said | undefined {
  const project = root.get('project')
  if (!project.missing) return fromProject(root, project, hasScript)
  const poetry = root.at('tool', 'poetry')
  if (poetry.optional((table) => table.get('name').value) !== undefined) return fromPoetry(root, poetry)
  const flit = root.at('tool', 'flit', 'metadata')
  return flit.missing ? undefined : fromFlit(flit)
}

function fromProject(root: Field, project: Field, hasScript: boolean): Said {
  const { name } = declaredIn(root)
  const dynamic = (project.get('dynamic').optional((field) => field.list()) ?? []).map((one) => one.text())
  const files = dynamicFiles(root, dynamic)
  const poetry = root.at('tool', 'poetry')
  const isDynamic = dynamic.some((key) => key.endsWith('dependencies'))
  // Poetry adds its own dependencies to what [project] says only where that is dynamic.
  const added = isDynamic ? (poetry.optional(poetryNeeds) ?? []) : []
  const isOpen = isDynamic && files.length + added.length === 0
  return {
    name: name ?? project.get('name').text(),
    version: versionIn(project) ?? (dynamic.includes('version') && !isPoetryStandIn(root) ? poetry.optional(versionIn) : undefined),
    needs: [...projectNeeds(project), ...added],
    files,
    asks: hasScript && isOpen ? 'needs' : 'nothing',
    isOpen,
  }
}

function fromPoetry(root: Field, poetry: Field): Said {
  const version = isPoetryStandIn(root) ? undefined : versionIn(poetry)
  return { name: poetry.get('name').text(), version, needs: poetryNeeds(poetry), files: [], asks: 'nothing', isOpen: false }
}

/** https://flit.pypa.io/en/stable/pyproject_toml.html#old-style-metadata: the version stands in the module. */
function fromFlit(flit: Field): Said {
  const name = flit.get('dist-name').optional((field) => field.text()) ?? flit.get('module').text()
  return {
    name,
    version: undefined,
    needs: requiredBy(flit.get('requires'), flit.get('requires-extra')),
    files: [],
    asks: 'nothing',
    isOpen: false,
  }
}

function fromSetup(root: Field | undefined, cfg: SetupCfg | undefined, hasScript: boolean, source: string): Said | undefined {
  const metadata = cfg?.get('metadata')
  const name = metadata?.get('name')?.text.trim()
  const isBuilt = hasScript || root?.get('build-system').missing === false
  if (name === undefined && !isBuilt) return undefined
  const told = cfg === undefined ? { needs: [], files: [] } : setupCfgNeeds(cfg, source)
  return { name, version: parseVersion(metadata?.get('version')?.text ?? ''), ...told, asks: hasScript ? 'all' : 'nothing', isOpen: false }
}

function groupsOf(root: Field | undefined): Wanted[] {
  return root?.at('tool', 'poetry').optional(poetryGroups) ?? []
}

function versionIn(table: Field): Version | undefined {
  return table.get('version').optional((field) => parseVersion(field.text()) ?? field.refuse('is no version (PEP 440)'))
}
