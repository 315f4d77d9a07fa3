import type { Log } from '../../core/ports.ts'

/** Everything that the children of one row print, as it is shown and kept: without the credentials they were given. */
export class Transcript {
  readonly lines: string[] = []
  private readonly log: Log
  private readonly redact: (line: string) => string
  private from = 0

  constructor(log: Log, redact: (line: string) => string) {
    this.log = log
    this.redact = redact
  }

  /** Takes a line of a child. */
  readonly take = (line: string): void => {
    const plain = this.redact(line)
    this.lines.push(plain)
    this.log.foreign(plain)
  }

  /** What was printed until now went well, and is no reason for what may fail later. */
  settle(): void {
    this.from = this.lines.length
  }

  /** What was printed since then. */
  get unsettled(): readonly string[] {
    return this.lines.slice(this.from)
  }
}
