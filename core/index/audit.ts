import { parseJson } from '../json.ts'
import type { ProjectName } from '../python/name.ts'
import { auditFiles, auditLeaving, auditStored, type StoredFacts } from './audit-files.ts'
import { type AuditedPage, auditPage, auditService, type FoundPage } from './audit-page.ts'
import type { StoredFile } from './adoption.ts'
import { type Inconsistency, inconsistency } from './inconsistency.ts'
import { served } from './layout.ts'
import { documentKey, type ProjectDocument } from './project-document.ts'
import { type RootDocument, rootKey } from './root-document.ts'
import { isOwnShell, shell, shellKey } from './shell.ts'
import { isShown } from './shown.ts'
import { offersFiles } from './status.ts'

/** A document as a store holds it: the bytes, and what they say, or why they say nothing. */
export type AuditedDocument<T> = FoundPage & ({ readonly document: T } | { readonly problem: string })

/** One project as a store holds it. */
export interface AuditedProject extends StoredFacts {
  readonly name: ProjectName
  /** Undefined where there is none. */
  readonly document: AuditedDocument<ProjectDocument> | undefined
  /** The pages that show the document. */
  readonly pages: readonly AuditedPage[]
  /** Pages of ours that neither the layout nor the document knows of. */
  readonly left: readonly string[]
  /** Distributions below `packages/` whose names tell this project. */
  readonly files: readonly StoredFile[]
  /** Whether the list of projects has it. */
  readonly listed: boolean
}

/** All that does not fit together in a project. */
export function auditProject(project: AuditedProject): Inconsistency[] {
  const { document: found, name, pages, left, files } = project
  const key = documentKey(name)
  if (found === undefined) return auditNothing(project)
  if ('problem' in found) return [inconsistency('document-unreadable', { project: name, key }, `${found.problem} ${rebuild}`)]
  const { document } = found
  const shown = pages.flatMap((page) => auditPage(page, document.serial))
  return [
    ...auditService({ key, project: name }, found, served.json),
    ...auditQuarantine(document, found.text),
    ...auditFiles(document, project),
    ...auditStored(document, files).map((one) => ({ ...one, project: name })),
    ...auditLeaving(document),
    ...shown,
    ...left.map((page) => inconsistency('page-left', { project: name, key: page }, 'Nobody keeps this page up to date any more.')),
    ...(shown.length > 0 ? [] : auditMark(document, pages, { project: name, key })),
  ]
}

const rebuild = "The mode 'rebuild' makes it anew of what is stored."

/** Without a document: files that nobody lists; or, where pages or the list of projects tell of the project, one that was lost. */
function auditNothing({ name, left, files, listed }: AuditedProject): Inconsistency[] {
  const key = documentKey(name)
  if (left.length > 0 || (listed && files.length > 0))
    return [
      inconsistency(
        'document-missing',
        { project: name, key },
        `The project ${name} is told of, and its document is not there. ${rebuild}`,
      ),
    ]
  if (!listed) return auditStored(undefined, files).map((one) => ({ ...one, project: name }))
  return [inconsistency('root-extra', { project: undefined, key: rootKey }, `The list of projects has ${name}, of which nothing is there.`)]
}

function auditQuarantine({ name, status }: ProjectDocument, text: string): Inconsistency[] {
  const key = documentKey(name)
  if (offersFiles(status) || parseJson(text, key, 'INDEX_INVALID').get('files').list().length === 0) return []
  return [inconsistency('quarantine', { project: name, key }, `The project ${name} is quarantined, and its document offers files.`)]
}

function auditMark(
  document: ProjectDocument | RootDocument,
  pages: readonly AuditedPage[],
  place: { readonly project: ProjectName | undefined; readonly key: string },
): Inconsistency[] {
  const keys = pages.map((page) => page.key)
  return isShown(document, keys)
    ? []
    : [inconsistency('page-unmarked', place, 'A run was stopped before it noted that the pages show this.')]
}

/** The list of projects as a store holds it, with its page and the people's. */
export interface AuditedRoot {
  /** Undefined where there is none. */
  readonly document: AuditedDocument<RootDocument> | undefined
  readonly page: AuditedPage | undefined
  readonly shell: FoundPage | undefined
  /** Projects that have a document, whatever it says. */
  readonly projects: readonly ProjectName[]
}

/** All that does not fit together in the list of projects; of an index without one project nothing is asked. */
export function auditRoot({ document: found, page, shell: front, projects }: AuditedRoot): Inconsistency[] {
  const place = { project: undefined, key: rootKey }
  if (found === undefined)
    return projects.length === 0
      ? []
      : [inconsistency('root-missing', place, `There are ${projects.length} projects, and no list of them.`)]
  if ('problem' in found) return [inconsistency('root-unreadable', place, found.problem)]
  const { document } = found
  const listed = new Set(document.projects)
  const shown = page === undefined ? [] : auditPage(page, document.serial)
  return [
    ...auditService(place, found, served.json),
    ...projects
      .filter((name) => !listed.has(name))
      .map((name) => inconsistency('root-lacks', place, `The list of projects lacks ${name}.`)),
    ...shown,
    ...(shown.length > 0 || page === undefined ? [] : auditMark(document, [page], place)),
    ...auditShell(front),
  ]
}

/** A front page that somebody else made is theirs. */
function auditShell(found: FoundPage | undefined): Inconsistency[] {
  const place = { project: undefined, key: shellKey }
  if (found === undefined) return [inconsistency('shell-missing', place, "The people's page is not there.")]
  if (found.text === shell) return auditService(place, found, served.shell)
  return isOwnShell(found.text) ? [inconsistency('shell-old', place, "The people's page is of another release.")] : []
}
