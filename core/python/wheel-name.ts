import { type ProjectName, normalizeName } from './name.ts'
import { type Tag, formatTag, parseTags } from './tag.ts'
import { type Version, parseVersion } from './version.ts'

/** What a wheel's file name says (PEP 427). */
export interface WheelName {
  /** As written, case and order included. */
  readonly text: string
  readonly project: ProjectName
  readonly version: Version
  readonly build: BuildTag | undefined
  /** Expanded, in lower case. */
  readonly tags: readonly Tag[]
}

/** The build tag: `1000abc` is the number 1000 and the suffix `abc`. */
export interface BuildTag {
  readonly number: number
  readonly suffix: string
}

/** Reads `{distribution}-{version}(-{build})?-{python}-{abi}-{platform}.whl`; undefined for what is none. */
export function parseWheelName(file: string): WheelName | undefined {
  if (!/^[\p{L}\p{N}_.+!-]+\.whl$/u.test(file)) return undefined
  const parts = file.slice(0, -4).split('-')
  if (parts.length !== 5 && parts.length !== 6) return undefined
  const [name = '', versionText = '', buildText] = parts
  const version = parseVersion(versionText)
  const build = parts.length === 6 ? parseBuild(buildText ?? '') : undefined
  const tags = parseTags(parts.slice(-3).join('-'))
  if (!isDistribution(name) || version === undefined || build === null || tags.length === 0) return undefined
  return { text: file, project: normalizeName(name), version, build, tags }
}

/** The usual spelling: underscores, normalised version, sorted tag sets. The tags must be a whole product, as a parsed name's are. */
export function formatWheelName(name: Omit<WheelName, 'text'>): string {
  const build = name.build === undefined ? [] : [`${name.build.number}${name.build.suffix}`]
  return `${[name.project.replaceAll('-', '_'), name.version.canonical, ...build, formatTags(name.tags)].join('-')}.whl`
}

/** One compressed tag for a product of tags: the sets sorted and joined by dots (PEP 425). */
export function formatTags(tags: readonly Tag[]): string {
  const set = (part: (tag: Tag) => string): string => [...new Set(tags.map(part))].sort().join('.')
  return [set((tag) => tag.python), set((tag) => tag.abi), set((tag) => tag.platform)].join('-')
}

/** The same text for all spellings of one wheel: project, version, build tag and expanded tags. */
export function wheelKey({ project, version, build, tags }: WheelName): string {
  const buildTag = build === undefined ? '' : `${build.number}${build.suffix}`
  return [project, version.order, buildTag, ...tags.map(formatTag).sort()].join(' ')
}

/** PEP 427's escaping leaves letters, digits, `_` and `.`, and never two underscores. */
function isDistribution(name: string): boolean {
  return /^[\p{L}\p{N}_.]+$/u.test(name) && !name.includes('__')
}

/** Null for what is no build tag: it must begin with a digit. */
function parseBuild(text: string): BuildTag | null {
  const [, number, suffix = ''] = /^([0-9]+)(.*)$/.exec(text) ?? []
  return number === undefined ? null : { number: Number(number), suffix }
}
