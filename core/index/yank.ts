import { code, lines, md, type Markdown, table } from '../markdown.ts'
import { Problem } from '../problem.ts'
import type { ProjectName } from '../python/name.ts'
import { compareVersions, type Version } from '../python/version.ts'
import { type Choice, chosen } from './choice.ts'
import { versionIn } from './document-file.ts'
import type { ProjectChange } from './merge-project.ts'
import type { ProjectDocument } from './project-document.ts'

/** PEP 592: `true` is a yank without a reason, `false` is none. */
export type Yanked = boolean | string

/** A file that is named, with what is told of it now and then. */
export interface YankedFile {
  readonly project: ProjectName
  readonly filename: string
  readonly from: Yanked
  readonly to: Yanked
}

/** What a yank, or taking it back, comes to. */
export interface YankPlan {
  readonly files: readonly YankedFile[]
  /** Of every project that has a named file; none where all is so already. */
  readonly changes: ReadonlyMap<ProjectName, readonly ProjectChange[]>
  /** Lines that name nothing, each as a Problem: then nothing is to be written. */
  readonly unmatched: readonly Problem[]
  /** Projects of which installers find nothing by themselves any more. */
  readonly barren: readonly ProjectName[]
}

/** Finds the files that the choices name, and what is to be changed of them. */
export function planYank(
  choices: readonly Choice[],
  documents: ReadonlyMap<ProjectName, ProjectDocument | undefined>,
  to: Yanked,
): YankPlan {
  const found = choices.map((choice) => ({ choice, files: filesOf(choice, documents, to) }))
  const files = [...new Map(found.flatMap((one) => one.files).map((file) => [`${file.project} ${file.filename}`, file])).values()]
  const names = new Set(files.map(({ project }) => project))
  const changes = new Map(
    [...names].map((name) => [
      name,
      changesOf(
        files.filter(({ project }) => project === name),
        to,
      ),
    ]),
  )
  return {
    files,
    changes,
    unmatched: found.filter((one) => one.files.length === 0).map(({ choice }) => nothing(choice, documents)),
    barren: to === false ? [] : [...names].filter((name) => isBarren(documents.get(name), files)),
  }
}

function filesOf(choice: Choice, documents: ReadonlyMap<ProjectName, ProjectDocument | undefined>, to: Yanked): YankedFile[] {
  return choice.projects.flatMap((project) => {
    const document = documents.get(project)
    return document === undefined ? [] : chosen(choice, document).map(({ filename, yanked }) => ({ project, filename, from: yanked, to }))
  })
}

function changesOf(files: readonly YankedFile[], yanked: Yanked): ProjectChange[] {
  const names = files.filter(({ from, to }) => from !== to).map(({ filename }) => filename)
  return names.length === 0 ? [] : [{ kind: 'yank', files: names, yanked }]
}

function isBarren(document: ProjectDocument | undefined, files: readonly YankedFile[]): boolean {
  const names = new Set(files.map(({ filename }) => filename))
  return document?.files.every(({ filename, yanked }) => yanked !== false || names.has(filename)) === true
}

function nothing(choice: Choice, documents: ReadonlyMap<ProjectName, ProjectDocument | undefined>): Problem {
  const there = choice.projects.flatMap((name) => documents.get(name) ?? [])
  const known = there.map((document) => `The index has of ${document.name}: ${versionsOf(document)}.`)
  return new Problem(
    'INPUT_INVALID',
    `The line '${choice.line}' of 'requirements' names nothing that the index lists.`,
    known.length > 0 ? known.join(' ') : `The index has no project ${choice.projects.join(' or ')}.`,
  )
}

/** The newest few. */
function versionsOf({ name, files }: ProjectDocument): string {
  const versions = new Map<string, Version>()
  for (const { filename } of files) {
    const version = versionIn(filename, name)
    if (version !== undefined) versions.set(version.order, version)
  }
  const sorted = [...versions.values()].sort((a, b) => compareVersions(b, a)).map(({ canonical }) => canonical)
  if (sorted.length === 0) return 'no version'
  return sorted.length > 8 ? `${sorted.slice(0, 8).join(', ')} and ${sorted.length - 8} older ones` : sorted.join(', ')
}

/** A yank as people read it. */
export function yankedAs(yanked: Yanked): string {
  if (yanked === false) return 'not yanked'
  return yanked === true ? 'yanked' : `yanked: ${yanked}`
}

/** The plan in lines for the log: every file with its old and its new state. */
export function tellYank({ files }: YankPlan): string[] {
  return files.map(({ filename, from, to }) =>
    from === to
      ? `as it is  ${filename}: ${yankedAs(from)}`
      : `${to === false ? 'unyank  ' : 'yank    '}  ${filename}: ${yankedAs(from)} -> ${yankedAs(to)}`,
  )
}

/** What people should know of a project that has no version left. */
export function barrenSays(project: ProjectName): string {
  return `${project} has no version left that is not yanked: installers take one only where a requirement pins it (==).`
}

/** The summary on the run's page. */
export function yankSummary({ files }: YankPlan, dryRun: boolean): Markdown {
  const rows = files.map(({ filename, project, from, to }) => [
    code(filename),
    project,
    yankedAs(from),
    from === to ? 'as it is' : yankedAs(to),
  ])
  return lines(
    dryRun ? md`### Yank (dry run)` : md`### Yank`,
    md``,
    table(['File', 'Project', 'Before', dryRun ? 'Would be' : 'Now'], rows),
    md``,
  )
}
