import type { Sha256 } from '../sha256.ts'

/** A member of a source archive; of a link `target` is what it says, of a hard one from the top of the archive. */
export interface SdistEntry {
  /** Without `./` in front; of a folder it ends in a slash. */
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link' | 'hard-link' | 'other'
  readonly target?: string
}

/** A source archive's directory and the members that were asked for. */
export interface SdistContents {
  readonly size: number
  readonly sha256: Sha256
  /** In the order of the archive. */
  readonly entries: readonly SdistEntry[]
  readonly members: ReadonlyMap<string, Uint8Array>
}
