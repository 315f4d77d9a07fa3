import type { DocumentFile } from '../../../core/index/document-file.ts'
import { emptyProject, type ProjectDocument } from '../../../core/index/project-document.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { sha256Of } from '../../../core/sha256.ts'

/** A file of a document; `change` is what the test is about. */
export function documentFile(filename: string, change: Partial<DocumentFile> = {}): DocumentFile {
  return {
    filename,
    url: `../../packages/${encodeURIComponent(filename)}`,
    sha256: sha256Of(filename),
    yanked: false,
    kept: {},
    hashes: {},
    ...change,
  }
}

/** A document of the project `demo`. */
export function documentOf(files: readonly DocumentFile[], change: Partial<ProjectDocument> = {}): ProjectDocument {
  return { ...emptyProject(normalizeName('demo')), serial: 1, files, ...change }
}
