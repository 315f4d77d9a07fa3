import { IssueType, debug, logIssue } from 'azure-pipelines-task-lib/task.js'
import { disarm, disarmLines } from '../../core/disarm.ts'
import type { Log } from '../../core/ports.ts'

/** The step's log. Everything that passes here is disarmed, so that no text of ours or of others can act on the agent. */
export function azureLog(write: (line: string) => void): Log {
  let open = 0
  return {
    say(kind, text) {
      const lines = disarmLines(text)
      if (kind === 'info') lines.forEach((line) => write(line))
      else if (kind === 'debug') lines.forEach((line) => debug(line))
      else logIssue(kind === 'error' ? IssueType.Error : IssueType.Warning, lines.join('\n'))
    },
    foreign(line) {
      write(disarm(line))
    },
    command(line) {
      write(line)
    },
    async group(title, body) {
      // Groups do not nest (agent docs, logdecorations.md): an inner one is a headline.
      write(open === 0 ? `##[group]${disarm(title)}` : `##[section]${disarm(title)}`)
      open += 1
      try {
        return await body()
      } finally {
        open -= 1
        if (open === 0) write('##[endgroup]')
      }
    },
  }
}
