import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Problem } from '../../core/problem.ts'
import { anyOwner, type Call, gitRunner, type RunGit, succeeded, type Told, toldOwner, whyNot } from './git-run.ts'
import { credentialsFor, type Remote } from './history-remote.ts'

/** A checkout as git is asked about it: with nothing of its configuration that would run a program or leave something out. */
export interface Checkout {
  /** The top of the work tree; absolute. */
  readonly top: string
  /** Calls git at the top. */
  readonly run: RunGit
  /** The same for what the checkout may have left at its remote (a partial clone): git fetches it by itself. */
  readonly read: (args: readonly string[]) => Promise<Buffer>
  /** The file of commits where the history here is cut off. */
  readonly shallow: string
  /** Commits that were found to be here, by their whole names: none goes away. */
  readonly here: Set<string>
  /** `origin`, as git would call it; undefined where there is none. */
  readonly url: string | undefined
  /** How the remote is called. */
  readonly call: Call
}

/**
 * The agent's checkout may be somebody else's in a container. Replaced objects would be another history, hooks and the monitor of files are programs.
 */
const settings = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'gc.auto=0', 'maintenance.auto=false']
const plain = [...anyOwner, '--no-replace-objects', '--literal-pathspecs', ...settings.flatMap((setting) => ['-c', setting])]

/** The checkout that a folder lies in; undefined where it is in no work tree of git. What else is in the way is a Problem `UNRESOLVED`. */
export async function openCheckout(how: Parameters<typeof gitRunner>, folder: string, remote: Remote): Promise<Checkout | undefined> {
  const git = gitRunner(...how)
  const at =
    (place: string, owner: readonly string[]): RunGit =>
    async (args, call = {}) =>
      await git([...plain, ...owner, '-C', place, ...args], call)
  const ask = async (owner: readonly string[]): Promise<Told> => await at(folder, owner)(['rev-parse', '--show-toplevel'], { raw: true })
  const first = await ask([])
  const owner = toldOwner(first) ?? []
  const found = owner.length === 0 ? first : await ask(owner)
  if (isNone(found)) return undefined
  const top = firstLine(stdoutOf(found, `The checkout at ${folder} cannot be read`))
  const run = at(top, owner)
  const url = await urlOf(run)
  const call =
    url === undefined ? {} : { url: /^[a-z][a-z0-9+.-]+:\/\//i.test(url) ? url : `file:${url}`, config: credentialsFor(url, remote) }
  const partial = succeeded(await run(['config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$']))
  const read = async (args: readonly string[]): Promise<Buffer> =>
    stdoutOf(await run(args, { ...(partial ? call : {}), raw: true }), `The history of ${top} cannot be read`)
  const cut = stdoutOf(await run(['rev-parse', '--git-path', 'shallow'], { raw: true }), `The history of ${top} cannot be read`)
  return { top, run, read, shallow: resolve(top, firstLine(cut)), here: new Set(), url, call }
}

/** stdout of a call that went well; else a Problem `UNRESOLVED`. */
export function stdoutOf(told: Told, what: string): Buffer {
  if (succeeded(told)) return told.bytes
  const remedy = told.exit.kind === 'not-started' ? 'Install git on this agent.' : 'Check the checkout step of this job.'
  throw new Problem('UNRESOLVED', `${what}: ${whyNot(told, '')}.`, remedy)
}

/** Commits where the history here is cut off: their parents are not here, whatever git then shows. */
export async function cutCommits({ shallow }: Pick<Checkout, 'shallow'>): Promise<ReadonlySet<string>> {
  try {
    return new Set((await readFile(shallow, 'utf8')).split('\n').filter((line) => line !== ''))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set()
    throw error
  }
}

/** A line of git's without its end; it may be the name of a folder, with anything in it. */
export function firstLine(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/\r?\n$/, '')
}

function isNone({ exit, lines }: Told): boolean {
  const says = lines.some((line) => /not a git repository|must be run in a work tree/.test(line))
  return exit.kind === 'exited' && exit.code === 128 && says
}

async function urlOf(run: RunGit): Promise<string | undefined> {
  const told = await run(['remote', 'get-url', 'origin'], { raw: true })
  return succeeded(told) ? firstLine(told.bytes) : undefined
}
