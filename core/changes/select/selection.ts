import type { LocalPackage } from '../local-package.ts'

/** Why a package is selected. `path` is always a path of the diff. */
export type Reason =
  /** A file of its own. */
  | { readonly kind: 'path'; readonly path: string }
  /** One of its triggering paths. */
  | { readonly kind: 'trigger'; readonly path: string; readonly trigger: string }
  /** A file beside the only ci*.yml of its service. */
  | { readonly kind: 'service'; readonly path: string }
  /** Another package names it as one to test along. */
  | { readonly kind: 'additional'; readonly by: string }
  /** A rule, by where it is written: `eng/rules.yml, line 3`. */
  | { readonly kind: 'rule'; readonly at: string; readonly path: string }
  /** A rule says that it is tested when another changes. */
  | { readonly kind: 'along'; readonly at: string; readonly by: string }
  | { readonly kind: 'hook' }
  /** It needs what changed: names from what changed on to the one that it needs itself; of a long chain `…` is the middle. `gone`: what
   * changed is no package here any more. */
  | { readonly kind: 'needs'; readonly chain: readonly string[]; readonly gone?: true }
  /** A lock or constraints file says other versions of projects that it needs; none are named where that cannot be told. */
  | { readonly kind: 'locked'; readonly path: string; readonly projects: readonly string[] }
  /** The rules say of a file that all packages are made with it. */
  | { readonly kind: 'shared'; readonly path: string }
  /** A file that nobody claims and that its build or test may read, or that says what jobs it has, or what is planned at all. */
  | { readonly kind: 'common'; readonly path: string; readonly what: 'settings' | 'matrix' | 'rules' }
  /** Nothing else was selected. */
  | { readonly kind: 'fallback' }
  /** Everything is selected, and why. */
  | { readonly kind: 'everything'; readonly says: string }

/** What was decided about a package. */
export interface Choice {
  readonly package: LocalPackage
  /** `direct`: it changed itself. `indirect`: only something around it did. */
  readonly as: 'direct' | 'indirect' | 'not-selected'
  /** Undefined where it is not selected. */
  readonly reason: Reason | undefined
}

/** What a diff comes to: every package once, sorted by name, and what the reader should know. */
export interface ChangeSelection {
  readonly choices: readonly Choice[]
  /** Paths of the diff that belong to no package and no rule. */
  readonly unclaimed: readonly string[]
  /** What the reader should know: needs that do not hold, since the specifier does not admit the local version, names that are no package's, locks. */
  readonly notes: readonly string[]
}
