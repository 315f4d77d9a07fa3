import type { Fact, Run } from './release/evidence.ts'

/**
 * The history of a checkout on this machine. Nothing in it is run for any of this, and whoever owns it, it is read (safe.directory). What
 * cannot be read is a Problem `UNRESOLVED`, never nothing.
 */
export interface History {
  /** What is checked out; undefined where the folder is in no work tree of git. */
  head(): Promise<Head | undefined>
  /** The commit that a name stands for here, as git reads it (`HEAD`, `origin/main`, 40 hex digits) and whose content is here; undefined where there is none. */
  commit(name: string): Promise<string | undefined>
  /** The best common ancestors, several after a criss-cross merge; undefined where the history here does not go far enough to know them. */
  mergeBases(one: string, other: string): Promise<readonly string[] | undefined>
  /** Whether the history here goes far enough to know it: false where the one is not an ancestor, or that is not known. */
  isAncestor(ancestor: string, commit: string): Promise<boolean>
  /**
   * Fetches whole refs (`refs/heads/main`, then known as `origin/main`) or commits of `origin`, and `deepen` commits more of a history that is cut
   * off (`all`: everything), with every tag of it where asked. Undefined when that worked, else why not, without secrets. Files and HEAD stay as they were.
   */
  fetch(what: { readonly refs: readonly string[]; readonly deepen: number | 'all'; readonly tags: boolean }): Promise<string | undefined>
  /** Paths that differ between the trees of two commits, relative to the top of the repository; a renamed file is one deleted and one added. */
  diff(from: string, to: string): Promise<readonly PathChange[]>
  /** The content of a file at a commit; undefined where it has none. */
  show(commit: string, path: string): Promise<Uint8Array | undefined>
  /** Every path that git tracks at HEAD or in the index, relative to the top of the repository, sorted. */
  tracked(): Promise<readonly string[]>
  /**
   * What every file of the work tree holds, relative to the top of the repository, sorted by path: the object ids of HEAD from one `git ls-tree`; of what is changed
   * here, or untracked and not ignored, those that git would give it now, whatever its line endings. Of files that are ignored, and of untracked ones that tools leave, nothing is told.
   * Of what is changed git may have to know what its filters make: these are programs that the configuration of the agent names (git-lfs).
   * `without`: folders, relative to the top, of which untracked files are not told nor read.
   */
  objects(without?: readonly string[]): Promise<readonly TreeObject[]>
  /** Every tag that is here, each with the object that it names: what a version that is read from git depends on beside the commit. */
  tags(): Promise<readonly string[]>
}

/** One file of a work tree: an id is of its content, its mode tells links, programs and submodules (`160000`) apart. */
export interface TreeObject {
  readonly path: string
  readonly mode: string
  readonly id: string
}

/** What is checked out. */
export interface Head {
  readonly commit: string
  /** As the commit says, whether or not they are here. */
  readonly parents: readonly string[]
  readonly shallow: boolean
  /** The top of the work tree; absolute. */
  readonly top: string
}

/** A path that two trees have differently, or only one of them has. */
export interface PathChange {
  readonly path: string
  readonly kind: 'added' | 'changed' | 'deleted'
}

/** Earlier runs of a pipeline, read by REST. */
export interface PastRuns {
  /** The last run on a branch that succeeded whole; a known undefined where there is none. */
  lastGood(definition: number, branch: string): Promise<Fact<Run | undefined>>
}

/** Gives the histories of checkouts to builds, whose version may stand in them. */
export interface HistoryLender {
  /** Whether the checkout with this top knows any tag. */
  hasTags(top: string): Promise<boolean>
  /** Makes a folder a work tree of the checkout's commit, with its branches, tags and history. */
  lend(lending: Lending): Promise<void>
}

/** Which history goes where. */
export interface Lending {
  /** Of the checkout; absolute. */
  readonly top: string
  /** What `into` holds a copy of, relative to the top, `/`-separated; empty for all. What is not below it counts as unchanged. */
  readonly inside: string
  /** The new work tree; absolute. */
  readonly into: string
  /** Whether it must need nothing of the checkout any more, because it goes to another machine. */
  readonly whole: boolean
}
