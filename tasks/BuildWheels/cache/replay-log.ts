import { basename } from 'node:path'
import type { Ports } from '../ports.ts'

/** Lines of one log that are shown: the end says what came of it. */
const mostLines = 5000

/** Of a longer one nobody reads the end either, and all of it would have to be held in memory. */
const mostBytes = 64 * 1024 * 1024

/**
 * Shows what was printed when something was built that comes from the cache, as it was redacted then, in a group of that title; each line is marked with whose it is. `rest`
 * says where all of a long log is.
 */
export async function replayLogs(
  title: string,
  logs: readonly string[],
  rest: (path: string) => string,
  { files, log }: { readonly files: Pick<Ports['files'], 'behind' | 'read'>; readonly log: Ports['log'] },
): Promise<void> {
  await log.group(title, async () => {
    if (logs.length === 0) log.say('info', 'No log of it was kept.')
    for (const path of logs) {
      if (logs.length > 1) log.say('info', `${basename(path)}:`)
      if (((await files.behind(path))?.size ?? 0) > mostBytes) {
        log.foreign(`${mark}It is too long to be shown: all of it is ${rest(path)}.`)
        continue
      }
      const lines = new TextDecoder()
        .decode(await files.read(path))
        .replace(/\n$/, '')
        .split('\n')
      const left = lines.length - mostLines
      if (left > 0) log.foreign(`${mark}${left === 1 ? 'One line before these is' : `${left} lines before these are`} ${rest(path)}.`)
      for (const line of lines.slice(-mostLines)) log.foreign(`${mark}${line}`)
    }
  })
}

/** What stands before a line that another run has printed. */
const mark = '[cache] '
