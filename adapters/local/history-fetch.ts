import type { History } from '../../core/history.ts'
import { shownAddress } from '../../core/shown-address.ts'
import { succeeded, whyNot } from './git-run.ts'
import { type Checkout, cutCommits } from './history-git.ts'
import { adviceFor, type Remote } from './history-remote.ts'

/** git's own word for a history without end (git-fetch, --unshallow), which a whole clone takes as well. */
const everything = '--depth=2147483647'

/**
 * `History.fetch`. In a clone that is cut off, what is not here at all comes without its history first: what deepens would bring all of it.
 * In a whole clone nothing has a depth, which would cut it off.
 */
export async function fetchMore(
  checkout: Checkout,
  { refs, deepen, tags }: Parameters<History['fetch']>[0],
  remote: Remote,
): Promise<string | undefined> {
  if (checkout.url === undefined) return "the checkout has no remote 'origin'"
  const url = checkout.url
  const stray = refs.find((ref) => refspec(ref) === undefined)
  if (stray !== undefined) return `'${stray}' is neither a whole ref nor a commit`
  const failure = (what: string, says: string): string =>
    withoutToken(`${shownAddress(url)} cannot be ${what}: ${says}${adviceFor(url, remote, says)}`, remote)
  const fetch = async (depth: readonly string[], names: readonly string[]): Promise<string | undefined> => {
    const how = ['--quiet', '--no-recurse-submodules', '--no-prune', '--refmap=', tags ? '--tags' : '--no-tags', ...depth]
    const told = await checkout.run(['fetch', ...how, '--', 'origin', ...names.map((name) => refspec(name) ?? '')], checkout.call)
    if (succeeded(told)) return undefined
    return failure('fetched', whyNot(told, url))
  }
  if ((await cutCommits(checkout)).size === 0) return await fetch([], refs)
  const far = await missing(checkout, refs)
  if (typeof far === 'string') return failure('read', far)
  const failed = far.length > 0 ? await fetch(['--depth=1'], far) : undefined
  if (failed !== undefined || (deepen === 0 && far.length === refs.length)) return failed
  return await fetch(deepen === 0 ? [] : [deepen === 'all' ? everything : `--deepen=${deepen}`], refs)
}

/** Those whose commit is not here; or why the remote cannot be asked. */
async function missing({ run, call }: Checkout, refs: readonly string[]): Promise<readonly string[] | string> {
  const names = refs.filter((ref) => !isCommit(ref))
  const told = names.length === 0 ? undefined : await run(['ls-remote', '--quiet', '--', 'origin', ...names], { ...call, raw: true })
  if (told !== undefined && !succeeded(told)) return whyNot(told, call.url ?? '')
  const there = new Map(
    (told?.bytes.toString('utf8') ?? '').split('\n').map((line) => [line.slice(line.indexOf('\t') + 1), line.split('\t')[0] ?? '']),
  )
  const here = async (ref: string): Promise<boolean> => {
    const commit = isCommit(ref) ? ref : there.get(ref)
    return commit !== undefined && succeeded(await run(['cat-file', '-e', commit]))
  }
  const known = await Promise.all(refs.map(async (ref) => [ref, await here(ref)] as const))
  return known.flatMap(([ref, isHere]) => (isHere ? [] : [ref]))
}

/** Branches go where a checkout of the agent has them (git's default for a clone), commits nowhere. */
function refspec(ref: string): string | undefined {
  if (isCommit(ref)) return ref
  const [, kind = '', name = ''] = /^refs\/(heads|tags|pull)\/([^\s\u0000-\u001f:*?[\\^~]+)$/.exec(ref) ?? []
  if (name === '') return undefined
  return kind === 'tags' ? `+${ref}:${ref}` : `+${ref}:refs/remotes/${kind === 'heads' ? 'origin' : kind}/${name}`
}

function isCommit(ref: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)
}

function withoutToken(text: string, { token }: Remote): string {
  return token === undefined || token === '' ? text : text.replaceAll(token, '***')
}
