import { code, lines, md, type Markdown, table } from '../markdown.ts'
import { Problem } from '../problem.ts'
import { parseName, type ProjectName } from '../python/name.ts'
import type { ProjectChange } from './merge-project.ts'
import type { ProjectDocument } from './project-document.ts'
import { offersFiles, type ProjectStatus, sameStatus, takesUploads } from './status.ts'

/** A project that is named, with its status now and then. */
export interface MarkedProject {
  readonly project: ProjectName
  readonly from: ProjectStatus | undefined
  readonly to: ProjectStatus
}

/** What giving projects a status comes to. */
export interface StatusPlan {
  readonly projects: readonly MarkedProject[]
  readonly changes: ReadonlyMap<ProjectName, readonly ProjectChange[]>
  /** Projects that the index does not have, each as a Problem: then nothing is to be written. */
  readonly unmatched: readonly Problem[]
  /** What the status means for each: `warnings` where installers will feel it. */
  readonly warnings: readonly string[]
  readonly notes: readonly string[]
}

/** Reads a line of `requirements` as a project; a version or a file's name is `INPUT_INVALID`, for a status is a whole project's. */
export function parseProjectLine(line: string): ProjectName {
  const name = /\.(?:whl|tar\.gz|zip)$/i.test(line) ? undefined : parseName(line)
  if (name !== undefined) return name
  throw new Problem(
    'INPUT_INVALID',
    `The input 'requirements' has the line '${line}', which is no project's name.`,
    "A status is a whole project's: write its name alone. Versions and files are yanked (mode 'yank').",
  )
}

/** What is to be changed so that these projects have the status (PEP 792). */
export function planStatus(
  names: readonly ProjectName[],
  documents: ReadonlyMap<ProjectName, ProjectDocument | undefined>,
  to: ProjectStatus,
): StatusPlan {
  const found = [...new Set(names)].map((project) => ({ project, document: documents.get(project) }))
  const known = found.flatMap(({ document }) => document ?? [])
  return {
    projects: known.map(({ name, status }) => ({ project: name, from: status, to })),
    changes: new Map(known.map(({ name, status }) => [name, sameStatus(status, to) ? [] : [{ kind: 'status', status: to }]])),
    unmatched: found.flatMap(({ project, document }) => (document === undefined ? [missing(project)] : [])),
    warnings: offersFiles(to) ? [] : known.map(quarantineSays),
    notes: known.flatMap(({ name }) => notesOf(name, to)),
  }
}

function missing(project: ProjectName): Problem {
  return new Problem(
    'INPUT_INVALID',
    `The index has no project ${project}, which 'requirements' names.`,
    'Check its name; nothing was changed.',
  )
}

function quarantineSays({ name, files }: ProjectDocument): string {
  return `${name} is quarantined: installers find none of its ${files.length} files, not even by an exact version, until its status is set back.`
}

/** Installers need not look at a status: what it does is what the index makes of it. */
function notesOf(name: ProjectName, to: ProjectStatus): string[] {
  if (!offersFiles(to) || to.status === 'active') return []
  const installed = `${name} is ${to.status}: installers need not look at that, and its files are installed as before`
  return [takesUploads(to) ? `${installed}.` : `${installed}; publishing more of them is refused.`]
}

/** A status as people read it. */
export function statusAs(status: ProjectStatus | undefined): string {
  const { status: word, reason } = status ?? { status: 'active' }
  return reason === undefined ? word : `${word}: ${reason}`
}

/** The plan in lines for the log. */
export function tellStatus({ projects, notes }: StatusPlan): string[] {
  const told = projects.map(({ project, from, to }) =>
    sameStatus(from, to) ? `as it is  ${project}: ${statusAs(from)}` : `status    ${project}: ${statusAs(from)} -> ${statusAs(to)}`,
  )
  return [...told, ...notes]
}

/** The summary on the run's page. */
export function statusSummary({ projects }: StatusPlan, dryRun: boolean): Markdown {
  const rows = projects.map(({ project, from, to }) => [code(project), statusAs(from), sameStatus(from, to) ? 'as it is' : statusAs(to)])
  return lines(
    dryRun ? md`### Status (dry run)` : md`### Status`,
    md``,
    table(['Project', 'Before', dryRun ? 'Would be' : 'Now'], rows),
    md``,
  )
}
