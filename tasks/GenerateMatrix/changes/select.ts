import { type Question, selectChanged, selectEverything, sharedLocks, targeted } from '../../../core/changes/affected.ts'
import type { LocalPackage } from '../../../core/changes/local-package.ts'
import type { PackageGraph } from '../../../core/changes/package-graph.ts'
import { noRules, parseRules, type Rules } from '../../../core/changes/rules.ts'
import type { ChangeSelection } from '../../../core/changes/selection.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { askHook } from './ask-hook.ts'
import type { FoundDiff } from './find-diff.ts'
import { projectsBefore } from './gone.ts'
import { objectText } from './object-text.ts'
import { readLockChanges } from './read-locks.ts'

/** What is decided about every package, and how many paths that rests on. */
export interface Selected {
  readonly selection: ChangeSelection
  readonly changed: number
  /** Where the changes are from, or why everything is selected: a sentence. */
  readonly says: string
}

/** Decides about every package of the repository; where it is not known what changed, everything is selected. */
export async function select(
  found: FoundDiff,
  packages: readonly LocalPackage[],
  graph: PackageGraph,
  { changes, force }: Pick<Inputs, 'changes' | 'force'>,
  ports: Ports,
): Promise<Selected> {
  const rules = await readRules(changes.rules, ports)
  if (found.kind === 'unknown') return everything(packages, `what changed is not known: ${found.says}`)
  if (force) return everything(packages, "the input 'force' is set")
  const { diff, base, head } = found
  const { targetPath, indirectDepth: depth, hook } = changes
  const paths = targeted({ diff, targetPath, rules })
  const locks = await readLockChanges(sharedLocks(paths, packages), base, head, ports.history)
  const gone = base === '' ? [] : (await projectsBefore(diff, base, ports.history)).filter((project) => !graph.packages.has(project))
  const question: Question = { diff, targetPath, packages, graph, rules, depth, locks, gone, added: [] }
  const selection = selectChanged(question)
  const added = hook === undefined ? [] : await askHook(hook, selection, diff, ports)
  const says = `${paths.length} ${paths.length === 1 ? 'file' : 'files'} changed ${targetPath === '' ? '' : `below ${targetPath} `}${found.says}.`
  return { selection: added.length === 0 ? selection : selectChanged({ ...question, added }), changed: paths.length, says }
}

function everything(packages: readonly LocalPackage[], why: string): Selected {
  return { selection: selectEverything(packages, why), changed: 0, says: `Every package is planned, because ${why}.` }
}

async function readRules(input: string | undefined, ports: Ports): Promise<Rules> {
  if (input === undefined) return noRules
  const { text, source } = await objectText(input, 'rules', ports)
  return parseRules(text, source)
}
