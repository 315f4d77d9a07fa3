import { normalizeName, type ProjectName } from '../python/name.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import type { StoredObject } from '../store.ts'
import { isDistribution, projectOf, type StoredFile, storedFiles } from './adoption.ts'
import type { DocumentFile } from './document-file.ts'
import { fileKey, keyOfUrl, storedAt } from './layout.ts'
import type { OldFile, OldPage } from './old-page.ts'
import { projectOfDocument } from './place.ts'
import type { ProjectDocument } from './project-document.ts'
import type { Remarked } from './tell-adoption.ts'
import { unreadFiles } from './unread.ts'

/** An index as it was found, with what other tools have told in it. */
export interface FoundIndex {
  readonly objects: ReadonlyMap<string, StoredObject>
  readonly documents: ReadonlyMap<ProjectName, ProjectDocument>
  /** Keys of documents that cannot be read, and why. */
  readonly unreadable: ReadonlyMap<string, string>
  readonly old: ReadonlyMap<ProjectName, OldPage>
  /** `packages`: only files of that folder are listed; `everywhere`: also those in a folder of their project, or that an old page links. */
  readonly where: 'packages' | 'everywhere'
  /** Whether files that are listed without a SHA-256 are to be read. */
  readonly computeHashes: boolean
}

/** What a whole index comes to, once all that is stored is listed. */
export interface RebuildPlan {
  readonly projects: ReadonlyMap<ProjectName, ProjectRebuild>
  /** What our documents or old pages tell, and no new document could. */
  readonly losses: readonly Loss[]
  /** Files that old pages list where files of ours lie, and that are not stored: links that led nowhere. */
  readonly missing: readonly Listed[]
  /** Distributions of which neither their name nor an old page tells the project. */
  readonly homeless: readonly string[]
  /** Files that are not listed since another of that name is. */
  readonly doubles: readonly Remarked[]
}

/** What is to be done for one project. */
export interface ProjectRebuild {
  /** Files that its document does not tell of, or not whole. */
  readonly unread: readonly StoredFile[]
  /** How many it tells of. */
  readonly known: number
  /** Listed names whose bytes are not there. */
  readonly gone: readonly string[]
}

/** Something that is told and that cannot be kept. */
export interface Loss {
  /** Undefined for the list of projects. */
  readonly project: ProjectName | undefined
  /** Of old pages: that another host or folder has it. */
  readonly kind: 'gone' | 'other' | 'unreadable' | 'elsewhere'
  /** Undefined where it is a whole document. */
  readonly filename?: string
  /** A clause without a full stop. */
  readonly says: string
}

/** A file that a project's old page lists. */
export interface Listed {
  readonly project: ProjectName
  readonly filename: string
}

/** Brings what is stored, what our documents say and what old pages list together. A file's project is what its wheel's name tells, else whose page lists it. */
export function planRebuild(found: FoundIndex): RebuildPlan {
  const { objects, documents, unreadable, old } = found
  const listed = [...old].flatMap(([project, page]) => page.files.map((file) => ({ project, file })))
  const stored = distributions(found, listed)
  const { byProject, homeless } = group(stored, listed, ownersIn(documents))
  const doubles: Remarked[] = []
  const losses = [...unreadable].map(([key, why]): Loss => ({
    project: projectOfDocument(key),
    kind: 'unreadable',
    says: `cannot be read: ${why}`,
  }))
  const broken = losses.flatMap(({ project }) => (project === undefined ? [] : [project]))
  const projects = new Map<ProjectName, ProjectRebuild>()
  for (const project of [...new Set([...documents.keys(), ...broken, ...byProject.keys()])].sort()) {
    const document = documents.get(project)
    const lost = (document?.files ?? []).flatMap((file) => lossOf(file, project, objects))
    const gone = lost.map(({ filename }) => filename)
    const linked = new Set(old.get(project)?.files.map(({ filename }) => filename))
    const files = unreadFiles(byProject.get(project) ?? [], { document, linked, computeHashes: found.computeHashes })
    doubles.push(...files.doubles)
    losses.push(...lost)
    projects.set(project, { unread: files.unread, known: (document?.files.length ?? 0) - gone.length, gone })
  }
  const { missing, elsewhere } = unmet(listed, byProject, documents)
  return { projects, losses: [...losses, ...elsewhere], missing, homeless, doubles }
}

interface ListedFile {
  readonly project: ProjectName
  readonly file: OldFile
}

