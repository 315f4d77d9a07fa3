import type { Field } from '../json.ts'
import { nearest } from '../nearest.ts'
import { parseYaml } from '../yaml.ts'
import { membersIgnoringCase, scalarText } from './keys.ts'
import { withoutComments } from './without-comments.ts'

/** Which combinations of a matrix are taken: all, or so many that every value is in one. */
export type Selection = 'all' | 'sparse'

/** A use of a matrix file, as `MatrixConfigs` of azure-sdk write it. */
export interface MatrixConfig {
  readonly name: string
  /** Relative to the sources. Empty: one leg without parameters. */
  readonly path: string
  readonly selection: Selection
  readonly nonSparseParameters: readonly string[]
  /** False: its legs go out once, without packages. */
  readonly batching: boolean
}

/** Of packages that name no configuration: one leg without parameters. */
export const noMatrix: MatrixConfig = { name: '', path: '', selection: 'all', nonSparseParameters: [], batching: true }

const known = ['Name', 'Path', 'Selection', 'NonSparseParameters', 'PRBatching']
const selections = ['all', 'sparse'] as const

/** Reads configurations: a list of them, or a map that holds it as `MatrixConfigs`. What is wrong is `MATRIX_INVALID`. */
export function parseMatrixConfigs(text: string, source: string): MatrixConfig[] {
  const root = parseYaml(withoutComments(text), source, 'MATRIX_INVALID', { nulls: true })
  const list = Array.isArray(root.value) ? root : (membersIgnoringCase(root).get('matrixconfigs') ?? root)
  return list.list().map(readMatrixConfig)
}

/** Reads one configuration, its keys ignoring case; what else azure-sdk writes beside them is passed over, unless a known key was meant. */
export function readMatrixConfig(field: Field): MatrixConfig {
  const members = membersIgnoringCase(field)
  requireMeant(members)
  requirePath(members)
  const text = (key: string): string | undefined => members.get(key.toLowerCase())?.optional(scalarText)?.trim()
  return {
    name: text('Name') ?? '',
    path: text('Path') ?? '',
    selection: readSelection(members.get('selection')),
    nonSparseParameters: readNames(members.get('nonsparseparameters')),
    batching: readFlag(members.get('prbatching')),
  }
}

function requireMeant(members: ReadonlyMap<string, Field>): void {
  for (const [key, field] of members) {
    const meant = known.some((one) => one.toLowerCase() === key) ? undefined : nearest(key, known)
    if (meant !== undefined) field.refuse('is not known', `Did you mean '${meant}'?`)
  }
}

/** One that says nothing but its name is one leg; one whose path has another name would be that unseen. */
function requirePath(members: ReadonlyMap<string, Field>): void {
  const [stray] = [...members].filter(([key]) => !known.some((one) => one.toLowerCase() === key)).map(([, field]) => field)
  if (stray !== undefined && !members.has('path'))
    stray.refuse('is there, and no Path', 'Path names the matrix file, relative to the sources.')
}

function readSelection(field: Field | undefined): Selection {
  const text = field?.optional(scalarText)?.trim().toLowerCase() ?? ''
  if (field === undefined || text === '') return 'all'
  return selections.find((one) => one === text) ?? field.refuse(`is '${text}', which is no selection`, `It takes ${selections.join(', ')}.`)
}

/** A list, or names between commas. */
function readNames(field: Field | undefined): string[] {
  if (field === undefined || field.value === null) return []
  const names = Array.isArray(field.value) ? field.list().map(scalarText) : field.text().split(',')
  return names.map((name) => name.trim()).filter((name) => name !== '')
}

function readFlag(field: Field | undefined): boolean {
  if (field === undefined || field.value === null || field.value === true || field.value === false) return field?.value !== false
  const text = field.text().trim().toLowerCase()
  return text === 'true' || text === 'false' ? text === 'true' : field.refuse(`is '${text}'`, 'Write true or false.')
}
