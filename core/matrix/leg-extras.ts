import type { Field } from '../json.ts'
import { cellNameFault } from '../pipeline/cell-name.ts'
import { distinctEntries, scalarText } from './keys.ts'
import type { LegName, LegVariables } from './matrix-file.ts'

/** Reads what stands below `variables` of the matrix file `source`: entries of `where` and `set`. */
export function parseVariables(field: Field | undefined, source: string): LegVariables[] {
  return field?.items().map((entry, at) => parseEntry(entry, `${source}: variables[${at}]`)) ?? []
}

function parseEntry(entry: Field, at: string): LegVariables {
  const where = entry.only('where', 'set').get('where').optional(distinctEntries)
  const set = entry.get('set')
  const variables = distinctEntries(set).map(([name, field]) => [lawfulName(name, field), scalarText(field)] as const)
  if (variables.length === 0) set.refuse('sets no variable', 'Write one, or leave the entry out.')
  return { at, where: where?.map(([name, field]) => [name, valuesOf(field)] as const) ?? [], set: variables }
}

function lawfulName(name: string, field: Field): string {
  const fault = name.trim() === '' ? 'is empty' : cellNameFault(name)
  return fault === undefined ? name : field.refuse(`cannot be a variable of a job: '${name}' ${fault}`, 'Call it otherwise.')
}

function valuesOf(field: Field): string[] {
  if (!Array.isArray(field.value)) return [scalarText(field)]
  const values = field.list().map(scalarText)
  return values.length > 0 ? values : field.refuse('has no values', 'Write one, or leave it out.')
}

/** A name of a leg has at most 100. */
const longestLegNameText = 300

/** Reads `py{python}_{os}`: letters, digits and `_`, and names in braces. */
export function parseLegName(field: Field | undefined): LegName | undefined {
  const text = field?.text().trim()
  if (field === undefined || text === undefined || text === '') return undefined
  if (text.length > longestLegNameText)
    field.refuse(`has ${text.length} characters`, `A name of a leg has at most 100, and what names it ${longestLegNameText}.`)
  const parts = text.match(/[A-Za-z0-9_]+|\{[^{}]+\}/g) ?? []
  if (parts.join('') !== text)
    field.refuse(`is '${text}', which names no leg`, 'Write letters, digits and _, and names of parameters in braces: py{python}_{os}.')
  return parts.map((part) => (part.startsWith('{') ? { of: part.slice(1, -1).trim() } : { text: part }))
}

/** Reads how many legs may run at once: a whole number, 0 for as many as there are. */
export function parseMaxParallel(field: Field | undefined): number | undefined {
  const text = field?.text().trim()
  if (field === undefined || text === undefined || text === '') return undefined
  return /^\d{1,6}$/.test(text) ? Number(text) : field.refuse(`is '${text}'`, 'Write a whole number; 0 is no limit.')
}
