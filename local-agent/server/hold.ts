import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Mistake } from '../mistake.ts'

/** Holds a run's folder for this process; the answer lets go of it. Throws Mistake where a process that lives has it. */
export function hold(folder: string): () => void {
  const file = join(folder, 'pid')
  mkdirSync(folder, { recursive: true })
  const holder = holderOf(file)
  if (isAlive(holder))
    throw new Mistake(
      `Another run, of process ${holder}, goes on in ${folder}: wait for its end, give this one an \`out\` of its own, or remove ${file} if there is no such run.`,
    )
  writeFileSync(file, String(process.pid))
  return () => rmSync(file, { force: true })
}

function holderOf(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return 0
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
