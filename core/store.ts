import type { Instant } from './instant.ts'
import type { OnDisk } from './ports.ts'
import type { Sha256 } from './sha256.ts'

/** An entity tag without quotes or weakness mark. */
export type ETag = string

/** When a put may take place: only if nothing is there, in any case, or only over exactly that version. */
export type PutCondition = 'absent' | 'always' | { readonly etag: ETag }

/** How an object is served. */
export interface Service {
  readonly type: string
  readonly cache: string
  /** Whether it may be kept gzipped (`Content-Encoding`), where it is served by one that says so; a folder keeps it plain. */
  readonly gzip?: boolean
}

export interface StoredObject {
  readonly key: string
  /** In bytes, as it is stored. */
  readonly size: number
  /** When it was last written, where the store tells. */
  readonly modified?: Instant
}

/** What a store tells of one object; `type` and `cache` where it keeps them, `sha256` where it knows it without reading. */
export interface ObjectHead {
  readonly size: number
  readonly etag: ETag
  readonly sha256?: Sha256
  readonly type?: string
  readonly cache?: string
}

/** What a cache asks of a store. One on the web is read only, and can list nothing: then its objects are asked for one by one. */
export type CacheStore = Pick<ObjectStore, 'name' | 'head' | 'get' | 'fetch'> & {
  readonly list: ObjectStore['list'] | undefined
  /** Undefined where nothing is written: a store on the web, the run of a pull request, `cacheMode: read`. */
  readonly writing: Pick<ObjectStore, 'put' | 'delete'> | undefined
}

/**
 * Objects under keys; `file:` and `s3:` stores are the same to everybody above. Keys are `/`-separated, relative to the store's root.
 * A failure is a Problem: `STORE_UNREACHABLE`, `STORE_REFUSED`, `STORE_UNSAFE` (a condition that the store does not know).
 */
export interface ObjectStore {
  /** For messages: the store's location as the user wrote it. */
  readonly name: string
  /** Sorted by key. */
  list(prefix: string): AsyncIterable<StoredObject>
  head(key: string): Promise<ObjectHead | undefined>
  /** The whole object in memory, decoded when it is kept gzipped: for documents and pages. */
  get(
    key: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly etag: ETag; readonly type?: string; readonly cache?: string } | undefined>
  /** `length` bytes from `from` on, fewer at the object's end, none beyond it; as they are stored. */
  range(key: string, from: number, length: number): Promise<Uint8Array | undefined>
  /** Brings an object to the path `to`, as a stream, whole or not at all; as it is stored. */
  fetch(key: string, to: string): Promise<OnDisk | undefined>
  /** `refused`: the condition did not hold, and nothing was changed. */
  put(
    key: string,
    body: Uint8Array | OnDisk,
    how: Service & { readonly when: PutCondition },
  ): Promise<{ readonly kind: 'stored'; readonly etag: ETag } | { readonly kind: 'refused' }>
  /** Nothing happens where nothing is, or where another version is than `when` names. */
  delete(key: string, when?: ETag): Promise<void>
}
