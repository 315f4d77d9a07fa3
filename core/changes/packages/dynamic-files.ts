import type { Field } from '../../json.ts'
import type { NeedsFile } from './setup-needs.ts'

/**
 * The files that hold what a [project] says is dynamic: setuptools' (https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html#dynamic-metadata), and those of
 * hatch-requirements-txt (https://github.com/repo-helper/hatch-requirements-txt).
 */
export function dynamicFiles(pyproject: Field, dynamic: readonly string[]): NeedsFile[] {
  const setuptools = pyproject.at('tool', 'setuptools', 'dynamic')
  const hatch = pyproject.at('tool', 'hatch', 'metadata', 'hooks', 'requirements_txt')
  const files = dynamic.includes('dependencies') ? [...fileOf(setuptools.optional(dependencies)), ...named(hatch.optional(filesIn))] : []
  const extras = dynamic.includes('optional-dependencies') ? [setuptools, hatch].flatMap(extrasOf) : []
  return [...files.map((path): NeedsFile => ({ kind: 'run', of: '', path })), ...extras]
}

function extrasOf(table: Field): NeedsFile[] {
  const extras = table.optional((one) => one.get('optional-dependencies').optional((field) => field.entries())) ?? []
  return extras.flatMap(([of, field]) =>
    (Array.isArray(field.value) ? named(field) : fileOf(field)).map((path): NeedsFile => ({ kind: 'optional', of, path })),
  )
}

function dependencies(table: Field): Field {
  return table.get('dependencies')
}

function filesIn(table: Field): Field {
  return table.get('files')
}

/** `{ file = "a" }`, or a list of them. */
function fileOf(field: Field | undefined): string[] {
  return named(field?.optional((one) => one.get('file')))
}

function named(field: Field | undefined): string[] {
  if (field?.value === undefined || field.value === null) return []
  return (Array.isArray(field.value) ? field.list() : [field]).map((path) => path.text())
}
