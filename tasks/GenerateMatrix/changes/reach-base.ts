import type { BaseQuestion } from '../../../core/changes/base.ts'
import type { Head, History, PastRuns } from '../../../core/history.ts'

/** The commit that what is checked out is compared with, which is here; or why it cannot be had. */
export type ReachedBase =
  | { readonly kind: 'known'; readonly base: string; readonly says: string }
  | { readonly kind: 'unknown'; readonly says: string }

/** What reaching it needs of the world. */
export interface BasePorts {
  readonly history: History
  /** Undefined where the job has no connection of its own. */
  readonly pastRuns: (() => Promise<PastRuns>) | undefined
}

/** How many commits a history that is cut off is made longer by, step by step. */
const steps: readonly (number | 'all')[] = [1, 50, 500, 'all']

/** Answers the question, and fetches what that takes: first one commit, then more and more of the history. */
export async function reachBase(question: BaseQuestion, head: Head, { history, pastRuns }: BasePorts): Promise<ReachedBase> {
  if (question.kind === 'none') return unknown(question.says)
  if (question.kind === 'commit') return await reachCommit(question.commit, question.says, head, history)
  if (question.kind === 'last-good') return await reachLastGood(question, head, { history, pastRuns })
  return question.kind === 'target' ? await reachTarget(question.ref, head, history) : await reachSince(question.name, head, history)
}

/** A branch that an earlier job has left here may be an older one, and what was taken back since then would not show. */
async function reachTarget(ref: string, head: Head, history: History): Promise<ReachedBase> {
  const failed = await history.fetch({ refs: [ref], deepen: 0, tags: false })
  const name = ref.replace('refs/heads/', 'origin/')
  if (failed !== undefined) return unknown(`the target branch is not known: ${failed}`)
  return await reachMergeBases(`refs/remotes/${name}`, [ref], `where HEAD left ${quoted(name)}`, head, history)
}

async function reachCommit(commit: string, says: string, head: Head, history: History): Promise<ReachedBase> {
  const here = async (): Promise<ReachedBase | undefined> =>
    (await history.commit(commit)) === undefined ? undefined : { kind: 'known', base: commit, says }
  const known = await here()
  if (known !== undefined) return known
  const failed = await history.fetch({ refs: [commit], deepen: 0, tags: false })
  const fetched = failed === undefined ? await here() : undefined
  if (fetched !== undefined) return fetched
  return await deepened(here, [head.commit], `the commit ${short(commit)} is not in this checkout`, history)
}

async function reachLastGood(
  { definition, branch }: Extract<BaseQuestion, { kind: 'last-good' }>,
  head: Head,
  { history, pastRuns }: BasePorts,
): Promise<ReachedBase> {
  if (pastRuns === undefined) return unknown('this job has no connection to ask which run was green last')
  const run = await (await pastRuns()).lastGood(definition, branch)
  if (run.kind === 'unknown') return unknown(`the last green run is not known: ${run.why}`)
  if (run.value === undefined) return unknown(`no run of this pipeline on ${quoted(branch)} was green yet`)
  const commit = run.value.commit.toLowerCase()
  if (!isCommit(commit)) return unknown(`run ${run.value.id}, which was green last, does not tell its commit`)
  return await reachCommit(commit, `run ${run.value.id}, the last green one on ${quoted(branch)}`, head, history)
}

async function reachSince(name: string, head: Head, history: History): Promise<ReachedBase> {
  const says = `where HEAD left ${shown(name)}, which the input 'since' names`
  if (isCommit(name.toLowerCase())) {
    const reached = await reachCommit(name.toLowerCase(), says, head, history)
    return reached.kind === 'unknown' ? reached : await reachMergeBases(name.toLowerCase(), [name.toLowerCase()], says, head, history)
  }
  const named = await nameSince(name, head, history)
  return typeof named === 'string' ? unknown(named) : await reachMergeBases(named.name, named.refs, says, head, history)
}

/** What the user names: a tag that is here, a branch or tag of the remote as it is now, else what git here takes it for; or why it is none. */
async function nameSince(name: string, head: Head, history: History): Promise<{ name: string; refs: readonly string[] } | string> {
  const plain = name.replace(/^(?:refs\/(?:heads|tags|remotes\/origin)|origin)\//, '')
  const tag = `refs/tags/${plain}`
  if ((await history.commit(tag)) !== undefined) return { name: tag, refs: [] }
  const isExpression = /^(?:HEAD|@)(?:$|[~^])/.test(name)
  const failed = isExpression ? 'it is none of the remote' : await history.fetch({ refs: [`refs/heads/${plain}`], deepen: 0, tags: false })
  if (failed === undefined) return { name: `refs/remotes/origin/${plain}`, refs: [`refs/heads/${plain}`] }
  if (!isExpression && (await history.fetch({ refs: [tag], deepen: 0, tags: false })) === undefined) return { name: tag, refs: [tag] }
  const here = async (): Promise<'here' | undefined> => ((await history.commit(name)) === undefined ? undefined : 'here')
  const found = isExpression ? await deepened(here, [head.commit], `there is no commit ${quoted(name)}`, history) : await here()
  if (found !== 'here') return `${quoted(name)}, which the input 'since' names, is not known: ${found?.says ?? failed}`
  // As above: what only a branch of an earlier fetch says is not known to be so still.
  const isOld = (await history.commit(`refs/remotes/origin/${plain}`)) !== undefined
  return isOld ? `the branch ${quoted(plain)}, which the input 'since' names, is not known as it is now: ${failed}` : { name, refs: [] }
}

async function reachMergeBases(name: string, refs: readonly string[], says: string, head: Head, history: History): Promise<ReachedBase> {
  const here = async (): Promise<ReachedBase | undefined> => {
    const bases = await history.mergeBases(name, head.commit)
    const [base] = bases ?? []
    if (bases === undefined) return undefined
    if (base === undefined) return unknown(`what is checked out has no commit in common with ${shown(name)}`)
    // What was taken back on one way shows from the other base alone.
    return bases.length === 1
      ? { kind: 'known', base, says: base === name ? "which the input 'since' names" : says }
      : unknown(`HEAD was merged crosswise with ${shown(name)}, so ${bases.length} commits are where it left`)
  }
  const known = await here()
  return known ?? (await deepened(here, [head.commit, ...refs], `where HEAD left ${shown(name)} is not in this checkout`, history))
}

/** Makes the history longer until `here` has its answer, or nothing more comes. */
async function deepened<T>(
  here: () => Promise<T | undefined>,
  refs: readonly string[],
  missing: string,
  history: History,
): Promise<T | { readonly kind: 'unknown'; readonly says: string }> {
  for (const deepen of steps) {
    const failed = await history.fetch({ refs, deepen, tags: false })
    if (failed !== undefined) return unknown(`${missing}, and ${failed}`)
    const found = await here()
    if (found !== undefined) return found
  }
  return unknown(`${missing}, nor at its remote`)
}

function unknown(says: string): { readonly kind: 'unknown'; readonly says: string } {
  return { kind: 'unknown', says }
}

function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function short(commit: string): string {
  return commit.slice(0, 10)
}

/** A name may be a word of the sentence that it stands in. */
function quoted(name: string): string {
  return `'${name}'`
}

function shown(name: string): string {
  return isCommit(name) ? short(name) : quoted(name.replace(/^refs\/(?:remotes|heads|tags)\//, ''))
}
