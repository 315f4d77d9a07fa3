import { type Question, selectChanged } from '../../../../core/changes/select/affected.ts'
import type { LocalPackage } from '../../../../core/changes/local-package.ts'
import { packageGraph } from '../../../../core/changes/select/package-graph.ts'
import { noRules, parseRules } from '../../../../core/changes/select/rules.ts'
import type { ChangeSelection } from '../../../../core/changes/select/selection.ts'

/** A question about changed paths, with no rules, no locks, all steps of dependency; but for what a test is about. */
export function question(packages: readonly LocalPackage[], changed: readonly string[], more: Partial<Question> = {}): Question {
  return {
    diff: { changed, deleted: [], excludePaths: [], pullRequest: '-1' },
    targetPath: '',
    packages,
    graph: packageGraph(packages),
    rules: noRules,
    depth: Infinity,
    locks: [],
    common: [],
    gone: [],
    unplanned: new Set(),
    added: [],
    ...more,
  }
}

/** What is selected, each as `direct path packages/a/x.py`: how, and its reason's kind and texts. */
export function selected({ choices }: ChangeSelection): Record<string, string> {
  return Object.fromEntries(
    choices.flatMap((one) =>
      one.reason === undefined ? [] : [[one.package.name, `${one.as} ${Object.values(one.reason).flat().join(' ')}`]],
    ),
  )
}

/** What changed paths select, with a rules file. */
export function ruled(packages: readonly LocalPackage[], changed: readonly string[], rules: string): Record<string, string> {
  return selected(selectChanged(question(packages, changed, { rules: parseRules(rules, 'rules.yml') })))
}
