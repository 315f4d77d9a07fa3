import { disarm, disarmLines } from '../../core/disarm.ts'
import type { Log } from '../../core/ports.ts'

/** A log that keeps its lines as they would stand in the agent's log: `kind: text`, groups as `group: title` and `end`. */
export interface RecordingLog extends Log {
  readonly lines: string[]
  /** All lines in one text, for `match`. */
  text(): string
}

/** A new log without a line. */
export function recordingLog(): RecordingLog {
  const lines: string[] = []
  return {
    lines,
    text: () => lines.join('\n'),
    say: (kind, text) => void lines.push(...disarmLines(text).map((line) => `${kind}: ${line}`)),
    command: (line) => void lines.push(`command: ${line}`),
    foreign: (line) => void lines.push(`foreign: ${disarm(line)}`),
    group: async (title, body) => {
      lines.push(`group: ${disarm(title)}`)
      try {
        return await body()
      } finally {
        lines.push('end')
      }
    },
  }
}
