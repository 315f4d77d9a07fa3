import { parseJson } from '../../json.ts'
import { type ProjectName, normalizeName } from '../../python/name.ts'
import { parseRequirement } from '../../python/requirement.ts'

/** What a lock without a graph says: a text of all that it says of a project, and one of the rest. */
export interface Lines {
  readonly projects: ReadonlyMap<ProjectName, string>
  readonly rest: string
}

/**
 * The projects that two states of a requirements or constraints file, or of a Pipfile.lock, tell otherwise; or why that concerns all.
 * Who needs whom is not told there, so all of them are `tops`.
 */
export function flatChange(name: string, before: string, after: string): { projects: ProjectName[]; tops: ProjectName[] } | string {
  const [old, now] = [readLines(name, before), readLines(name, after)]
  if (old.rest !== now.rest) return 'changes what is not said of one project'
  const names = [...new Set([...old.projects.keys(), ...now.projects.keys()])].sort()
  const projects = names.filter((project) => old.projects.get(project) !== now.projects.get(project))
  return { projects, tops: projects }
}

/** What a requirements or constraints file, or a Pipfile.lock, says; what is no such file is a Problem `FILE_INVALID`. */
export function readLines(name: string, text: string): Lines {
  return name.toLowerCase() === 'pipfile.lock' ? readPipfile(text) : readRequirements(text)
}

/** pip's format (https://pip.pypa.io/en/stable/reference/requirements-file-format/); options, paths and URLs without a name are the rest. */
function readRequirements(text: string): Lines {
  const projects = new Map<ProjectName, string[]>()
  const rest: string[] = []
  for (const line of logicalLines(text)) {
    const project = parseRequirement(line.replace(/\s--?[A-Za-z].*$/s, ''))?.project
    const lines = project === undefined ? rest : (projects.get(project) ?? [])
    lines.push(line)
    if (project !== undefined) projects.set(project, lines)
  }
  const texts = [...projects].map(([project, lines]) => [project, lines.sort().join('\n')] as const)
  return { projects: new Map(texts), rest: rest.join('\n') }
}

function logicalLines(text: string): string[] {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(?:^|\s)#.*$/, '')
        .trim()
        .replaceAll(/\s+/g, ' '),
    )
    .filter((line) => line !== '')
}

/** Sections of projects beside `_meta`, whose hash only says that Pipfile is another. */
function readPipfile(text: string): Lines {
  const root = parseJson(text, 'Pipfile.lock', 'FILE_INVALID')
  const projects = new Map<ProjectName, string>()
  for (const [section, field] of root.entries().filter(([key]) => key !== '_meta'))
    for (const [name, { value }] of field.entries()) {
      const project = normalizeName(name)
      projects.set(project, `${projects.get(project) ?? ''}${section} ${JSON.stringify(value)}\n`)
    }
  return { projects, rest: JSON.stringify(root.get('_meta').value, (key, value: unknown) => (key === 'hash' ? undefined : value)) ?? '' }
}
