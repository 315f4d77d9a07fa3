/** A file that `after` makes: where it is looked for, and what it is called when it is kept. */
export interface ExtraFile {
  /** A glob, relative to the project. */
  readonly glob: string
  /** Empty: its own name. */
  readonly name: string
}

/** Reads a line of `extraFiles`: `dist/tool.exe => tool-x64.exe`; what is none is `INPUT_INVALID`. */
export function parseExtraFile(line: string): ExtraFile {
  const [glob = '', name = ''] = line.split('=>').map((part) => part.trim())
  return { glob, name }
}
