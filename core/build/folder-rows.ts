import type { FolderLeg, LocalFolder } from '../pipeline/folder-leg.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import type { AskedPython } from './interpreter.ts'
import { keyOf, plainRow, type Row, titleOf } from './row.ts'

type Folders = ReadonlyMap<ProjectName, LocalFolder>

/**
 * The rows of a leg of folders, for each python: some of its packages, and before them as dependencies whatever else of the leg these need, be it a
 * package that nobody asked for here. The order is the leg's.
 */
export function rowsOfFolders(leg: FolderLeg, packages: readonly LocalFolder[], pythons: readonly AskedPython[]): Row[] {
  const all = [...leg.dependencies, ...leg.packages]
  const known: Folders = new Map(all.map((one) => [normalizeName(one.name), one]))
  const asked = new Set(packages.map(({ name }) => normalizeName(name)))
  const needed = new Set([...asked].flatMap((project) => needsOf(project, known)))
  return all
    .filter(({ name }) => asked.has(normalizeName(name)) || needed.has(normalizeName(name)))
    .flatMap((one) => pythons.map((python) => rowOf(one, asked.has(normalizeName(one.name)) ? 'built' : 'dependency', python, leg, known)))
}

function rowOf(one: LocalFolder, origin: Row['origin'], python: AskedPython, { time }: FolderLeg, known: Folders): Row {
  const row = plainRow(one.name, { kind: 'folder', path: one.folder, time }, python)
  return { ...row, origin, local: needsOf(normalizeName(one.name), known), ...(one.cache === undefined ? {} : { cache: one.cache }) }
}

/** What a package needs of its leg, at first or second hand, sorted; never itself, though two may need each other. */
function needsOf(project: ProjectName, known: Folders): ProjectName[] {
  const found = new Set([project])
  // A set that grows while it is walked is walked to its end.
  for (const one of found)
    for (const name of known.get(one)?.local ?? []) if (known.has(normalizeName(name))) found.add(normalizeName(name))
  found.delete(project)
  return [...found].sort()
}

/** Rows of several legs of folders, each once: what one leg builds as a package is no dependency because another needs it. */
export function mergedRows(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>()
  for (const row of rows) {
    const key = `${keyOf(row.source)}\n${titleOf(row)}`
    const before = merged.get(key)
    merged.set(key, before === undefined ? row : together(before, row))
  }
  return [...merged.values()]
}

function together(one: Row, other: Row): Row {
  const origin = one.origin === other.origin ? one.origin : 'built'
  return { ...one, origin, local: [...new Set([...one.local, ...other.local])].sort() }
}
