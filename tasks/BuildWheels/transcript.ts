import type { Log } from '../../core/ports.ts'

/** Characters of one row that are kept: no log of a person's is longer, and a build that prints without end must not take the memory of all. */
const mostKept = 64 * 1024 * 1024

/** Everything that the children of one row print, as it is shown and kept: without the credentials they were given, its middle left out once it is endless. */
export class Transcript {
  private readonly log: Pick<Log, 'foreign'>
  private readonly redact: (line: string) => string
  private readonly most: number
  private readonly first: string[] = []
  private last: string[] = []
  private sizes = { first: 0, last: 0 }
  private leftOut = 0
  private settled = 0
  private taken = 0

  constructor(log: Pick<Log, 'foreign'>, redact: (line: string) => string, most = mostKept) {
    this.log = log
    this.redact = redact
    this.most = most
  }

  /** Takes a line of a child. */
  readonly take = (line: string): void => {
    const plain = this.redact(line)
    this.keep(plain)
    this.log.foreign(plain)
  }

  /** What was printed until now went well, and is no reason for what may fail later. */
  settle(): void {
    this.settled = this.taken
  }

  /** Does something whose output is told elsewhere, whatever comes of it: as little a reason. */
  async apart(work: () => Promise<void>): Promise<void> {
    this.settle()
    try {
      await work()
    } finally {
      this.settle()
    }
  }

  /** What was printed since then. */
  get unsettled(): readonly string[] {
    const [first, last] = [this.first.slice(this.settled), this.last]
    return [...first, ...last.slice(Math.max(0, this.settled - this.first.length - this.leftOut))]
  }

  /** What is kept, with a line in place of what was left out. */
  get lines(): readonly string[] {
    const gap = this.leftOut === 0 ? [] : [`[${this.leftOut} lines are left out here; the job's log has them]`]
    return [...this.first, ...gap, ...this.last]
  }

  /** The first quarter fills up and stays; of what follows the older half goes whenever it passes the rest. */
  private keep(line: string): void {
    this.taken += 1
    const size = line.length + 1
    if (this.last.length + this.leftOut === 0 && this.sizes.first + size <= this.most / 4) {
      this.sizes.first += size
      this.first.push(line)
      return
    }
    this.last.push(line)
    this.sizes.last += size
    if (this.sizes.last <= (this.most * 3) / 4) return
    const gone = this.last.splice(0, Math.floor(this.last.length / 2))
    this.leftOut += gone.length
    this.sizes.last -= gone.reduce((sum, one) => sum + one.length + 1, 0)
  }
}
