import { globFault } from '../../changes/glob-fault.ts'
import { isMatch, parseGlobs } from '../../changes/globs.ts'
import type { Field } from '../../json.ts'
import { Problem } from '../../problem.ts'

/** Which artifacts and files of a run are meant: names or globs; what matches one with `!` before it is not. */
export interface Selection {
  /** None but with `!` means all of them. */
  readonly artifacts: readonly string[]
  readonly files: readonly string[]
}

/** What is released where nobody says otherwise. */
export const defaultFiles: readonly string[] = ['*.whl', '*.tar.gz']

/** The globs of an input as they are; one that could match nothing, or on which a name could take longer than anybody waits, is `INPUT_INVALID`. */
export function readGlobs(input: string, globs: readonly string[]): readonly string[] {
  for (const glob of globs) {
    const fault = globFault(glob)
    if (fault !== undefined) throw new Problem('INPUT_INVALID', `The input '${input}' ${fault.what}.`, fault.remedy)
  }
  return globs
}

/** Reads what a plan holds of a selection; whoever writes into a plan can do no more than with the inputs. */
export function readSelection(field: Field): Selection {
  return { artifacts: plannedGlobs(field.get('artifacts')), files: plannedGlobs(field.get('files')) }
}

/** Whether this task attaches an artifact of this name itself. */
export function isOwnArtifact(name: string): boolean {
  return /^release-(?:plan|record)\./.test(name)
}

/** Whether an artifact is meant; what this task attaches itself never is. A plain name means what our tasks call so (`release.<stage>.<job>.<attempt>`) too. */
export function isSelectedArtifact(name: string, { artifacts }: Selection): boolean {
  return !isOwnArtifact(name) && (artifacts.includes(name) || means(artifacts.flatMap(withPlaces), name, () => true))
}

function withPlaces(text: string): string[] {
  return /[*?[\]{}()|+@]/.test(text) ? [text] : [text, `${text}.*.[0-9]`, `${text}.*.[0-9][0-9]`]
}

/** Whether a file is meant, by its name alone. */
export function isSelectedFile(name: string, { files }: Selection): boolean {
  return means(files, name, () => isMatch(parseGlobs(defaultFiles), name))
}

/** `otherwise` where nothing is named that is meant. */
function means(texts: readonly string[], name: string, otherwise: () => boolean): boolean {
  const globs = parseGlobs(texts)
  return globs.takes.length > 0 ? isMatch(globs, name) : otherwise() && !globs.leaves.some((one) => one.test(name))
}

function plannedGlobs(field: Field): string[] {
  return field.list().map((one) => {
    const fault = globFault(one.text())
    return fault === undefined ? one.text() : one.refuse(fault.what, fault.remedy)
  })
}
