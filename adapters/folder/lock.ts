import { randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem } from '../../core/problem.ts'
import { inFolder } from './durable.ts'
import { formatOwner, isDead, type Owner, parseOwner, thisOwner } from './owner.ts'

/** How long to wait for somebody else's lock, in milliseconds. A lock is held for the moment of one comparison and one rename. */
const patience = 60_000

/**
 * Does `work` while nobody else holds the lock `name` below `folder`, in this process or in another of this machine.
 *
 * The lock is a chain of files, each made exclusively (by a hard link, so that it is never seen half-written). The first is
 * `<name>`; the successor of an owner that died is `<name>.<its token>`; whoever made the last one holds the lock. Only the holder
 * removes `<name>`, and tokens are unique, so a successor that still finds the chain from `<name>` on down to itself cannot have
 * overtaken anybody. Nothing is ever taken from an owner that may be alive.
 */
export async function locked<T>(folder: string, name: string, work: () => Promise<T>): Promise<T> {
  const chain = await acquire(folder, join(folder, name))
  try {
    return await work()
  } finally {
    // The head first: what is left of the chain then belongs to nobody, and its names are never looked for again.
    for (const path of chain) await rm(path, { force: true })
  }
}

async function acquire(folder: string, head: string): Promise<string[]> {
  const deadline = Date.now() + patience
  for (let round = 1; ; round++) {
    const taken = await tryTake(folder, head)
    if (Array.isArray(taken)) return taken
    if (Date.now() > deadline) throw stuck(taken)
    await pause(Math.random() * Math.min(50, 2 ** round))
  }
}

/** The chain down to our own link, or the path of the link whose owner may be alive. */
async function tryTake(folder: string, head: string): Promise<string[] | string> {
  const me = thisOwner()
  const chain = await walk(head)
  const last = chain.at(-1)
  if (last !== undefined && (last.owner === undefined || !isDead(last.owner))) return last.path
  const mine = last?.owner === undefined ? head : `${head}.${last.owner.token}`
  if (!(await makeLink(folder, mine, me))) return mine
  // Whoever made the head itself follows nobody.
  if (mine === head) return [head]
  const now = await walk(head)
  if (now.at(-1)?.owner?.token === me.token) return now.map((one) => one.path)
  await rm(mine, { force: true })
  return mine
}

interface Link {
  readonly path: string
  readonly owner: Owner | undefined
}

async function walk(head: string): Promise<Link[]> {
  const chain: Link[] = []
  for (let path = head; ;) {
    const text = await readIfThere(path)
    if (text === undefined) return chain
    const owner = parseOwner(text)
    chain.push({ path, owner })
    if (owner === undefined) return chain
    path = `${head}.${owner.token}`
  }
}

/** False when the link is there already. */
async function makeLink(folder: string, path: string, owner: Owner): Promise<boolean> {
  const draft = join(folder, `${randomUUID()}.draft`)
  await inFolder(draft, async () => await writeFile(draft, formatOwner(owner), { flag: 'wx' }))
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function stuck(path: string): Problem {
  return new Problem(
    'STORE_REFUSED',
    `The lock ${path} has been held for ${patience / 1000} seconds by a process that cannot be seen from here or does not end.`,
    'If nobody is writing to this store, on this machine or another, delete that file and run again.',
  )
}
