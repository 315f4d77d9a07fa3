import type { FileEntry } from '../../core/index/entry.ts'
import type { PackageIndex, ProjectListing } from '../../core/ports.ts'
import { sha256Of } from '../../core/sha256.ts'

/** A file by its name, or with more told of it. */
export type ListedFile = string | (Partial<FileEntry> & { readonly filename: string })

/** An index in memory that keeps which projects it was asked for. */
export interface MemoryIndex extends PackageIndex {
  readonly asked: string[]
}

/** Projects by normalised name; `deleted` are the names of withdrawn files. */
export function memoryIndex(
  projects: Readonly<Record<string, readonly ListedFile[]>>,
  { name = 'https://index.test/simple', deleted = {} }: { name?: string; deleted?: Readonly<Record<string, readonly string[]>> } = {},
): MemoryIndex {
  const asked: string[] = []
  return {
    name,
    asked,
    project: (project) => {
      asked.push(project)
      const files = projects[project]
      const gone = deleted[project]
      return Promise.resolve(files === undefined && gone === undefined ? undefined : listing(files ?? [], gone ?? []))
    },
  }
}

/** A listing of files at made-up addresses, each with the digest of its name. */
export function listing(files: readonly ListedFile[], deleted: readonly string[] = []): ProjectListing {
  return { files: files.map((file) => entry(file)), deleted }
}

function entry(file: ListedFile): FileEntry {
  const told = typeof file === 'string' ? { filename: file } : file
  return { url: `https://files.test/${told.filename}`, sha256: sha256Of(told.filename), yanked: false, ...told }
}
