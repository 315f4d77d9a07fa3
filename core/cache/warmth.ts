/** What the cache has of one planned package. */
export type Warmth =
  /** It is there whole. */
  | { readonly kind: 'warm'; readonly seconds: number | undefined }
  /** It is there, and came to nothing (`cacheWhen: finished`). */
  | { readonly kind: 'failed'; readonly seconds: number | undefined }
  /** It is not there. `because`, a clause for people: `pyproject.toml changed`, `it was never built here`; `seconds` is what a build before took. */
  | {
      readonly kind: 'cold'
      readonly because: string
      readonly seconds: number | undefined
      /** The input `force` passed over what is there. */
      readonly forced?: true
    }

/** What the inputs say of warm and cold: which are planned, and whether a build is asked for whatever is there. */
export interface CacheWish {
  readonly status: 'warm' | 'cold' | 'all'
  readonly force: boolean
}

/** Everything that keys of a plan are made of, for whoever saves what is built: by key its inputs, and by digest the files that one of them stands for. */
export interface PlanKeys {
  readonly inputs: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Path to object id. */
  readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>
}
