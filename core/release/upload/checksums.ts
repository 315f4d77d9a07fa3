import { formatSums } from '../../sha256-sums.ts'
import { type ReleasePlan, plannedFiles } from '../plan/plan.ts'

/** The planned files as `sha256sum --check` reads them. */
export function formatChecksums(plan: ReleasePlan): string {
  return formatSums(plannedFiles(plan))
}
