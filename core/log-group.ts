/** A group of the log: its title, and lines that are folded under it. */
export interface LogGroup {
  readonly title: string
  readonly lines: readonly string[]
}
