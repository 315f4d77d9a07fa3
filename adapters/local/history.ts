import type { Head, History, PathChange } from '../../core/history.ts'
import { Problem } from '../../core/problem.ts'
import type { gitRunner } from './git-run.ts'
import { succeeded } from './git-run.ts'
import { fetchMore } from './history-fetch.ts'
import { type Checkout, cutCommits, firstLine, openCheckout, stdoutOf } from './history-git.ts'
import type { Remote } from './history-remote.ts'

type Processes = Parameters<typeof gitRunner>[0]
type Environment = Parameters<typeof gitRunner>[1]
type Policy = Parameters<typeof gitRunner>[3]

const hex = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * The history of the checkout that `folder` lies in, by the system's git. Names of files are read as git has them (`-z`), renames are never guessed,
 * and no setting of the repository leaves anything out. The job's token goes to Azure Repos' own address only, by git's environment.
 */
export function localHistory(processes: Processes, environment: Environment, folder: string, remote: Remote, policy?: Policy): History {
  let opened: Promise<Checkout | undefined> | undefined
  const open = async (): Promise<Checkout | undefined> =>
    await (opened ??= openCheckout([processes, environment, folder, policy], folder, remote))
  const here = async (): Promise<Checkout> => (await open()) ?? noCheckout(folder)
  return {
    head: async () => {
      const checkout = await open()
      return checkout && (await readHead(checkout))
    },
    commit: async (name) => await commitOf(await here(), name),
    mergeBases: async (one, other) => await mergeBases(await here(), one, other),
    isAncestor: async (ancestor, commit) => await isAncestor(await here(), ancestor, commit),
    fetch: async (what) => await fetchMore(await here(), what, remote),
    diff: async (from, to) => await diff(await here(), from, to),
    show: async (commit, path) => await show(await here(), commit, path),
    tracked: async () => await tracked(await here()),
    // Only plans with a cache ask for it, and every task that reads histories starts with this file.
    objects: async (without = []) =>
      await (
        await import('./work-tree.ts')
      ).workTree(await here(), async (at) => await openCheckout([processes, environment, at, policy], at, remote), without),
    tags: async () => linesOf(await (await here()).read(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags'])),
  }
}

function noCheckout(folder: string): never {
  throw new Problem('UNRESOLVED', `${folder} is in no work tree of git.`, 'Have the job check out the repository (checkout: self).')
}

async function readHead(checkout: Checkout): Promise<Head> {
  const commit = await commitOf(checkout, 'HEAD')
  if (commit === undefined)
    throw new Problem('UNRESOLVED', `${checkout.top} has no commit checked out.`, 'Check the checkout step of this job.')
  const bytes = await checkout.read(['cat-file', 'commit', commit])
  // The commit itself tells its parents, whether or not they are here: git's own reading ends where the history is cut off.
  const [header = ''] = bytes.toString('latin1').split('\n\n', 1)
  const parents = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent = '']) => parent)
  return { commit, parents, shallow: (await cutCommits(checkout)).size > 0, top: checkout.top }
}

/** What looks like an option, or names more than one commit, is no name. */
async function commitOf({ run, call, here }: Checkout, name: string): Promise<string | undefined> {
  if (here.has(name)) return name
  if (name === '' || name.startsWith('-') || /[\u0000-\u001f]|\.\./.test(name)) return undefined
  const told = await run(['rev-parse', '--verify', '--quiet', `${name}^{commit}`, '--'], { ...call, raw: true })
  const [commit = ''] = told.bytes.toString('latin1').split('\n', 1)
  if (!succeeded(told) || !hex.test(commit)) return undefined
  here.add(commit)
  return commit
}

/**
 * git answers from what is here, and in a history that is cut off a better ancestor may lie behind the cut. The answer holds if no commit
 * on the way to it is cut off: then every way there is known.
 */
