import type { Sha256 } from '../sha256.ts'

/** A zip's directory and the members that were asked for. */
export interface WheelContents {
  readonly size: number
  readonly sha256: Sha256
  /** In the order of the directory; `sha256` (of the unpacked bytes) where the member was read. */
  readonly entries: readonly { readonly path: string; readonly size: number; readonly sha256?: Sha256 }[]
  readonly members: ReadonlyMap<string, Uint8Array>
}

/** Looks at members while they are read, one at a time; none is kept. */
export interface MemberLook {
  /** How many bytes from its beginning are to be seen of a member; more than it has is all of it. */
  bytes(path: string): number
  /** Not called for a member of which more is wanted than the reader holds in memory. */
  see(path: string, bytes: Uint8Array): void
}
