import { createInterface } from 'node:readline/promises'
import type { Decision, Question } from './run-context.ts'
import { slots } from './graph.ts'
import type { Show } from './journal.ts'
import { paint } from './paint.ts'

/** Where a terminal reads and writes, and how. */
export interface Streams {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  /** Of the jobs' logs only errors and warnings. */
  readonly quiet: boolean
  readonly coloured: boolean
  /** Ends a question that stands. */
  readonly signal: AbortSignal
}

/** What a run prints and asks; while a question stands, lines wait. */
export class Terminal {
  readonly #streams: Streams
  readonly #oneByOne = slots(1)
  #held: string[] | undefined

  constructor(streams: Streams) {
    this.#streams = streams
  }

  readonly show: Show = (line, voice) => {
    if (this.#streams.quiet && voice !== undefined && !/^##\[(error|warning)\]/.test(line)) return
    const painted = paint(line, this.#streams.coloured, voice?.beside === true || this.#streams.quiet ? voice?.label : undefined)
    if (this.#held === undefined) this.#print(painted)
    else this.#held.push(painted)
  }

  /** One question at a time; a run that is cancelled, or an input that ends, rejects. */
  readonly ask = (question: Question): Promise<Decision> => this.#oneByOne(() => this.#ask(question))

  #print(line: string): void {
    this.#streams.output.write(`${line}\n`)
  }

  async #ask({ environment, stage, approver, comment }: Question): Promise<Decision> {
    this.#held = []
    const answer = await answerTo(
      `\nEnvironment ${environment} waits for an approval, for: ${stage}\n  comment: ${comment}\n` +
        `Approve as ${approver}? Enter takes this comment, n rejects, any other text is the comment: `,
      this.#streams,
    )
    for (const line of this.#held) this.#print(line)
    this.#held = undefined
    if (answer === undefined) return { approved: false, comment: '', how: 'because the question was left unanswered' }
    const approved = !/^(n|no)$/i.test(answer)
    return { approved, comment: approved ? answer || comment : '', how: `as ${approver}, at the terminal` }
  }
}

/** A typed line; undefined where the input ends or the signal aborts. */
async function answerTo(question: string, { input, output, signal }: Streams): Promise<string | undefined> {
  const terminal = createInterface({ input, output })
  terminal.on('SIGINT', () => process.emit('SIGINT'))
  const ended = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)))
  try {
    const answer = await Promise.race([terminal.question(question, { signal }), ended])
    return answer?.trim()
  } catch (error) {
    if (signal.aborted) return undefined
    throw error
  } finally {
    terminal.close()
  }
}
