import type { LogGroup } from '../../core/log-group.ts'
import type { Log } from '../../core/ports.ts'

/** Says each group in the log, in their order. */
export async function tellGroups(groups: readonly LogGroup[], log: Log): Promise<void> {
  for (const { title, lines } of groups)
    await log.group(title, () => {
      for (const line of lines) log.say('info', line)
      return Promise.resolve()
    })
}
