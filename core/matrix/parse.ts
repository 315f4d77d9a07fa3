import type { Field } from '../json.ts'
import { nearest } from '../nearest.ts'
import { cellNameFault } from '../pipeline/cell-name.ts'
import { parseYaml } from '../yaml.ts'
import { distinctEntries, membersIgnoringCase, scalarText } from './keys.ts'
import { parseLegName, parseMaxParallel, parseVariables } from './leg-extras.ts'
import type { Choice, Matrix, MatrixFile, Parameter } from './matrix-file.ts'
import { withoutComments } from './without-comments.ts'

const known = ['matrix', 'include', 'exclude', 'displayNames', 'variables', 'legName', 'maxParallel']
const importKey = '$import'

/**
 * Reads a matrix file, JSON (with comments, as PowerShell takes it) or YAML: every value is its source text, null the empty one. What is no matrix is
 * `MATRIX_INVALID`, with the line.
 */
export function parseMatrixFile(text: string, source: string): MatrixFile {
  const root = parseYaml(withoutComments(text), source, 'MATRIX_INVALID', { nulls: true })
  const members = membersIgnoringCase(root)
  requireKnown(members)
  const [matrix, include, exclude] = ['matrix', 'include', 'exclude'].map((key) => given(members.get(key)))
  if (matrix === undefined && include === undefined)
    root.refuse('has neither a matrix nor an include', 'Write the parameters below the key matrix.')
  return {
    source,
    matrices: parseOwn(matrix),
    imports: parseImport(matrix),
    include: parseMatrices(include),
    exclude: parseMatrices(exclude),
    displayNames: parseDisplayNames(given(members.get('displaynames'))),
    variables: parseVariables(given(members.get('variables')), source),
    legName: parseLegName(given(members.get('legname'))),
    maxParallel: parseMaxParallel(given(members.get('maxparallel'))),
  }
}

function given(field: Field | undefined): Field | undefined {
  return field === undefined || field.value === null ? undefined : field
}

/** `$schema` is for editors, and `x-` for people. */
function requireKnown(members: ReadonlyMap<string, Field>): void {
  for (const [key, field] of members) {
    if (known.some((one) => one.toLowerCase() === key) || key === '$schema' || key.startsWith('x-')) continue
    const meant = nearest(key, known)
    const remedy = meant === undefined ? `A matrix file holds ${known.join(', ')}.` : `Did you mean '${meant}'?`
    field.refuse('is no key of a matrix file', remedy)
  }
}

/** One matrix, or a list of them. */
function parseOwn(field: Field | undefined): Matrix[] {
  if (field === undefined) return []
  if (!Array.isArray(field.value)) return [parseMatrix(field, true)]
  const matrices = field.list().map((one) => parseMatrix(one, false))
  return matrices.length > 0 ? matrices : field.refuse('has no matrices', 'Write one, or leave the key out.')
}

function parseMatrices(field: Field | undefined): Matrix[] {
  return field?.items().map((one) => parseMatrix(one, false)) ?? []
}

function parseMatrix(field: Field, importing: boolean): Matrix {
  const own = distinctEntries(field).filter(([name]) => !(importing && name.toLowerCase() === importKey))
  const matrix = own.map(([name, values]) => parseParameter(name, values))
  requireApart(matrix, field)
  return matrix
}

function parseImport(matrix: Field | undefined): string | undefined {
  if (matrix === undefined || Array.isArray(matrix.value)) return undefined
  const field = membersIgnoringCase(matrix).get(importKey)
  if (field === undefined) return undefined
  const path = field.text().trim()
  return path === '' ? field.refuse('must be the path of a matrix file') : path
}

/** A list is values, a map is parameter sets by their names, and anything else is one value. */
function parseParameter(name: string, field: Field): Parameter {
  requireName(name, field)
  if (!field.isMap) requireCellName(name, field)
  const choices = Array.isArray(field.value)
    ? field.list().map((item) => single(name, item))
    : field.isMap
      ? distinctEntries(field).map(([set, inner]) => ({ ...parseSet(set, inner), group: name }))
      : [single(name, field)]
  return choices.length > 0 ? { name, choices } : field.refuse('has no values', 'Write one, or leave the parameter out.')
}

/** A member of a group that is no map is a value of a parameter of that name. */
function parseSet(name: string, field: Field): Choice {
  if (!field.isMap) {
    requireCellName(name, field)
    return single(name, field)
  }
  const values = distinctEntries(field).map(([parameter, inner]) => {
    requireName(parameter, inner)
    requireCellName(parameter, inner)
    return [parameter, scalarText(inner)] as const
  })
  return { name, isSet: true, values }
}

function single(name: string, field: Field): Choice {
  if (field.isMap) field.refuse('must be a text, not a map', 'Parameter sets have names: write a map of them in place of the list.')
  requireName(name, field)
  return { name, isSet: false, values: [[name, scalarText(field)]] }
}

function requireName(name: string, field: Field): void {
  if (name.toLowerCase() === importKey) field.refuse('can stand only in matrix, and in none of a list', 'Write the parameters out.')
  if (name.trim() === '') field.refuse('has a parameter without a name', 'Name it.')
}

/** The name of a group is nobody's variable; the others are. */
function requireCellName(name: string, field: Field): void {
  const fault = cellNameFault(name)
  if (fault !== undefined) field.refuse(`cannot be a variable of a job: '${name}' ${fault}`, 'Call it otherwise.')
}

/** Two dimensions that set the same parameter have no combination. */
function requireApart(matrix: Matrix, field: Field): void {
  const owners = new Map<string, Parameter>()
  for (const parameter of matrix)
    for (const name of parameter.choices.flatMap(({ values }) => values.map(([one]) => one))) {
      const before = owners.get(name.toLowerCase()) ?? parameter
      if (before !== parameter) field.refuse(`sets '${name}' in '${before.name}' and again in '${parameter.name}'`, 'Leave one of them.')
      owners.set(name.toLowerCase(), parameter)
    }
}

function parseDisplayNames(field: Field | undefined): Map<string, string> {
  if (field === undefined) return new Map()
  return new Map(distinctEntries(field).map(([value, shown]) => [value.toLowerCase(), scalarText(shown)]))
}
