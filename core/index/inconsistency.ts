import type { ProjectName } from '../python/name.ts'

/** How something is mended: without loss (`repair`), by giving up what is gone (`loss`), or only by people (`none`). */
export type Mending = 'repair' | 'loss' | 'none'

/** Every way in which an index may not fit together: whether readers are harmed by it, how it is mended, and what it is called. */
export const kinds = {
  'document-missing': { severity: 'error', mend: 'none', title: 'no document' },
  'document-unreadable': { severity: 'error', mend: 'none', title: 'unreadable document' },
  'file-bytes': { severity: 'error', mend: 'loss', title: 'other bytes' },
  'file-copy': { severity: 'warning', mend: 'none', title: 'stored in a second spelling' },
  'file-elsewhere': { severity: 'error', mend: 'none', title: 'leads elsewhere' },
  'file-leaving': { severity: 'warning', mend: 'repair', title: 'not yet removed' },
  'file-leftover': { severity: 'warning', mend: 'none', title: 'deleted, still stored' },
  'file-missing': { severity: 'error', mend: 'loss', title: 'file missing' },
  'file-misled': { severity: 'error', mend: 'repair', title: 'wrong address' },
  'file-size': { severity: 'error', mend: 'loss', title: 'other size' },
  'file-twice': { severity: 'error', mend: 'none', title: 'listed twice' },
  'file-unlisted': { severity: 'error', mend: 'repair', title: 'not listed' },
  'file-untold': { severity: 'warning', mend: 'repair', title: 'hash or size unknown' },
  'metadata-bytes': { severity: 'error', mend: 'repair', title: 'other metadata' },
  'metadata-missing': { severity: 'error', mend: 'repair', title: 'metadata missing' },
  'metadata-untold': { severity: 'warning', mend: 'repair', title: 'metadata not announced' },
  'page-behind': { severity: 'error', mend: 'repair', title: 'page lags' },
  'page-cache': { severity: 'warning', mend: 'repair', title: 'wrong Cache-Control' },
  'page-differs': { severity: 'error', mend: 'repair', title: 'page differs' },
  'page-foreign': { severity: 'error', mend: 'none', title: "another tool's page" },
  'page-left': { severity: 'error', mend: 'repair', title: 'page left over' },
  'page-missing': { severity: 'error', mend: 'repair', title: 'page missing' },
  'page-type': { severity: 'error', mend: 'repair', title: 'wrong Content-Type' },
  'page-unmarked': { severity: 'warning', mend: 'repair', title: 'stopped before its end' },
  quarantine: { severity: 'error', mend: 'repair', title: 'quarantined, yet shown' },
  'requires-python': { severity: 'error', mend: 'repair', title: 'other Requires-Python' },
  'root-extra': { severity: 'error', mend: 'repair', title: 'project of nothing' },
  'root-lacks': { severity: 'error', mend: 'repair', title: 'project not in the list' },
  'root-missing': { severity: 'error', mend: 'repair', title: 'no list of projects' },
  'root-unreadable': { severity: 'error', mend: 'repair', title: 'unreadable list of projects' },
  'shell-missing': { severity: 'warning', mend: 'repair', title: "people's page missing" },
  'shell-old': { severity: 'warning', mend: 'repair', title: "people's page old" },
  'spelled-twice': { severity: 'warning', mend: 'none', title: 'listed in two spellings' },
} as const satisfies Record<string, { readonly severity: 'error' | 'warning'; readonly mend: Mending; readonly title: string }>

export type InconsistencyKind = keyof typeof kinds

/** One thing in an index that does not fit another. */
export interface Inconsistency {
  readonly kind: InconsistencyKind
  /** Undefined for what concerns the list of projects or the people's page. */
  readonly project: ProjectName | undefined
  /** Where it is seen. */
  readonly key: string
  /** As its document has it, or as it is stored. */
  readonly filename?: string
  /** A sentence; untrusted text may stand in it. */
  readonly says: string
}

/** Where an inconsistency is: what its sentences need not repeat. */
export type Place = Pick<Inconsistency, 'project' | 'key' | 'filename'>

/** One inconsistency; `says` is its sentence. */
export function inconsistency(kind: InconsistencyKind, place: Place, says: string): Inconsistency {
  return { kind, ...place, says }
}

/** Tells whether two looks saw the same. */
export function inconsistencyKey({ kind, key, filename, says }: Inconsistency): string {
  return [kind, key, filename ?? '', says].join('\n')
}

/** Whether readers are harmed. */
export function isError({ kind }: Inconsistency): boolean {
  return kinds[kind].severity === 'error'
}

/** Whether it is mended where that much is allowed. */
export function isMended({ kind }: Inconsistency, acceptLoss: boolean): boolean {
  const { mend } = kinds[kind]
  return mend === 'repair' || (mend === 'loss' && acceptLoss)
}
