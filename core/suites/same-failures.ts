import { addTo } from '../add-to.ts'
import { few } from '../few.ts'
import type { FailingTest, SuiteRun } from './suite-run.ts'

/** What came of a suite, and on which leg of the run; empty where only one job is told of. */
export interface OnLeg {
  readonly run: SuiteRun
  readonly leg: string
}

/** A failing test, and every suite run in which it failed alike. */
export interface SameFailure {
  readonly test: FailingTest
  readonly runs: readonly OnLeg[]
}

/** Failing tests in their order, those that say the same of the same place once. */
export function sameFailures(all: readonly OnLeg[]): SameFailure[] {
  const found = new Map<string, { test: FailingTest; runs: OnLeg[] }>()
  for (const one of all)
    for (const test of one.run.failing) {
      const key = JSON.stringify([one.run.project, test.name, test.says, test.at?.path, test.at?.line])
      const same = found.get(key)
      if (same === undefined) found.set(key, { test, runs: [one] })
      else if (!same.runs.includes(one)) same.runs.push(one)
    }
  return [...found.values()]
}

/** Runs in groups by what `keyOf` says of them, in the order of their first. */
export function groupsOf(all: readonly OnLeg[], keyOf: (run: SuiteRun) => string): ReadonlyMap<string, readonly OnLeg[]> {
  const groups = new Map<string, OnLeg[]>()
  for (const one of all) addTo(groups, keyOf(one.run), one)
  return groups
}

/** How many tests failed over all runs, by their counts where they have them: reports tell only the first by name. */
export function failedTests(all: readonly OnLeg[]): number {
  return all.reduce((sum, { run }) => sum + Math.max(run.failing.length, (run.counts?.failures ?? 0) + (run.counts?.errors ?? 0)), 0)
}

/** Where runs were: `unit on 3.10, 3.11`, of several legs `unit on 3.10 (linux_310), 3.11 (linux_311)`; suites apart by semicolons. At most 4 of each. */
export function tellWhere(all: readonly OnLeg[]): string {
  const suites = groupsOf(all, ({ suite }) => suite)
  return [...suites].map(([suite, runs]) => `${suite} on ${tellPythons(runs, 4)}`).join('; ')
}

/** `3.9, 3.11 (windows_x86) and 3 more`. */
export function tellPythons(all: readonly OnLeg[], most: number): string {
  const names = inOrder(all.map(({ run, leg }) => (leg === '' ? run.python : `${run.python} (${leg})`)))
  return few(names, most)
}

/** Where all went as it should nobody looks for one leg of many: `3.9, 3.10, 3.11 (5 legs)`. */
export function tellManyPythons(all: readonly OnLeg[]): string {
  const legs = new Set(all.map(({ leg }) => leg)).size
  return legs > mostLegs ? `${few(inOrder(all.map(({ run }) => run.python)), 30)} (${legs} legs)` : tellPythons(all, 30)
}

/** More than these are only counted. */
const mostLegs = 3

/** Each once, 3.9 before 3.10. */
function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare)
}
