import { type ReleasePlan, plannedFiles } from '../plan/plan.ts'

/** The name of the file beside the record that holds the planned files' digests. */
export const checksumsName = 'SHA256SUMS'

/** The planned files as `sha256sum --check` reads them. */
export function formatChecksums(plan: ReleasePlan): string {
  return plannedFiles(plan)
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))
    .join('')
}
