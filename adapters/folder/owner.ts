import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Who holds a lock, so that others can ask whether it still lives. */
export interface Owner {
  /** Unique for every time a lock is taken. */
  readonly token: string
  readonly pid: number
  /** When the process began, in the system's ticks; empty where the system does not tell. A pid is used again, a pid with its start is not. */
  readonly started: string
  /** Names a machine, its boot and the process namespace: pids mean something only within. */
  readonly world: string
}

/** This process as the owner of a lock. */
export function thisOwner(): Owner {
  return { token: randomUUID(), pid: process.pid, started: statOf(process.pid)?.started ?? '', world: world() }
}

export function formatOwner(owner: Owner): string {
  return [owner.token, owner.pid, owner.started, owner.world].join('\n')
}

/** Undefined for what is no owner: then nothing may be concluded from it. */
export function parseOwner(text: string): Owner | undefined {
  const [token, pid, started, where] = text.split('\n')
  if (token === undefined || !/^[0-9a-f-]{36}$/.test(token) || !/^\d+$/.test(pid ?? '') || started === undefined || where === undefined)
    return undefined
  return { token, pid: Number(pid), started, world: where }
}

/**
 * Whether the owner is known to have ended. Only a process of this very machine, boot and namespace can be asked; of any other
 * nothing is known, and it counts as alive.
 */
export function isDead(owner: Owner): boolean {
  if (owner.world !== world()) return false
  if (!isRunning(owner.pid)) return true
  const stat = statOf(owner.pid)
  return stat !== undefined && (stat.state === 'Z' || (owner.started !== '' && stat.started !== owner.started))
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Fields 3 and 22 of Linux' /proc/<pid>/stat (proc(5)); the name before them may hold blanks and brackets. */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : { state: fields[0] ?? '', started: fields[19] ?? '' }
}

function world(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()) ?? '-'
  const namespace = attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '-'
  return `${hostname()} ${boot} ${namespace}`
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
