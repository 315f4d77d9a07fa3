import { canonical } from '../canonical.ts'
import { parseJson } from '../json.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import { sha256Of } from '../sha256.ts'
import { type Kept, keptOf } from './kept.ts'
import { attributes, escapeHtml, simplePage } from './markup.ts'
import { apiVersion, parseSerial, requireApi } from './project-document.ts'
import { formatShown, parseShown, type Showable } from './shown.ts'

/** The list of projects (PEP 691), with what is known of the store as a whole under `_` keys. */
export interface RootDocument extends Showable {
  /** Sorted. */
  readonly projects: readonly ProjectName[]
  readonly title: string
  /** The store in which conditional writes were seen to hold: its name, for a copy elsewhere must be asked anew. */
  readonly checked: string
  /** Names the people's page that was put last. */
  readonly shell: string
  /** What others keep in `meta`. */
  readonly meta: Kept
  readonly kept: Kept
}

export const rootKey = 'simple/index.json'
export const rootPageKey = 'simple/index.html'

/** What a publish adds to the root; a field that is undefined stays as it is. */
export interface RootChange {
  readonly projects: readonly ProjectName[]
  readonly title?: string | undefined
  readonly checked?: string
  readonly shell?: string
  /** Projects that have no document any more. */
  readonly without?: readonly ProjectName[]
}

/** Names what a run wants the root to tell, but for the list of projects: documents that bear it were marked when the root told so. */
export function rootNote(checked: string, title: string | undefined, shell: string): string {
  return sha256Of(canonical([checked, title ?? null, shell])).slice(0, 16)
}

/** The root with the change in it, one serial later when readers see something new; `unchanged` when all of it is there already. */
export function mergeRoot(now: RootDocument | undefined, change: RootChange): RootDocument | 'unchanged' {
  const root = now ?? { serial: 0, shown: undefined, projects: [], title: 'Simple index', checked: '', shell: '', meta: {}, kept: {} }
  const without = new Set(change.without)
  const projects = [...new Set([...root.projects.filter((name) => !without.has(name)), ...change.projects])].sort()
  const { title = root.title, checked = root.checked, shell = root.shell } = change
  const seen = now === undefined || projects.join('/') !== root.projects.join('/') || title !== root.title
  if (!seen && checked === root.checked && shell === root.shell) return 'unchanged'
  return { ...root, serial: root.serial + (seen ? 1 : 0), projects, title, checked, shell }
}

/** The root's bytes; the same document gives the same bytes. */
export function formatRoot(root: RootDocument): string {
  return `${canonical({
    ...root.kept,
    meta: { ...root.meta, 'api-version': apiVersion },
    projects: root.projects.map((name) => ({ name })),
    _title: root.title,
    _serial: root.serial,
    _checked: root.checked,
    _shell: root.shell,
    _shown: formatShown(root.shown),
  })}\n`
}

/** Reads a root; anything but a JSON list of projects of API 1.x is `INDEX_INVALID`. */
export function parseRoot(text: string, source: string): RootDocument {
  const root = parseJson(text, source, 'INDEX_INVALID')
  requireApi(root)
  const own = (key: string, otherwise: string): string => root.get(key).optional((field) => field.text()) ?? otherwise
  return {
    serial: root.get('_serial').optional(parseSerial) ?? 0,
    shown: root.get('_shown').optional(parseShown),
    projects: root
      .get('projects')
      .list()
      .map((field) => normalizeName(field.get('name').text())),
    title: own('_title', 'Simple index'),
    checked: own('_checked', ''),
    shell: own('_shell', ''),
    meta: keptOf(root.get('meta'), 'api-version'),
    kept: keptOf(root, 'meta', 'projects', '_title', '_serial', '_checked', '_shell', '_shown'),
  }
}

/** The list of projects in HTML (PEP 503): each link ends in a slash. */
export function renderRoot(root: RootDocument): string {
  const anchor = (name: ProjectName): string => `<a${attributes({ href: `${name}/` })}>${escapeHtml(name)}</a><br>`
  return simplePage({ title: root.title, serial: root.serial, version: apiVersion }, root.projects.map(anchor))
}
