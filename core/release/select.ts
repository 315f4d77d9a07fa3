import picomatch from 'picomatch'

/** Which artifacts and files of a run are meant: names or globs. */
export interface Selection {
  /** None means all of them. */
  readonly artifacts: readonly string[]
  readonly files: readonly string[]
}

export const defaultFiles: readonly string[] = ['*.whl', '*.tar.gz']

/** Whether this task attaches an artifact of this name itself. */
export function isOwnArtifact(name: string): boolean {
  return /^release-(?:plan|record)\./.test(name)
}

/** Whether an artifact is meant; what this task attaches itself never is. */
export function isSelectedArtifact(name: string, { artifacts }: Selection): boolean {
  if (isOwnArtifact(name)) return false
  return artifacts.length === 0 || artifacts.includes(name) || picomatch([...artifacts], { dot: true })(name)
}

/** Whether a file is meant, by its name alone. */
export function isSelectedFile(name: string, { files }: Selection): boolean {
  return picomatch([...files], { dot: true })(name)
}
