import { type Environment, isWithheld } from '../build/environment.ts'
import { globFault } from '../changes/glob-fault.ts'
import type { Field } from '../json.ts'
import { judgeMarker, type Marker } from '../python/marker.ts'
import { parseName } from '../python/name.ts'
import { parseRequirement } from '../python/requirement.ts'
import { isSafeMemberPath, plainPath } from '../safe-path.ts'
import { oneOrMore } from '../wanted/written.ts'
import { parseDuration } from './duration.ts'
import { misspeltPlaceholder } from './placeholders.ts'

/** Reads a script: a text, or a list of its lines. Nothing there is an empty one. */
export function readScript(field: Field): string {
  const texts = (field.optional(oneOrMore) ?? []).map(readLines)
  const text = texts.join('\n').trim()
  const stray = misspeltPlaceholder(text)
  return stray === undefined ? text : field.refuse(`has the place ${stray.written}, which is none`, `Did you mean '${stray.meant}'?`)
}

/** Reads what is installed besides: requirements of PEP 508, or whatever else pip takes for one; its options have keys of their own. */
export function readRequires(field: Field): string {
  const text = readLine(field)
  if (text.startsWith('-'))
    field.refuse(`is '${text}', an option of pip`, 'Write requirement files under requirements:, constraints under constraints:.')
  const isPath = /[{/\\]|\.whl$/.test(text)
  if (!isPath && parseRequirement(text) === undefined) field.refuse(`is '${text}', which is no requirement`, 'Write such as pytest==8.4.1.')
  const stray = misspeltPlaceholder(text)
  return stray === undefined ? text : field.refuse(`has the place ${stray.written}, which is none`, `Did you mean '${stray.meant}'?`)
}

/** Reads a constraint, which has no extras. */
export function readConstraint(field: Field): string {
  const text = readLine(field)
  const found = parseRequirement(text)
  if (found === undefined) field.refuse(`is '${text}', which is no constraint`, 'Write such as attrs<23.')
  return found.extras.length === 0 ? text : field.refuse('has extras, which a constraint may not have', 'Leave out the [ ].')
}

/** Reads the name of an extra of the wheel. */
export function readExtra(field: Field): string {
  const text = readLine(field)
  return parseName(text) === undefined ? field.refuse(`is '${text}', which is no extra`, 'Write one name an item, without [ ].') : text
}

/** Reads the path of a file, relative to the project and possibly above it. */
export function readPath(field: Field): string {
  const text = plainPath(readLine(field))
  if (isSafeMemberPath(text.replace(/^(?:\.\.\/)*(?=[^/])/, ''))) return text
  return field.refuse(`is '${text}'`, 'Write a path relative to the project, with / between its parts, such as requirements-test.txt.')
}

/** Reads a glob, relative to the project and below it; a folder stands for all that is in it. */
export function readGlob(field: Field): string {
  const text = readLine(field)
  const path = plainPath(text).replace(/\/+$/, '')
  if (text === '.' || text === './') return '.'
  if (path.startsWith('!')) field.refuse(`is '${text}', which would be everything else`, 'Name what is to be copied.')
  const fault = globFault(path)
  if (fault !== undefined) field.refuse(fault.what, fault.remedy)
  if (isSafeMemberPath(path) && !path.includes(':')) return path
  return field.refuse(`is '${text}'`, 'Write a file, a folder or a glob below the project, with / between its parts, such as tests.')
}

/** Reads the name of a variable of the step. */
export function readPassed(field: Field): string {
  const text = field.text()
  if (!text.includes('=')) return requireName(field, text)
  return field.refuse('holds a value, which this file must not', 'Write the name alone: the value comes from the env of the step.')
}

/** Reads variables by name; one without a value is empty. */
export function readEnvironment(field: Field): Environment {
  const entries = field.entries().filter(([name]) => !name.startsWith('x-'))
  return Object.fromEntries(entries.map(([name, one]) => [requireName(one, name), one.optional((text) => readValue(text, name)) ?? '']))
}

/** Reads seconds; nothing there is no bound. */
export function readSeconds(field: Field): number {
  const text = field.optional((one) => one.text()) ?? '0'
  return parseDuration(text) ?? field.refuse(`is '${text}'`, 'Write such as 90s, 10m or 1h30m, at most a week; a plain number is minutes.')
}

/** Reads a condition. */
export function readCondition(field: Field): Marker {
  const text = field.text()
  const judged = judgeMarker(text)
  const example = "Write such as implementation_name == 'pypy' or architecture == 'x86': names, and texts in quotes."
  return 'fault' in judged ? field.refuse(`is '${beginning(text)}', which ${judged.fault}`, example) : judged
}

function readLines(field: Field): string {
  const text = field.text().replaceAll(/\r\n|\r/g, '\n')
  return text.includes('\0') ? field.refuse('holds a NUL') : text
}

function readLine(field: Field): string {
  const text = field.text().trim()
  return text === '' || /[\u0000-\u001f\u007f]/.test(text) ? field.refuse('must be one line of text') : text
}

function requireName(field: Field, name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) field.refuse(`names '${name}', which is no variable`, 'Letters, digits and underscores.')
  if (/^WHEELWORKS_/i.test(name)) field.refuse(`names ${name}, which the task itself sets`, 'Choose another name.')
  if (!isWithheld(name)) return name
  return field.refuse(`names ${name}, which no suite ever sees`, 'The variables of the agent, and those of releases, are withheld.')
}

function readValue(field: Field, name: string): string {
  const text = field.text()
  if (text.includes('\0')) field.refuse('holds a NUL')
  if (!/^\$\([A-Za-z_][A-Za-z0-9_.]*\)$/.test(text)) return text
  return field.refuse(`is ${text}, which is not replaced here`, `Give it to the env of the step, and write environmentPass: [${name}].`)
}

function beginning(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}...` : text.trim()
}
