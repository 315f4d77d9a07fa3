import type { Manifest } from '../build/manifest.ts'
import type { Sha256 } from '../sha256.ts'
import type { EntryKind } from './place.ts'

/** What was seen on the host of a build and is no part of its key: for explaining, and for `staleWhen`. */
export interface Observed {
  /** As the interpreter tells it: `CPython 3.11.7`. */
  readonly python: string
  /** What compilers and the system say of themselves, one a line. */
  readonly toolchain: readonly string[]
  /** What was installed to build it, `setuptools==84.0`, sorted; undefined where the frontend does not tell. */
  readonly requirements: readonly string[] | undefined
}

/** A file of an entry. */
export interface StoredFile {
  readonly name: string
  /** In bytes. */
  readonly size: number
  readonly sha256: Sha256
  /** `file` stands in the manifest; `log` is what the build printed; `report` and `coverage` are named by a suite's run. */
  readonly as: 'file' | 'log' | 'report' | 'coverage'
}

/** What one planned package came to, as the cache keeps it: its document, written last. */
export interface CacheEntry {
  readonly version: 1
  readonly key: string
  readonly place: string
  readonly kind: EntryKind
  /** Of the leg that made it, as far as it is of this package: who it was, the files, the failures, the suites. */
  readonly manifest: Manifest
  readonly stored: readonly StoredFile[]
  /** What the build took, suites included. */
  readonly seconds: number
  /** Digest of what the task that built it was told: two of one key may differ in it, where the pipeline's file is no part of keys. */
  readonly settings: string
  /** What its key was made of, as far as the plan told; empty where it could not be read. */
  readonly inputs: Readonly<Record<string, string>>
  /** By the digest that stands among the inputs, the object ids of files by path. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** By python label. */
  readonly observed: Readonly<Record<string, Observed>>
}
