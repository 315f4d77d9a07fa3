import { orderKey, type VersionParts } from './version-order.ts'

/** A version that has been read (PEP 440). */
export interface Version {
  /** As written, without surrounding white space. */
  readonly text: string
  /** Normalised; trailing zeros stay, so 1.0 and 1.0.0 differ here and are one version all the same. */
  readonly canonical: string
  readonly parts: VersionParts
  /** An alpha, beta or release candidate. */
  readonly pre: boolean
  readonly post: boolean
  readonly dev: boolean
  /** The part after `+`, normalised; empty when there is none. */
  readonly local: string
  /** Sorts by code units as versions do, and is equal for equal versions: a key for maps and sets. */
  readonly order: string
}

const grammar = new RegExp(
  [
    '^v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*)',
    '(?:[-_.]?(?<label>alpha|beta|preview|pre|rc|a|b|c)[-_.]?(?<pre>[0-9]*))?',
    '(?:-(?<dash>[0-9]+)|[-_.]?(?:post|rev|r)[-_.]?(?<post>[0-9]*))?',
    '(?:[-_.]?dev[-_.]?(?<dev>[0-9]*))?',
    '(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
  'i',
)

/** Python reads no integer of more digits, so no installer reads such a version either. */
const longest = 4300

/** Reads a version in any of PEP 440's spellings: `v1.0-ALPHA1` is `1.0a1`, `1.0-5` is `1.0.post5`; undefined for what is none. */
export function parseVersion(text: string): Version | undefined {
  const written = text.trim()
  const found = written.length > longest ? undefined : grammar.exec(written)?.groups
  return found === undefined ? undefined : versionOf(written, partsOf(found))
}

/** Negative, zero or positive as `a` is older than, the same as or newer than `b`; the local part counts, trailing zeros do not. */
export function compareVersions(a: Version, b: Version): number {
  if (a.order === b.order) return 0
  return a.order < b.order ? -1 : 1
}

/** Whether both name one version: 1.0 and 1.0.0 do, 1.0 and 1.0+local do not. */
export function sameVersion(a: Version, b: Version): boolean {
  return a.order === b.order
}

/** Neither a pre-release nor a development release; post-releases and local versions are final. */
export function isFinal(version: Version): boolean {
  return !version.pre && !version.dev
}

/** The version without its local part: 1.0+ubuntu.1 is 1.0. */
export function publicVersion(version: Version): Version {
  return version.local === '' ? version : variantOf(version, { local: [] })
}

/** The version with some parts changed, spelled normalised. */
export function variantOf(version: Version, change: Partial<VersionParts>): Version {
  const parts = { ...version.parts, ...change }
  return versionOf(format(parts), parts)
}

function partsOf(groups: Readonly<Record<string, string | undefined>>): VersionParts {
  const { epoch = '0', release = '', label, pre, dash, post = dash, dev, local } = groups
  return {
    epoch: numeral(epoch),
    release: release.split('.').map(numeral),
    pre: label === undefined ? undefined : { label: labelOf(label.toLowerCase()), number: numeral(pre ?? '') },
    post: post === undefined ? undefined : numeral(post),
    dev: dev === undefined ? undefined : numeral(dev),
    local: local === undefined ? [] : local.toLowerCase().split(/[-_.]/).map(localPart),
  }
}

function versionOf(text: string, parts: VersionParts): Version {
  return {
    text,
    canonical: format(parts),
    parts,
    pre: parts.pre !== undefined,
    post: parts.post !== undefined,
    dev: parts.dev !== undefined,
    local: parts.local.join('.'),
    order: orderKey(parts),
  }
}

function format({ epoch, release, pre, post, dev, local }: VersionParts): string {
  return [
    epoch === '0' ? '' : `${epoch}!`,
    release.join('.'),
    pre === undefined ? '' : `${pre.label}${pre.number}`,
    post === undefined ? '' : `.post${post}`,
    dev === undefined ? '' : `.dev${dev}`,
    local.length === 0 ? '' : `+${local.join('.')}`,
  ].join('')
}

function labelOf(word: string): 'a' | 'b' | 'rc' {
  if (word.startsWith('a')) return 'a'
  return word.startsWith('b') ? 'b' : 'rc'
}

function numeral(digits: string): string {
  return digits.replace(/^0+(?=.)/, '') || '0'
}

function localPart(part: string): string {
  return /^[0-9]+$/.test(part) ? numeral(part) : part
}
