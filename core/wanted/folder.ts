import { parse, TomlError } from 'smol-toml'
import { Field } from '../json.ts'
import { Problem, reason } from '../problem.ts'
import { parseMetadata } from '../python/metadata.ts'

/** What a source folder says of itself without being built. */
export interface FolderFacts {
  /** Relative to the sources, `/`-separated. */
  readonly path: string
  /** The commit that the sources are at; empty when unknown. */
  readonly commit: string
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
    const table = pyproject === undefined ? {} : projectTable(pyproject, `${path}/pyproject.toml`)
    return pkgInfo === undefined ? table : { ...fromMetadata(pkgInfo), ...table }
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}

function projectTable(text: string, source: string): Declared {
  const project = new Field(toml(text, source), source, 'FILE_INVALID').get('project')
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

function toml(text: string, source: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const says = reason(error).split('\n')[0] ?? ''
    throw new Problem('FILE_INVALID', `${source}:${error.line} is not TOML: ${says}.`, 'Correct it there.', error)
  }
}
