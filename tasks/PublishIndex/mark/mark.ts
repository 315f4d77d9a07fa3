import type { ProjectChange } from '../../../core/index/merge-project.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { lines, type Markdown, md } from '../../../core/markdown.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { type Held, readForeignRoot, readProject } from '../../../flows/read-index.ts'
import { changeIndex, type Indexing, isCurrent, type ReadRoot } from '../../../flows/index-change/change-index.ts'
import { indexing, indexUrl } from '../indexing.ts'
import type { Inputs } from '../inputs.ts'
import { prove, readRoot } from '../../../flows/index-change/open-root.ts'
import type { Ports } from '../ports.ts'

/** What is to become of projects that are there, as a mode has planned it. */
export interface Marks {
  readonly changes: ReadonlyMap<ProjectName, readonly ProjectChange[]>
  /** Lines that name nothing: with any of them nothing is written. */
  readonly unmatched: readonly Problem[]
  readonly says: readonly string[]
  readonly warnings: readonly string[]
  readonly summary: Markdown
}

export type Documents = ReadonlyMap<ProjectName, ProjectDocument | undefined>

/**
 * Changes what the index tells of projects without a file being added: reads their documents and no others, has `plan` decide, tells the plan and
 * applies it. What was published under a named version while that happened is planned once more and told.
 */
export async function mark(
  projects: readonly ProjectName[],
  plan: (now: Documents) => Marks,
  inputs: Inputs,
  ports: Ports,
): Promise<Outcome> {
  const how = indexing(inputs, ports)
  const names = [...new Set(projects)]
  const read = await inParallel(names, 16, async (name) => await readProject(how.store, name))
  const held = new Map(names.map((name, at) => [name, read[at]]))
  const root = await readRoot(held.values(), how)
  await refuseForeign(root, how)
  const marks = plan(documentsOf(held))
  await ports.log.group('Plan', () => Promise.resolve(marks.says.forEach((line) => ports.log.say('info', line))))
  if (marks.unmatched.length > 0) return conclude(inputs, { ...marks, warnings: [], summary: refusal(marks) })
  const after = inputs.dryRun ? held : await ports.log.group('Change the index', async () => await apply(marks, held, root, how))
  const late = inputs.dryRun ? 0 : [...plan(documentsOf(after)).changes.values()].flat().length
  const warnings = [
    // They tell what is the case once it is done.
    ...(inputs.dryRun ? marks.warnings.map((warning) => `Then ${warning}`) : marks.warnings),
    ...(late === 0 ? [] : ['Another run changed what is named at the same time, or published more of it: run again to have that too.']),
  ]
  ports.log.say('info', `${changedLine(marks, inputs.dryRun)}: ${how.store.name}`)
  for (const warning of warnings) ports.log.say('warning', warning)
  const outcome = conclude(inputs, { ...marks, warnings })
  if (inputs.checkUrl === undefined || inputs.dryRun) return outcome
  return await (await import('../check/check-index.ts')).checkIndex(outcome, inputs, ports, names)
}

type HeldDocuments = ReadonlyMap<ProjectName, Held<ProjectDocument> | undefined>

async function apply({ changes }: Marks, held: HeldDocuments, root: ReadRoot | undefined, how: Indexing): Promise<HeldDocuments> {
  const due = [...changes].filter(([name, ours]) => ours.length > 0 || isLagging(held.get(name), how))
  if (due.length === 0) return held
  await prove(root, how)
  const after = await changeIndex({ projects: new Map(due), documents: held, root }, how)
  return new Map([...held, ...after])
}

function changedLine({ changes }: Marks, dryRun: boolean): string {
  const count = [...changes.values()].filter((ours) => ours.length > 0).length
  if (count === 0) return 'nothing to change'
  const projects = count === 1 ? '1 project' : `${count} projects`
  return dryRun ? `${projects} would be changed` : `${projects} changed`
}

function isLagging(held: Held<ProjectDocument> | undefined, how: Indexing): boolean {
  return held !== undefined && !isCurrent(held.document, how)
}

function documentsOf(held: HeldDocuments): Documents {
  return new Map([...held].map(([name, one]) => [name, one?.document]))
}

/** An index of another tool has no documents that could be changed. */
async function refuseForeign(root: ReadRoot | undefined, { store }: Indexing): Promise<void> {
  if (root === undefined || root.held?.document.shown !== undefined || (await readForeignRoot(store)) === undefined) return
  throw new Problem(
    'CONFLICT',
    `The index in ${store.name} was written by another tool, and is not adopted yet.`,
    "Publish to it first, or run the mode 'rebuild': both keep what its pages tell.",
  )
}

function refusal({ unmatched }: Marks): Markdown {
  return lines(md`### Nothing was changed`, md``, ...unmatched.map((problem) => md`- ${problem.text}`), md``)
}

function conclude(inputs: Inputs, { unmatched, warnings, summary }: Marks): Outcome {
  return {
    result: unmatched.length > 0 ? 'failed' : warnings.length > 0 ? 'issues' : 'succeeded',
    outputs: { publishedCount: '0', skippedCount: '0', indexUrl: indexUrl(inputs) },
    summary: warnings.length === 0 ? summary : lines(summary, ...warnings.map((warning) => md`- ${warning}`), md``),
    problems: unmatched,
  }
}
