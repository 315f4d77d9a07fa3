/** What differs between two commits. Paths are relative to the top of the repository, `/`-separated, whatever characters are in them. */
export interface Diff {
  /** Added or changed; of a renamed file the new path. */
  readonly changed: readonly string[]
  /** Gone; of a renamed file the old path. */
  readonly deleted: readonly string[]
  /** Beginnings of paths that do not count, ignoring case. */
  readonly excludePaths: readonly string[]
  /** The pull request's number; `-1` where there is none. */
  readonly pullRequest: string
}
