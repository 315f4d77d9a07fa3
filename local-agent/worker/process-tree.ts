import { readdirSync, readFileSync } from 'node:fs'

/** Sends a signal; a process that is gone already is no failure. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Kills a process with its group and, where /proc tells, all its descendants, whatever group they have gone to. */
export function killTree(pid: number): void {
  const family = descendants(pid)
  for (const member of [-pid, pid, ...family]) signalProcess(member, 'SIGKILL')
}

/** Processes whose environment holds `entry` (`NAME=value`), this one excepted; none where there is no /proc. */
export function processesWith(entry: string): number[] {
  return processes().filter((pid) => pid !== process.pid && readProc(pid, 'environ').split('\0').includes(entry))
}

/** What a process has started, and what those have, nearest first; none where there is no /proc. */
export function descendants(root: number): number[] {
  const parents = processes().map((pid): [number, number] => [pid, parentOf(pid)])
  const found = [root]
  for (const ancestor of found) for (const [pid, parent] of parents) if (parent === ancestor) found.push(pid)
  return found.slice(1)
}

function parentOf(pid: number): number {
  // `pid (name) state ppid …`: the name may hold spaces and parentheses.
  return Number(readProc(pid, 'stat').split(') ').at(-1)?.split(' ')[1] ?? -1)
}

function processes(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
