import type { Field } from '../json.ts'
import { parseName, type ProjectName } from '../python/name.ts'
import { parseVersion } from '../python/version.ts'
import { parseYaml } from '../yaml.ts'
import { readPackageSource } from './package-source.ts'
import type { Origin, VersionChoice, Wanted, WantedPlatform } from './wanted.ts'
import { readPython } from './wanted-python.ts'

/** More rows than this is an anchor gone wild, not a matrix. */
const mostRows = 100_000

/**
 * Reads a wheel matrix: spare-tire's `packages -> project -> versions -> version or latest -> wheels[] -> {platform_tag, platform_instance,
 * platform_arch, python[]: {tag, abi?}}`, and for folders and archives `project -> {source, version?, wheels}`. Anything else is one Problem
 * `MATRIX_INVALID` that names the place.
 */
export function parseWheelMatrix(text: string, source: string): Wanted[] {
  const root = parseYaml(text, source, 'MATRIX_INVALID').only('packages')
  const rows: Wanted[] = []
  for (const [name, field] of root.get('packages').entries()) {
    for (const row of packageRows(name, field)) {
      rows.push(row)
      if (rows.length > mostRows) field.refuse(`brings the matrix past ${mostRows} wheels`, 'Check the anchors that are repeated there.')
    }
  }
  return rows
}

interface Subject {
  readonly project: ProjectName
  readonly name: string
  readonly choice: VersionChoice
  readonly origin: Origin
}

function* packageRows(name: string, field: Field): Iterable<Wanted> {
  const project =
    parseName(name) ?? field.refuse('is not named as a Python project may be', 'Letters, digits, dots, dashes and underscores.')
  if (!field.get('source').missing) {
    field.only('source', 'version', 'wheels')
    yield* wheelRows({ project, name, ...readPackageSource(field, project) }, field.get('wheels'))
    return
  }
  for (const [text, version] of field.only('versions', 'source').get('versions').entries()) {
    yield* wheelRows(
      { project, name, choice: choiceOf(text, version), origin: { kind: 'index', url: '' } },
      version.only('wheels').get('wheels'),
    )
  }
}

function choiceOf(text: string, field: Field): VersionChoice {
  if (text === 'latest') return { kind: 'latest', pre: false }
  const version = parseVersion(text) ?? field.refuse('is neither a version nor latest', 'Write a version such as 1.17.1, or latest.')
  return { kind: 'exact', version }
}

function* wheelRows(subject: Subject, wheels: Field): Iterable<Wanted> {
  for (const wheel of wheels.list()) {
    wheel.only('platform_tag', 'platform_instance', 'platform_arch', 'python')
    const platform = readPlatform(wheel)
    const pythons = wheel.get('python').list()
    if (pythons.length === 0) wheel.get('python').refuse('names no python', 'Write for example python: [{ tag: cp314 }].')
    for (const python of pythons) yield { ...subject, python: readPython(python), platform, testOn: [], buildWith: '', at: python.path }
  }
}

function readPlatform(wheel: Field): WantedPlatform {
  const tag = wheel.get('platform_tag')
  if (!/^[A-Za-z0-9_.]{1,200}$/.test(tag.text()))
    tag.refuse(`is '${tag.text()}', which is no platform tag`, 'Write it as in a wheel’s name: linux_x86_64.')
  return { tag: tag.text(), instance: cell(wheel.get('platform_instance')), arch: cell(wheel.get('platform_arch')), names: [], image: '' }
}

/** What becomes a variable of the leg must come out as it went in: agents trim, and replace macros. */
function cell(field: Field): string {
  const text = field.text()
  if (text === '') field.refuse('is empty')
  if (text !== text.trim() || /[\u0000-\u001f\u007f]/.test(text) || text.length > 500) field.refuse('must be one short line')
  return text.includes('$(') ? field.refuse('holds a $( ), which the agents would replace', 'Write the value itself.') : text
}
