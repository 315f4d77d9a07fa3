import type { ETag } from '../store.ts'
import type { Json } from '../canonical.ts'
import type { Field } from '../json.ts'

/**
 * Which version of a document its pages show, and the ETags those pages were given. It is written only after the pages, on
 * condition that the document did not move meanwhile; so as long as it names the document's own serial, no page lags, and
 * the next writer can replace exactly those pages.
 */
export interface Shown {
  readonly serial: number
  /** By key, relative to the store's root; empty for a page that somebody is about to put for the first time (`announce`). */
  readonly pages: ReadonlyMap<string, ETag>
  /** Of a project: what the root was seen to tell when this was written (`rootNote`), so that it need not be read again. */
  readonly root?: string
}

/** A document of ours that pages are derived from. */
export interface Showable {
  /** Counts the versions of the document, from 1; 0 for one that another tool wrote. */
  readonly serial: number
  readonly shown: Shown | undefined
}

/** Whether every one of these pages shows this very version. */
export function isShown(document: Showable, pages: readonly string[]): boolean {
  const { serial, shown } = document
  return shown !== undefined && shown.serial === serial && pages.every((key) => isPut(shown, key))
}

/** Whether a page was put, and not only announced. */
export function isPut(shown: Shown | undefined, key: string): boolean {
  return (shown?.pages.get(key) ?? '') !== ''
}

/**
 * The document with a note of pages that are about to be put, the very same where it notes them all. It is written before they are: whoever changes
 * the document next then knows of them, also one who would not make them, and none is left to show what is there no more.
 */
export function announce<T extends Showable>(document: T, pages: readonly string[]): T {
  const { shown = { serial: 0, pages: new Map<string, ETag>() } } = document
  const news = pages.filter((key) => !shown.pages.has(key))
  return news.length === 0
    ? document
    : { ...document, shown: { ...shown, pages: new Map([...shown.pages, ...news.map((key) => [key, ''] as const)]) } }
}

/** Whether two notes say the same, so that there is nothing to note. */
export function sameShown(one: Shown | undefined, other: Shown): boolean {
  if (one === undefined || one.serial !== other.serial || one.root !== other.root || one.pages.size !== other.pages.size) return false
  return [...one.pages].every(([key, etag]) => other.pages.get(key) === etag)
}

/** Reads the private key `_shown`. */
export function parseShown(field: Field): Shown {
  const pages = field
    .get('pages')
    .entries()
    .map(([key, etag]): [string, ETag] => [key, etag.text()])
  const root = field.get('root').optional((one) => one.text())
  return { serial: field.get('serial').number(), pages: new Map(pages), ...(root === undefined ? {} : { root }) }
}

/** The value of the private key `_shown`. */
export function formatShown(shown: Shown | undefined): Json | undefined {
  return shown === undefined ? undefined : { serial: shown.serial, pages: Object.fromEntries(shown.pages), root: shown.root }
}
