import type { Uploaded } from '../../ports.ts'
import { disarm } from '../../disarm.ts'

/** What an index answered to an upload, as far as it decides anything. */
export interface UploadAnswer {
  readonly status: number
  /** The reason phrase and the body, in which indexes hide what they mean. */
  readonly says: string
  /** Milliseconds that the server asked to wait. */
  readonly wait: number
}

/** Every index says in its own words that a file of this name is there: PyPI, pypiserver, Nexus, Artifactory, GitLab. */
const exists = /already exists?\b|already been taken|updating asset|overwrite artifact/i
const burnt = /previously used by a file|has since been deleted/i
const maintenance = /read-only mode|temporarily disabled/i

/**
 * Sorts an answer (forklift/legacy.py of PyPI, and how others answer): stored; a file of that name exists, which only the index's listing
 * can tell to be ours; refused for good; or unsure, where the file may have been stored and a further try is harmless.
 */
export function readUploadAnswer(answer: UploadAnswer): Uploaded {
  const { status, wait } = answer
  const says = `it answered ${status}${answer.says === '' ? '' : `: ${brief(answer.says)}`}`
  if ([200, 201, 202, 204].includes(status)) return { kind: 'stored' }
  if (burnt.test(answer.says)) return { kind: 'refused', says }
  if (status === 409 || ([400, 403].includes(status) && exists.test(answer.says))) return { kind: 'exists' }
  if (status === 408 || status === 429 || status >= 500) return { kind: 'unsure', says, wait }
  if (status === 403 && maintenance.test(answer.says)) return { kind: 'unsure', says, wait: Math.max(wait, 30_000) }
  return { kind: 'refused', says: status >= 300 && status < 400 ? `${says}, a redirect, which no credentials are sent along` : says }
}

/** The text of an answer without markup, on one line, cut to what a log can bear. */
function brief(says: string): string {
  const text = says.replaceAll(/<(?:style|script|title)\b[^<>]*>.*?<\/(?:style|script|title)>/gis, ' ').replaceAll(/<[^<>]*>/g, ' ')
  return disarm(once(text.replaceAll(/\s+/g, ' ').trim().slice(0, 2000))).slice(0, 300)
}

/** PyPI says all in the reason phrase, then with the status as a heading, then as text. */
function once(text: string): string {
  return text.replaceAll(/(.{20,}?)(?: (?:\d{3} )?\1)+(?= |$)/g, '$1')
}

/** Milliseconds that the upload of a file of this size, in bytes, may take: a minute, and 64 KiB/s. */
export function uploadPatience(size: number): number {
  return 60_000 + Math.ceil(size / 64 / 1024) * 1000
}
