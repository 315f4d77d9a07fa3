import type { Manifest } from '../build/manifest.ts'
import { legName } from '../build/union.ts'
import { canonical } from '../canonical.ts'
import { suiteRunJson } from '../suites/suite-run-json.ts'
import type { SuiteRun } from '../suites/suite-run.ts'

/** A suite's run, and the manifest that tells of it. */
export interface ToldRun {
  readonly run: SuiteRun
  readonly manifest: Manifest
}

/**
 * Of every suite, for one project on one python of one leg, what ran in its last attempt: what a later attempt has kept it does not test again. `current` are
 * the manifests that are in force; sidecars of the same plans count too, for an attempt may have ended before its manifest. By leg.
 */
export function lastSuiteRuns(manifests: readonly Manifest[], current: readonly Manifest[]): ToldRun[] {
  const plans = new Set(current.map(planOf))
  const last = new Map<string, ToldRun[]>()
  for (const manifest of manifests.filter((one) => one.collected !== true && plans.has(planOf(one))).sort(byLegThenAttempt))
    for (const run of manifest.suites ?? []) {
      const key = canonical([manifest.buildId, legName(manifest), run.project, run.python, run.suite])
      // Two steps of one attempt may run it both; a sidecar repeats what its manifest tells.
      const before = (last.get(key) ?? []).filter((one) => one.manifest.attempt === manifest.attempt)
      if (before.every((one) => textOf(one.run) !== textOf(run))) before.push({ run, manifest })
      last.set(key, before)
    }
  return [...last.values()].flat()
}

function planOf({ buildId, stage, job, planDigest }: Manifest): string {
  return canonical([buildId, stage, job, planDigest])
}

function textOf(run: SuiteRun): string {
  return canonical(suiteRunJson(run))
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
