import type { Step } from '../record.ts'

/** A pipeline as written, read and judged; nothing in it is worked out yet. */
export interface Pipeline {
  /** The pipelines whose runs it takes. */
  readonly resources: readonly PipelineResource[]
  readonly variables: readonly VariableSource[]
  readonly stages: readonly Stage[]
  readonly pool: Pool | undefined
}

/** A pipeline whose runs another takes, by its alias. */
export interface PipelineResource {
  readonly alias: string
  /** Which run is taken where no run of it started this one. */
  readonly picks: RunFilter
  /** Which of its runs start this one; undefined where none does. */
  readonly trigger: RunFilter | undefined
}

/** What runs must have; nothing of what is empty. Branches may have `*`, and tags are all to be there. */
export interface RunFilter {
  readonly branches: readonly string[]
  readonly without: readonly string[]
  readonly tags: readonly string[]
  /** The number of a run. */
  readonly version: string
}

/** One entry of `variables`; of a `$[ ]` value the text as written. */
export type VariableSource =
  | { readonly kind: 'value'; readonly name: string; readonly value: string; readonly readOnly: boolean }
  | { readonly kind: 'group'; readonly group: string }

/** Of a pool only the image matters here; empty where none is named, macros included. */
export interface Pool {
  readonly vmImage: string
}

interface Common {
  readonly name: string
  readonly displayName: string
  /** All that it comes after directly: what `dependsOn` names, or the default. */
  readonly dependsOn: readonly string[]
  /** An expression; absent means `succeeded()`. */
  readonly condition: string | undefined
  readonly variables: readonly VariableSource[]
  readonly pool: Pool | undefined
}

/** A stage with its jobs, in the order of the file. */
export interface Stage extends Common {
  readonly jobs: readonly Job[]
}

/** A job or deployment job; `timeoutInMinutes` 0 is no limit. */
export interface Job extends Common {
  /** Of a deployment job. */
  readonly environment: string | undefined
  readonly timeoutInMinutes: number
  readonly strategy: Strategy
  readonly steps: readonly Step[]
}

/** How many agent jobs run at once, 0 for no limit; an expression gives it when the job starts. */
export type Limit = number | { readonly expression: string }

/** How many agent jobs a job becomes. */
export type Strategy =
  | { readonly kind: 'single' }
  | { readonly kind: 'slices'; readonly count: number; readonly maxParallel: Limit }
  /** `expression` gives JSON when the job starts. */
  | { readonly kind: 'matrix'; readonly legs: Legs | { readonly expression: string }; readonly maxParallel: Limit }

/** The cells of each leg by its name, in order. */
export type Legs = ReadonlyMap<string, Readonly<Record<string, string>>>

/** The expression inside `$[ ]`, where the whole text is one. */
export function runtimeExpression(text: string): string | undefined {
  return /^\s*\$\[([\s\S]*)\]\s*$/.exec(text)?.[1]
}
