import type { Field } from '../json.ts'
import { type ProjectName, parseName } from './name.ts'
import { type SpecifierSet, parseSpecifiers } from './specifier.ts'

/** What one distribution needs of another (PEP 508). */
export interface Requirement {
  readonly project: ProjectName
  /** Normalised. */
  readonly extras: readonly ProjectName[]
  /** Empty admits every version, as beside a URL. */
  readonly specifiers: SpecifierSet
  readonly url?: string
  /** As written, not judged. */
  readonly marker?: string
}

/** Reads `name[extra] >=1,<2; marker` or `name @ url ; marker`; undefined for what is none. Markers are kept as written. */
export function parseRequirement(text: string): Requirement | undefined {
  if (/[\n\r\u2028\u2029]/.test(text)) return undefined
  const [, name = '', extrasText = '', rest = ''] = /^[ \t]*([A-Za-z0-9._-]+)[ \t]*(?:\[([^\]]*)\])?[ \t]*(.*)$/.exec(text) ?? []
  const project = parseName(name)
  const extras = parseExtras(extrasText)
  const target = rest.startsWith('@') ? parseUrl(rest) : parseVersions(rest)
  return project === undefined || extras === undefined || target === undefined ? undefined : { project, extras, ...target }
}

/** Reads the requirement that a file has somewhere; what is none is refused with the field's code. */
export function readRequirement(field: Field): Requirement {
  return parseRequirement(field.text()) ?? field.refuse('must be a requirement such as setuptools>=61 (PEP 508)')
}

type Target = Pick<Requirement, 'specifiers' | 'url' | 'marker'>

function parseExtras(text: string): ProjectName[] | undefined {
  if (text.trim() === '') return []
  const extras = text.split(',').map((extra) => parseName(extra.trim()))
  return extras.every((extra) => extra !== undefined) ? extras : undefined
}

/** Only white space ends a URL, so the semicolon of a marker needs one before it. */
function parseUrl(text: string): Target | undefined {
  const [, url, marker] = /^@[ \t]*(\S+)[ \t]*(?:(?<=[ \t]);(.*))?$/.exec(text) ?? []
  return url === undefined ? undefined : withMarker({ specifiers: { text: '', specifiers: [] }, url }, marker)
}

/** A comma may end the specifiers, but not stand for one. */
function parseVersions(text: string): Target | undefined {
  const [, written = '', marker] = /^([^;]*)(?:;(.*))?$/.exec(text) ?? []
  const bare = /^\(([^()]*)\)$/.exec(written.trim())?.[1] ?? written
  const isGap = bare
    .split(',')
    .slice(0, -1)
    .some((clause) => clause.trim() === '')
  const specifiers = isGap ? undefined : parseSpecifiers(bare)
  return specifiers === undefined ? undefined : withMarker({ specifiers }, marker)
}

function withMarker(target: Target, marker: string | undefined): Target | undefined {
  if (marker === undefined) return target
  return marker.trim() === '' ? undefined : { ...target, marker: marker.trim() }
}
