import type { ProjectName } from '../python/name.ts'
import type { Service } from '../store.ts'
import { type Inconsistency, inconsistency, type InconsistencyKind } from './inconsistency.ts'
import { serialOfPage } from './markup.ts'

/** An object as it is served. */
export interface FoundPage {
  readonly text: string
  /** Where the store keeps it. */
  readonly type?: string
  readonly cache?: string
}

/** A page as it is to be, and as it is. */
export interface AuditedPage {
  readonly key: string
  /** Undefined for what concerns the list of projects. */
  readonly project: ProjectName | undefined
  readonly expected: string
  readonly service: Service
  readonly found: FoundPage | undefined
  /** Whether the document notes that this page was put: then whatever stands there may be replaced. */
  readonly known: boolean
}

/** What is wrong with a page: not there, not what its document comes to, or not served so that installers take it. */
export function auditPage(page: AuditedPage, serial: number): Inconsistency[] {
  const { expected, found } = page
  if (found === undefined) return [of(page, 'page-missing', 'The page is not there.')]
  if (found.text === expected) return auditService(page, found, page.service)
  const shows = serialOfText(found.text)
  if (shows === undefined && !page.known && found.text !== '')
    return [of(page, 'page-foreign', 'Another tool wrote what stands there. Move it away, or delete it.')]
  return shows !== undefined && shows < serial
    ? [of(page, 'page-behind', `The page shows serial ${shows}, the document is at ${serial}.`)]
    : [of(page, 'page-differs', 'The page is not what its document comes to.')]
}

/** Whether an object is served as it should be; a store that tells no type is not asked. An installer skips a page of an unknown type. */
export function auditService(
  place: Pick<AuditedPage, 'key' | 'project'>,
  found: Omit<FoundPage, 'text'>,
  service: Service,
): Inconsistency[] {
  const { type, cache = '' } = found
  if (type === undefined) return []
  if (plain(type) !== plain(service.type))
    return [of(place, 'page-type', `It is served as ${type === '' ? 'nothing' : type}, not as ${service.type}: installers skip it.`)]
  if (plain(cache) === plain(service.cache)) return []
  const now = cache === '' ? 'no Cache-Control' : `Cache-Control: ${cache}`
  return [of(place, 'page-cache', `It is served with ${now}, not with ${service.cache}: readers may see an old one.`)]
}

/** The serial that a page of ours shows, in either form; undefined for a page that another tool wrote. */
export function serialOfText(text: string): number | undefined {
  const json = /"_serial":(\d{1,15})/.exec(text)?.[1]
  return serialOfPage(text) ?? (json === undefined ? undefined : Number(json))
}

function of({ key, project }: Pick<AuditedPage, 'key' | 'project'>, kind: InconsistencyKind, says: string): Inconsistency {
  return inconsistency(kind, { key, project }, says)
}

function plain(value: string): string {
  return value.toLowerCase().replaceAll(/\s/g, '')
}
