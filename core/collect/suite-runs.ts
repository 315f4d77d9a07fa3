import type { Manifest } from '../build/manifest.ts'
import { legName } from '../build/union.ts'
import { canonical } from '../canonical.ts'
import type { SuiteRun } from '../suites/suite-run.ts'

/** A suite's run, and the manifest that tells of it. */
export interface ToldRun {
  readonly run: SuiteRun
  readonly manifest: Manifest
}

/**
 * Of every suite, for one project on one python of one leg, what ran in its last attempt: what a later attempt has kept it does not test again.
 * By leg, in the order of its manifests.
 */
export function lastSuiteRuns(manifests: readonly Manifest[]): ToldRun[] {
  const last = new Map<string, ToldRun[]>()
  for (const manifest of [...manifests].sort(byLegThenAttempt))
    for (const run of manifest.suites ?? []) {
      const key = canonical([manifest.buildId, legName(manifest), run.project, run.python, run.suite])
      // Two steps of one attempt may run it both.
      const before = (last.get(key) ?? []).filter((one) => one.manifest.attempt === manifest.attempt)
      last.set(key, [...before, { run, manifest }])
    }
  return [...last.values()].flat()
}

/** `unit on 3.11 (clkhash, build.test.linux_311)`: which run it was. */
export function runTitle({ run, manifest }: ToldRun): string {
  const on = run.python === '' ? '' : ` on ${run.python}`
  return `${run.suite}${on} (${[run.project, legName(manifest)].filter((part) => part !== '').join(', ')})`
}

function byLegThenAttempt(a: Manifest, b: Manifest): number {
  const [one, other] = [legName(a), legName(b)]
  if (one !== other) return one < other ? -1 : 1
  return a.attempt - b.attempt
}