/** Files that can be listed; where two have one name, those of `packages/` come first. */
function distributions({ objects, where }: FoundIndex, listed: readonly ListedFile[]): StoredFile[] {
  const flat = storedFiles(objects.values())
  if (where === 'packages') return flat
  const found = new Map(flat.map((file) => [file.key, file]))
  const linked = new Set(listed.map(({ file }) => file.key))
  for (const object of objects.values()) {
    const filename = object.key.slice(object.key.lastIndexOf('/') + 1)
    if (!found.has(object.key) && isDistribution(filename) && (linked.has(object.key) || isInOwnFolder(object.key)))
      found.set(object.key, { ...object, filename })
  }
  return [...found.values()]
}

/** Whether a key is `<project>/<file>`, as s3pypi has it, or that below `simple/`. */
export function isInOwnFolder(key: string): boolean {
  const [, folder = '', filename = ''] = /^(?:simple\/)?([^/]+)\/([^/]+)$/.exec(key) ?? []
  if (folder === '' || folder === 'packages') return false
  const own = normalizeName(folder)
  const wheel = parseWheelName(filename)
  return wheel === undefined ? isDistribution(filename) && normalizeName(filename).startsWith(`${own}-`) : wheel.project === own
}

/** Whose document lists what lies at a key: nearly all of an index of ours, whose names need not be read again. */
function ownersIn(documents: FoundIndex['documents']): Map<string | undefined, ProjectName> {
  return new Map(
    [...documents].flatMap(([project, { files }]) => files.map((file): [string | undefined, ProjectName] => [keyOfUrl(file.url), project])),
  )
}

function group(
  stored: readonly StoredFile[],
  listed: readonly ListedFile[],
  owners: ReadonlyMap<string | undefined, ProjectName>,
): { readonly byProject: Map<ProjectName, StoredFile[]>; readonly homeless: string[] } {
  const byKey = new Map(listed.map(({ file, project }) => [file.key, project]))
  const byProject = new Map<ProjectName, StoredFile[]>()
  const homeless: string[] = []
  for (const file of stored) {
    const project =
      owners.get(file.key) ?? parseWheelName(file.filename)?.project ?? byKey.get(file.key) ?? folderOf(file) ?? projectOf(file.filename)
    const known = project && byProject.get(project)
    if (known !== undefined) known.push(file)
    else if (project === undefined) homeless.push(file.filename)
    else byProject.set(project, [file])
  }
  return { byProject, homeless }
}

function folderOf({ key }: StoredFile): ProjectName | undefined {
  return isInOwnFolder(key) ? normalizeName(key.split('/').at(-2) ?? '') : undefined
}

/** Why a listed file cannot stay: its bytes are not there, or are others. One whose address leads out of the store is not ours to judge. */
function lossOf(file: DocumentFile, project: ProjectName, objects: FoundIndex['objects']): (Loss & { readonly filename: string })[] {
  const { filename, size } = file
  const key = keyOfUrl(file.url)
  const there = objects.get(storedAt(file))
  if (there === undefined && key !== undefined) return [{ project, kind: 'gone', filename, says: `is listed, and ${key} is not stored` }]
  if (there === undefined || size === undefined || there.size === size) return []
  return [{ project, kind: 'other', filename, says: `is listed with ${size} bytes, and stored are ${there.size}` }]
}

/** What old pages list and no file answers to: where files of ours lie (links that led nowhere), and elsewhere. */
function unmet(
  listed: readonly ListedFile[],
  byProject: ReadonlyMap<ProjectName, readonly StoredFile[]>,
  documents: ReadonlyMap<ProjectName, ProjectDocument>,
): { readonly missing: Listed[]; readonly elsewhere: Loss[] } {
  const stored = new Set([...byProject.values()].flat().map(({ filename }) => filename))
  const lost = [...new Map(listed.map((one) => [one.file.filename, one])).values()].filter(
    ({ file, project }) => isDistribution(file.filename) && !stored.has(file.filename) && !isTold(file.filename, documents.get(project)),
  )
  const inPlace = ({ file }: ListedFile): boolean =>
    file.key !== undefined && (file.key === fileKey(file.filename) || isInOwnFolder(file.key))
  // What a page that stays went on listing once the project was taken over is told, and lost no more than it was then.
  const isOld = (one: ListedFile): boolean => inPlace(one) || (one.file.stays === true && documents.has(one.project))
  return {
    missing: lost.filter(isOld).map(({ project, file: { filename } }) => ({ project, filename })),
    elsewhere: lost
      .filter((one) => !isOld(one))
      .map(({ project, file: { filename, url } }) => ({
        project,
        kind: 'elsewhere',
        filename,
        says: `is listed by an old page at ${url}`,
      })),
  }
}

function isTold(filename: string, document: ProjectDocument | undefined): boolean {
  return document !== undefined && (document.files.some((file) => file.filename === filename) || document.deleted.includes(filename))
}
