import { code, lines, md, type Markdown } from '../markdown.ts'
import { Problem } from '../problem.ts'
import type { Loss, ProjectRebuild, RebuildPlan } from './rebuild-plan.ts'
import { type AdoptionReport, adoptionSummary, filesIn, projectsIn, longTable } from './tell-adoption.ts'

/** What is to come, for the log: what is read of each project, and each loss. */
export function tellRebuild({ projects, losses }: RebuildPlan): string[] {
  const all = [...projects.values()]
  const sum = (count: (one: ProjectRebuild) => number): number => all.reduce((total, one) => total + count(one), 0)
  return [
    ...[...projects].flatMap(([name, { unread, known }]) =>
      unread.length === 0 ? [] : [`read        ${name}: ${filesIn(unread.length)}${known > 0 ? `, ${known} listed already` : ''}`],
    ),
    ...losses.map((loss) => `loss        ${lossLine(loss)}`),
    `${filesIn(sum(({ known }) => known))} listed already, ${filesIn(sum(({ unread }) => unread.length))} to be read, ${projectsIn(all.length)}`,
  ]
}

/** A loss in a line, without a full stop. */
export function lossLine({ project, filename, says }: Loss): string {
  return `${project ?? 'list of projects'}: ${filename === undefined ? '' : `${filename} `}${says}`
}

/** What keeps a rebuild from being done without consent: one Problem (`LOSS`) that names the first of what would be lost. */
export function lossProblem([first, ...others]: readonly [Loss, ...Loss[]], store: string): Problem {
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return new Problem(
    'LOSS',
    `${store}: what is told would be lost by a rebuild: ${lossLine(first)}${more}.`,
    'Nothing was written. Put back what is missing, or set acceptLoss once you have read the list in the summary.',
  )
}

/** The summary of a rebuild: what it came to, and what was lost or would be. `report` is undefined where nothing was written. */
export function rebuildSummary(plan: RebuildPlan, report: AdoptionReport | undefined): Markdown {
  return lines(
    report === undefined ? md`### Index to be rebuilt: nothing was written` : md`### Rebuilt index`,
    md``,
    ...(report === undefined ? tellRebuild({ ...plan, losses: [] }).slice(-1) : []).map((one) => md`${one}.`),
    md``,
    ...(plan.losses.length === 0 ? [] : [lossTable(plan.losses, report !== undefined), md``]),
    ...(report === undefined ? [] : [adoptionSummary(report, false)]),
  )
}

function lossTable(losses: readonly Loss[], done: boolean): Markdown {
  const rows = losses.map(({ project, filename, says }) => [
    project === undefined ? 'all' : code(project),
    filename === undefined ? '' : code(filename),
    says,
  ])
  return longTable(['Project', 'File', done ? 'What was lost' : 'What would be lost'], rows)
}
