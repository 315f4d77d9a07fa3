/** A version, taken apart (PEP 440). Numbers are decimal digits without leading zeros, for `2026.1.20260131235959123` fits no double. */
export interface VersionParts {
  readonly epoch: string
  readonly release: readonly string[]
  readonly pre: { readonly label: 'a' | 'b' | 'rc'; readonly number: string } | undefined
  readonly post: string | undefined
  readonly dev: string | undefined
  readonly local: readonly string[]
}

const phases = { a: '1', b: '2', rc: '3' }

/**
 * A text that sorts by code units as versions do (PEP 440, "Summary of permitted suffixes and relative ordering"):
 * each number led by its length, each end marked by a space, which sorts before every digit and letter.
 */
export function orderKey(parts: VersionParts): string {
  const post = parts.post === undefined ? '0' : `1${rank(parts.post)}`
  const dev = parts.dev === undefined ? '1' : `0${rank(parts.dev)}`
  const local = parts.local.length === 0 ? '' : `+${parts.local.map(rankLocal).join('')}`
  const last = parts.release.findLastIndex((number) => number !== '0')
  const release = parts.release
    .slice(0, last + 1)
    .map(rank)
    .join('')
  return `${rank(parts.epoch)}${release} ${phase(parts)}${post}${dev}${local}`
}

/** A development release of a plain version comes before that version's alphas; otherwise no pre-release part comes after every one. */
function phase({ pre, post, dev }: VersionParts): string {
  if (pre !== undefined) return `${phases[pre.label]}${rank(pre.number)}`
  return post === undefined && dev !== undefined ? '0' : '4'
}

function rank(number: string): string {
  return `${String(number.length).padStart(4, '0')}${number}`
}

/** In a local part numbers come after words, and fewer parts before more. */
function rankLocal(part: string): string {
  return /^[0-9]+$/.test(part) ? `1${rank(part)}` : `0${part} `
}
