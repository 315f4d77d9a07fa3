import type { BuiltFile } from '../../../core/build/manifest.ts'
import type { Assignment } from '../build-row.ts'
import type { Bench } from '../bench.ts'
import type { Transcript } from '../transcript.ts'

/** A source distribution of a row's project, and where it lies on this agent. */
export interface Sdist {
  readonly file: BuiltFile
  readonly path: string
  /** Whether this very row made it: rows of one source share theirs. */
  readonly isNew: boolean
}

/** The sdist of a row's source, built once for all rows of it, kept and attached. */
export async function sdistOf(_assignment: Assignment, _bench: Bench, _transcript: Transcript): Promise<Sdist> {
  throw new Error('sdists are not built yet')
}