async function mergeBases(checkout: Checkout, one: string, other: string): Promise<readonly string[] | undefined> {
  const sides = [await commitOf(checkout, one), await commitOf(checkout, other)].filter((side) => side !== undefined)
  if (sides.length < 2) return undefined
  const told = await checkout.run(['merge-base', '--all', ...sides], { raw: true })
  const none = told.exit.kind === 'exited' && told.exit.code === 1
  const bases = none ? [] : linesOf(stdoutOf(told, `The history of ${checkout.top} cannot be read`))
  const cut = await cutCommits(checkout)
  if (cut.size === 0) return bases
  const onTheWay = linesOf(await checkout.read(['rev-list', ...sides, '--not', ...bases, '--']))
  return onTheWay.some((commit) => cut.has(commit)) ? undefined : bases
}

async function isAncestor(checkout: Checkout, ancestor: string, commit: string): Promise<boolean> {
  const sides = [await commitOf(checkout, ancestor), await commitOf(checkout, commit)].filter((side) => side !== undefined)
  return sides.length === 2 && succeeded(await checkout.run(['merge-base', '--is-ancestor', ...sides]))
}

const kinds: Readonly<Record<string, PathChange['kind']>> = { A: 'added', D: 'deleted', M: 'changed', T: 'changed' }

/** The plumbing heeds no taste of the user (diff.*), but .gitmodules and the repository may have submodules ignored. */
async function diff(checkout: Checkout, from: string, to: string): Promise<PathChange[]> {
  const whole = ['--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none']
  const trees = [await requireCommit(checkout, from), await requireCommit(checkout, to)]
  const parts = partsOf(await checkout.read(['diff-tree', '-r', '-z', '--name-status', ...whole, ...trees, '--']))
  if (parts.length % 2 !== 0) throw unread(checkout)
  return Array.from({ length: parts.length / 2 }, (_, at) => {
    const kind = kinds[parts[at * 2] ?? '']
    if (kind === undefined) throw unread(checkout)
    return { path: parts[at * 2 + 1] ?? '', kind }
  })
}

async function show(checkout: Checkout, name: string, path: string): Promise<Uint8Array | undefined> {
  const commit = await requireCommit(checkout, name)
  const [entry = ''] = partsOf(await checkout.read(['ls-tree', '-z', '--full-tree', commit, '--', path]))
  const [, object] = /^\d+ blob ([0-9a-f]+)\t/.exec(entry) ?? []
  return object === undefined || entry.slice(entry.indexOf('\t') + 1) !== path
    ? undefined
    : await checkout.read(['cat-file', 'blob', object])
}

async function tracked(checkout: Checkout): Promise<string[]> {
  const index = partsOf(await checkout.read(['ls-files', '-z', '--cached', '--full-name']))
  const tree = partsOf(await checkout.read(['ls-tree', '-r', '-z', '--name-only', '--full-tree', await requireCommit(checkout, 'HEAD')]))
  return [...new Set([...index, ...tree])].sort()
}

async function requireCommit(checkout: Checkout, name: string): Promise<string> {
  const commit = await commitOf(checkout, name)
  if (commit !== undefined) return commit
  throw new Problem('UNRESOLVED', `The commit ${name} is not in ${checkout.top}.`, 'Have the checkout step fetch more (fetchDepth: 0).')
}

/** What `-z` prints: every part ends in NUL, so one that does not was cut off. */
function partsOf(bytes: Buffer): string[] {
  const parts = bytes.toString('utf8').split('\0')
  if (parts.pop() !== '') throw new Problem('UNRESOLVED', 'The end of what git printed is missing.', 'Run again.')
  return parts
}

function linesOf(bytes: Buffer): string[] {
  return firstLine(bytes)
    .split('\n')
    .filter((line) => line !== '')
}

function unread({ top }: Checkout): Problem {
  return new Problem('UNRESOLVED', `What git tells of the changes in ${top} is not understood.`, 'Tell us of it, with the version of git.')
}
