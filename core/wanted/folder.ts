import type { Field } from '../json.ts'
import { Problem } from '../problem.ts'
import { parseMetadata } from '../python/metadata.ts'
import { parseToml } from '../toml.ts'

/** What a source folder says of itself without being built. */
export interface FolderFacts {
  /** Relative to the sources, `/`-separated. */
  readonly path: string
  /** The commit that the sources are at; empty when unknown. */
  readonly commit: string
  /** When that commit was made, in seconds since 1970; 0 when unknown. */
  readonly time: number
  readonly declared: Declared | Problem
}

/** Static metadata; what is missing is dynamic or not said. */
export interface Declared {
  readonly name?: string
  readonly version?: string
  readonly requiresPython?: string
}

/** Reads pyproject.toml's `[project]` (PEP 621), else PKG-INFO; a folder with neither, or with a broken one, is a Problem `UNRESOLVED` or `FILE_INVALID`. */
export function readDeclared(
  path: string,
  files: { readonly pyproject: string | undefined; readonly pkgInfo: string | undefined },
): Declared | Problem {
  const { pyproject, pkgInfo } = files
  try {
    const table = pyproject === undefined ? {} : declaredIn(parseToml(pyproject, `${path}/pyproject.toml`))
    return pkgInfo === undefined ? table : { ...fromMetadata(pkgInfo), ...table }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

/** What the `[project]` of a pyproject.toml says that is read (PEP 621); nothing without one. */
export function declaredIn(pyproject: Field): Declared {
  const project = pyproject.get('project')
  if (project.missing) return {}
  const read = (key: string): string | undefined => project.get(key).optional((field) => field.text())
  return declared({ name: read('name'), version: read('version'), requiresPython: read('requires-python') })
}

function fromMetadata(text: string): Declared {
  const { name, version, requiresPython } = parseMetadata(text)
  return declared({ name: name || undefined, version: version || undefined, requiresPython })
}

function declared(found: { name: string | undefined; version: string | undefined; requiresPython: string | undefined }): Declared {
  const { name, version, requiresPython } = found
  return {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(requiresPython === undefined ? {} : { requiresPython }),
  }
}
