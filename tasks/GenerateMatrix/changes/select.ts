import { type Added, type Question, selectChanged, selectEverything, sharedLocks, targeted } from '../../../core/changes/select/affected.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import type { PackageGraph } from '../../../core/changes/select/package-graph.ts'
import { noRules, parseRules, type Rules } from '../../../core/changes/select/rules.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { askHook } from './ask-hook.ts'
import type { PlannedCheckout } from './checkout.ts'
import { commonChanges } from './changes-around.ts'
import type { FoundDiff } from './find-diff.ts'
import { projectsBefore } from './gone.ts'
import { objectText } from './object-text.ts'
import { readLockChanges } from './read-locks.ts'

/** What is decided about every package, and how many paths that rests on; none where what changed is not asked. */
export interface Selected {
  readonly selection: ChangeSelection
  readonly changed: number
  /** Those of them that an input or the rules ignore. */
  readonly ignored: number
  /** Where the changes are from, or why everything is selected: a sentence. */
  readonly says: string
  readonly rules: Rules
  /** What the hook has added, whether or not it was selected without. */
  readonly added: readonly Added[]
}

/** How many steps of dependency are followed; packages that are each by itself take what they need from elsewhere, so that none reaches another. */
function depthOf({ cache, changes }: Pick<Inputs, 'cache' | 'changes'>): number {
  return cache.isolated ? 0 : changes.indirectDepth
}

/** Decides about every package of the repository; where it is not known what changed, everything is selected. */
export async function select(
  found: FoundDiff,
  packages: readonly LocalPackage[],
  graph: PackageGraph,
  checkout: PlannedCheckout,
  { cache, changes, force }: Pick<Inputs, 'cache' | 'changes' | 'force'>,
  ports: Ports,
): Promise<Selected> {
  const rules = await readRules(changes.rules, ports)
  if (changes.select === 'all') return everything(packages, "the input 'select' says so", rules)
  if (found.kind === 'unknown') return everything(packages, `what changed is not known: ${found.says}`, rules)
  if (force) return everything(packages, "the input 'force' is set", rules)
  const { diff, base, head } = found
  const { targetPath, hook } = changes
  const paths = targeted({ diff, targetPath, rules })
  const locks = await readLockChanges(sharedLocks(paths, packages), base, head, ports.history)
  const { before, now } = await projectsBefore(diff, found, ports.history)
  const gone = before.filter((project) => !graph.packages.has(project))
  const common = await commonChanges({ paths, base, head }, packages, checkout, { changes }, ports)
  const question: Question = {
    diff,
    targetPath,
    packages,
    graph,
    rules,
    depth: depthOf({ cache, changes }),
    locks,
    common,
    gone,
    unplanned: now,
    added: [],
  }
  const selection = selectChanged(question)
  const added = hook === undefined ? [] : await askHook(hook, selection, diff, ports)
  const changed = new Set([...diff.changed, ...diff.deleted]).size
  const counted = { changed, ignored: changed - paths.length }
  const says = `${countText(counted)}${targetPath === '' ? '' : ` below ${targetPath}`} ${found.says}.`
  return { selection: added.length === 0 ? selection : selectChanged({ ...question, added }), ...counted, says, rules, added }
}

function countText({ changed, ignored }: Pick<Selected, 'changed' | 'ignored'>): string {
  const some = changed === 1 ? 'ignored' : `${ignored === changed ? 'all' : ignored} of them ignored`
  return `${changed} ${changed === 1 ? 'file' : 'files'} changed${ignored === 0 ? '' : ` (${some})`}`
}

function everything(packages: readonly LocalPackage[], why: string, rules: Rules): Selected {
  return {
    selection: selectEverything(packages, why),
    changed: 0,
    ignored: 0,
    says: `Every package is planned, because ${why}.`,
    rules,
    added: [],
  }
}

async function readRules(input: string | undefined, ports: Ports): Promise<Rules> {
  if (input === undefined) return noRules
  const { text, source } = await objectText(input, 'rules', ports)
  return parseRules(text, source)
}
