import type { DocumentFile } from '../core/index/document-file.ts'
import { fileKey, fileUrl } from '../core/index/layout.ts'
import { documentKey, emptyProject, formatProject } from '../core/index/project-document.ts'
import { formatRoot, renderRoot, rootKey, rootNote, rootPageKey } from '../core/index/root-document.ts'
import { shell, shellKey, shellName } from '../core/index/shell.ts'
import { normalizeName } from '../core/python/name.ts'
import { sha256Of } from '../core/sha256.ts'
import { keysOf, projectPages } from '../flows/index-change/index-pages.ts'
import { etagOf } from './bench-store.ts'

/** How large an index is. */
export interface Size {
  readonly files: number
  readonly projects: number
}

/** Small, usual, large; of as many files a project, for what is written grows with the projects that are touched and not with the index. */
export const sizes: readonly Size[] = [
  { files: 1_000, projects: 50 },
  { files: 10_000, projects: 500 },
  { files: 100_000, projects: 5_000 },
]

/** The name of the n-th project, and of a wheel of it. */
export function projectAt(at: number): string {
  return `project-${at}`
}

export function wheelOf(project: string, version: string): string {
  return `${project.replaceAll('-', '_')}-${version}-py3-none-any.whl`
}

/** The wheels that an index of that size lists, by project. */
export function wheelsOf({ files, projects }: Size): Map<string, string[]> {
  const each = Math.ceil(files / projects)
  const named = Array.from({ length: projects }, (_, at) => projectAt(at))
  return new Map(named.map((project) => [project, Array.from({ length: each }, (_, at) => wheelOf(project, `1.${at}`))]))
}

/** An index of ours as this release leaves it, without the files: what `publish` reads of it does not hold them. */
export function ourIndex(size: Size, storeName: string): Map<string, string> {
  const objects = new Map<string, string>()
  const serving = { layout: 'both', legacyJson: false } as const
  const note = rootNote(storeName, undefined, shellName)
  const names = [...wheelsOf(size)].map(([project, wheels]) => {
    const document = { ...emptyProject(normalizeName(project)), serial: 1, files: wheels.sort().map(fileOf) }
    const pages = projectPages(document, serving)
    for (const page of pages) objects.set(page.key, page.render(document))
    const shown = { serial: 1, pages: etagsOf(keysOf(pages), objects), root: note }
    objects.set(documentKey(document.name), formatProject({ ...document, shown }))
    return document.name
  })
  const root = {
    serial: 1,
    projects: names.sort(),
    title: 'Simple index',
    checked: storeName,
    shell: shellName,
    shown: undefined,
    meta: {},
    kept: {},
  }
  objects.set(rootPageKey, renderRoot(root))
  objects.set(rootKey, formatRoot({ ...root, shown: { serial: 1, pages: etagsOf([rootPageKey], objects) } }))
  return objects.set(shellKey, shell)
}

/** A bucket's files alone, each of one byte: what a tool sees that lists them. */
export function filesAlone(size: Size): Map<string, string> {
  return new Map([...wheelsOf(size).values()].flat().map((wheel) => [fileKey(wheel), 'x']))
}

function etagsOf(keys: readonly string[], objects: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(keys.map((key) => [key, etagOf(objects.get(key) ?? '')]))
}

function fileOf(filename: string): DocumentFile {
  return {
    filename,
    url: fileUrl(filename, undefined),
    sha256: sha256Of(filename),
    size: 2_300,
    requiresPython: '>=3.9',
    uploadTime: '2026-11-20T12:00:00.000000Z',
    yanked: false,
    metadata: sha256Of(`${filename}.metadata`),
    kept: {},
    hashes: {},
  }
}
