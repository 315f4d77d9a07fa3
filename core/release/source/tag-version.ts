import { normalizeName } from '../../python/name.ts'
import { parseVersion, sameVersion } from '../../python/version.ts'
import type { Release } from '../plan/plan.ts'
import { type Refusal, unless } from '../refusal.ts'

/**
 * That the git tag which was built names what is released (`FilesPolicy.tag`): each release has the version that the tag says, and its project where the pattern
 * holds one. Whatever cannot be read so is `TAG_OTHER`.
 */
export function judgeTag(branch: string, releases: readonly Release[], pattern: string): Refusal[] {
  const tag = branch.startsWith(tags) ? branch.slice(tags.length) : undefined
  if (pattern === 'none' || (pattern === 'auto' && (tag === undefined || parseVersion(tag) === undefined))) return []
  const asked = pattern === 'auto' ? '{version}' : pattern.replace(/^refs\/tags\//, '')
  return releases.flatMap((release) => {
    const { project, version } = release
    const holds = tag !== undefined && namesRelease(tag, asked, release)
    const wrong = tag === undefined ? `'${branch}', which was built, is no tag` : `the tag '${tag}', which was built, does not name this`
    return unless(holds, 'TAG_OTHER', `${project} ${version} is to be named by a tag '${asked}', and ${wrong}`)
  })
}

const tags = 'refs/tags/'

/** A pattern that names no version would hold for any. */
function namesRelease(tag: string, pattern: string, { project, version }: Release): boolean {
  const released = parseVersion(version)
  const expression = pattern.split(placeholders).map((part) => expressionOf(part, project))
  const found = new RegExp(`^${expression.join('')}$`, 'u').exec(tag) ?? []
  const named = found.slice(1).map((text) => parseVersion(text))
  return released !== undefined && named.length > 0 && named.every((one) => one !== undefined && sameVersion(one, released))
}

const placeholders = /(\{version\}|\{project\})/

/** A project may be written in the tag in any of its spellings. */
function expressionOf(part: string, project: string): string {
  if (part === '{version}') return '(.+)'
  if (part !== '{project}') return literal(part)
  return normalizeName(project)
    .split('-')
    .map((word) => word.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`))
    .join('[-_.]+')
}

function literal(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/gu, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`)
}
