import { Problem } from '../problem.ts'
import { sdistEnding } from '../python/file-kind.ts'
import type { ProjectName } from '../python/name.ts'
import { parseRequirement } from '../python/requirement.ts'
import { parseSdistName, sdistNames } from '../python/sdist-name.ts'
import { admits, type SpecifierSet } from '../python/specifier.ts'
import { sameVersion } from '../python/version.ts'
import { parseWheelName, wheelKey } from '../python/wheel-name.ts'
import { type DocumentFile, versionIn } from './document-file.ts'
import type { ProjectDocument } from './project-document.ts'

/** What one line of `requirements` means: a file by its name, or the versions of a project that specifiers admit. */
export interface Choice {
  /** As the user wrote it. */
  readonly line: string
  /** Whose documents may tell of it: more than one only for an sdist whose old name can be divided in several ways. */
  readonly projects: readonly ProjectName[]
  /** Undefined for a file. */
  readonly specifiers: SpecifierSet | undefined
}

/** Reads a line: `name==1.2` in any form of PEP 440, or the name of a wheel or sdist. A bare project, an extra, a marker or an address is `INPUT_INVALID`. */
export function parseChoice(line: string): Choice {
  if (/\.(?:whl|tar\.gz|zip)$/i.test(line)) return { line, projects: projectsOf(line), specifiers: undefined }
  const requirement = parseRequirement(line)
  if (requirement === undefined) throw unread(line, 'is neither a requirement nor the name of a file')
  const { project, specifiers, extras, url, marker } = requirement
  if (extras.length > 0 || url !== undefined || marker !== undefined)
    throw unread(line, 'has an extra, an address or a marker, which name no files')
  if (specifiers.specifiers.length === 0)
    throw new Problem(
      'INPUT_INVALID',
      `The input 'requirements' has the line '${line}', which names a project and no version.`,
      `Write '${project}==1.2' for one version, '${project}>=0.dev0' for all of them, or take the mode 'status' for the project as a whole.`,
    )
  return { line, projects: [project], specifiers }
}

/** The files of a document that a choice names: a file by its very name, else by another spelling of it. */
export function chosen({ line, specifiers }: Choice, { name, files }: ProjectDocument): DocumentFile[] {
  if (specifiers === undefined) {
    const exact = files.filter(({ filename }) => filename === line)
    return exact.length > 0 ? exact : files.filter(({ filename }) => sameFile(filename, line, name))
  }
  return files.filter(({ filename }) => {
    const version = versionIn(filename, name)
    return version !== undefined && admits(specifiers, version)
  })
}

function projectsOf(line: string): ProjectName[] {
  const wheel = parseWheelName(line)
  const projects = wheel === undefined ? sdistNames(line).map(({ project }) => project) : [wheel.project]
  if (projects.length === 0) throw unread(line, 'is the name of neither a wheel nor an sdist')
  return [...new Set(projects)]
}

/** Two spellings of one file: an sdist's old name may be divided in several ways, so the project decides. */
function sameFile(a: string, b: string, project: ProjectName): boolean {
  const [wheel, other] = [parseWheelName(a), parseWheelName(b)]
  if (wheel !== undefined || other !== undefined) return wheel !== undefined && other !== undefined && wheelKey(wheel) === wheelKey(other)
  const [one, two] = [parseSdistName(a, project), parseSdistName(b, project)]
  return one !== undefined && two !== undefined && sdistEnding(a) === sdistEnding(b) && sameVersion(one.version, two.version)
}

function unread(line: string, why: string): Problem {
  return new Problem(
    'INPUT_INVALID',
    `The input 'requirements' has the line '${line}', which ${why}.`,
    "Write one a line: name==1.2, name==1.2.* or a file's name.",
  )
}
