import { parseRequirement, readRequirement, type Requirement } from '../python/requirement.ts'
import { Problem } from '../problem.ts'
import { parseName } from '../python/name.ts'
import type { Field } from '../json.ts'
import { parseToml } from '../toml.ts'

/** What builds a project (PEP 517 and 518). */
export interface BuildSystem {
  /** `setuptools.build_meta`, `maturin`, ...; setuptools' own stand-in where none is named. */
  readonly backend: string
  /** Folders of the tree that an in-tree backend is imported from. */
  readonly backendPath: readonly string[]
  /** What must be installed first. */
  readonly requires: readonly Requirement[]
  /** The same, as it is written. */
  readonly written: readonly string[]
  /** What its wheel will depend on, as far as the file tells (PEP 621): a hint, never refused. */
  readonly dependencies: readonly Requirement[]
}

const legacy = 'setuptools.build_meta:__legacy__'
const standIn = ['setuptools', 'wheel']

/**
 * Reads the `[build-system]` of a pyproject.toml, or what holds without one; undefined is a project without the file. One that is not
 * TOML, requires nothing it can be read of, or has no `requires` at all is a Problem `FILE_INVALID`.
 */
export function buildSystemOf(pyproject: string | undefined, source: string): BuildSystem {
  return buildSystemIn(pyproject === undefined ? undefined : parseToml(pyproject, source))
}

/** As `buildSystemOf`, of a pyproject.toml that is read. */
export function buildSystemIn(root: Field | undefined): BuildSystem {
  const dependencies = dependenciesOf(root?.value)
  const table = root?.get('build-system')
  if (table === undefined || table.missing)
    return { backend: legacy, backendPath: [], requires: standIn.flatMap(known), written: standIn, dependencies }
  const requires = table.get('requires').list()
  return {
    dependencies,
    backend: table.get('build-backend').optional((field) => field.text()) ?? legacy,
    backendPath: table.get('backend-path').optional((field) => field.list().map((one) => one.text())) ?? [],
    requires: requires.map(readRequirement),
    written: requires.map((field) => field.text()),
  }
}

/** What a pyproject.toml calls its project (PEP 621); undefined where it does not say, or cannot be read: whoever builds it tells why. */
export function projectNameOf(pyproject: string): string | undefined {
  try {
    const name = memberOf(memberOf(parseToml(pyproject, 'pyproject.toml').value, 'project'), 'name')
    return typeof name === 'string' && parseName(name) !== undefined ? name : undefined
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function dependenciesOf(root: unknown): Requirement[] {
  const project = memberOf(root, 'project')
  const told = memberOf(project, 'dependencies')
  return Array.isArray(told) ? told.flatMap((one: unknown) => (typeof one === 'string' ? known(one) : [])) : []
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined
}

function known(name: string): Requirement[] {
  return [parseRequirement(name)].filter((one) => one !== undefined)
}
