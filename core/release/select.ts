import picomatch from 'picomatch'

/** Which artifacts and files of a run are meant: names or globs. */
export interface Selection {
  /** None means all of them. */
  readonly artifacts: readonly string[]
  readonly files: readonly string[]
}

export const defaultFiles: readonly string[] = ['*.whl', '*.tar.gz']

/** Whether an artifact is meant; what this task attaches itself never is. */
export function isSelectedArtifact(name: string, { artifacts }: Selection): boolean {
  if (/^release-(?:plan|record)\./.test(name)) return false
  return artifacts.length === 0 || artifacts.includes(name) || picomatch([...artifacts], { dot: true })(name)
}

/** Whether a file is meant, by its name alone. */
export function isSelectedFile(name: string, { files }: Selection): boolean {
  return picomatch([...files], { dot: true })(name)
}
