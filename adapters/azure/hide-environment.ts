import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** By this one the agent finds, at the job's end, what a task has left running. */
const shown = 'VSTS_PROCESS_LOOKUP_ID'

/**
 * Empties what Linux shows of the environment that this process was started with (`/proc/<pid>/environ`): inputs, tokens and secret variables stand
 * there for every program of the same user to read, a build among them, long after they were taken out of `process.env`, which stays as it is.
 * Where the system does not allow it, nothing changes.
 */
export function hideEnvironment(): void {
  if (process.platform !== 'linux') return
  const all = Object.entries(process.env)
  // The C library points into the block: what is set again lies elsewhere.
  for (const [name] of all) delete process.env[name]
  try {
    overwrite(`${shown}=${all.find(([name]) => name === shown)?.[1] ?? ''}\0`)
  } catch {
    // A hardened kernel, or no /proc.
  } finally {
    for (const [name, value] of all) process.env[name] = value
  }
}

/** proc(5): fields 50 and 51 of stat say where the block begins and ends; the name, field 2, may hold spaces. */
function overwrite(text: string): void {
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)?.split(' ') ?? []
  const [start, end] = [Number(fields[47]), Number(fields[48])]
  if (!(start > 0 && end > start)) return
  const block = Buffer.alloc(end - start)
  block.write(text)
  const memory = openSync('/proc/self/mem', 'r+')
  try {
    writeSync(memory, block, 0, block.length, start)
  } finally {
    closeSync(memory)
  }
}
