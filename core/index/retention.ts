import type { Instant } from '../instant.ts'
import type { ProjectName } from '../python/name.ts'
import { compareVersions, type Version } from '../python/version.ts'
import { type DocumentFile, versionIn } from './document-file.ts'

/** How many development versions of a project stay in an index. */
export type Keep = { readonly kind: 'versions'; readonly count: number } | { readonly kind: 'days'; readonly count: number }

/** Reads `10` (versions) or `30d` (days); at least one. Undefined for anything else. */
export function parseKeep(text: string): Keep | undefined {
  const [, digits, days] = /^(\d{1,6})(d?)$/.exec(text.trim()) ?? []
  const count = Number(digits)
  return digits === undefined || count < 1 ? undefined : { kind: days === 'd' ? 'days' : 'versions', count }
}

/** What a publish makes of the development versions of a project. */
export interface Retention {
  readonly keep: Keep
  readonly at: Instant
  /** The `order` of versions that are being published: they stay, whatever their age. */
  readonly published: readonly string[]
}

/** A development version that goes, and why. */
export interface Outdated {
  readonly version: Version
  readonly files: readonly DocumentFile[]
  /** A clause. */
  readonly why: string
}

/**
 * The versions that are not kept: only those with `.dev` or a local part, and never one of which a file has no upload time. The newest are those whose
 * files were uploaded last, for a commit's hash does not sort. Yanked ones count as any.
 */
export function outdated(project: ProjectName, files: readonly DocumentFile[], { keep, at, published }: Retention): Outdated[] {
  const dated = [...developed(project, files).values()].flatMap((one) => datedOf(one) ?? [])
  const newestFirst = dated.sort((a, b) => b.time - a.time || compareVersions(b.version, a.version))
  return newestFirst
    .filter(({ version, time }, place) => !published.includes(version.order) && isPast(keep, place, time, at))
    .map(({ version, files: ours, time }) => ({ version, files: ours, why: whyPast(keep, time) }))
}

interface Development {
  readonly version: Version
  readonly files: DocumentFile[]
}

function developed(project: ProjectName, files: readonly DocumentFile[]): Map<string, Development> {
  const found = new Map<string, Development>()
  for (const file of files) {
    const version = versionIn(file.filename, project)
    if (version === undefined || (!version.dev && version.local === '')) continue
    const known = found.get(version.order)
    if (known === undefined) found.set(version.order, { version, files: [file] })
    else known.files.push(file)
  }
  return found
}

/** Undefined where the age is not known of every file: the one that does not tell may be the newest. */
function datedOf(one: Development): (Development & { readonly time: number }) | undefined {
  const times = one.files.map(({ uploadTime }) => Date.parse(uploadTime ?? ''))
  return times.some(Number.isNaN) ? undefined : { ...one, time: Math.max(...times) }
}

const day = 24 * 3_600_000

function isPast(keep: Keep, place: number, time: number, at: Instant): boolean {
  return keep.kind === 'versions' ? place >= keep.count : Date.parse(at) - time > keep.count * day
}

function whyPast(keep: Keep, time: number): string {
  const of = `of ${new Date(time).toISOString().slice(0, 10)}`
  if (keep.kind === 'days') return `${of}, more than ${keep.count} ${keep.count === 1 ? 'day' : 'days'} old`
  return `${of}, not among the ${keep.count} newest development versions`
}
