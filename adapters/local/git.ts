import type { Git } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { shownAddress } from '../../core/shown-address.ts'
import { anyOwner, gitRunner, type RunGit, succeeded, type Told, toldOwner, whyNot } from './git-run.ts'

const hex = /^[0-9a-f]{40}$/i

/**
 * The system's git with the configuration and credentials that it has there; it never asks, and speaks https, http, ssh, git and file only; `folder`
 * is one that it may start in. What the network interrupts is tried again.
 * Addresses in messages are without credentials. A fetched tree has the tags of its commit and its submodules, but no history.
 */
export function localGit(...how: Parameters<typeof gitRunner>): Git {
  const run = gitRunner(...how)
  return {
    commitOf: async (url, ref) => await commitOf(run, requireUrl(url), ref),
    timeOf: async (checkout, commit) => await timeOf(run, checkout, commit),
    fetch: async (url, commit, into) => await fetchCommit(run, requireUrl(url), requireCommit(commit), into),
  }
}

/** As git itself has it: a tag before a branch. Patterns match the ends of names too, so only whole names count. */
async function commitOf(run: RunGit, url: string, ref: string): Promise<string | undefined> {
  if (hex.test(ref)) return ref.toLowerCase()
  const whole = ref === '' || ref === 'HEAD' ? 'HEAD' : ref
  const names = /^(?:HEAD$|refs\/)/.test(whole)
    ? [`${whole}^{}`, whole]
    : [`refs/tags/${whole}^{}`, `refs/tags/${whole}`, `refs/heads/${whole}`]
  const refs = await remoteRefs(run, url, names)
  return names.map((name) => refs.get(name)).find((commit) => commit !== undefined)
}

async function remoteRefs(run: RunGit, url: string, patterns: readonly string[]): Promise<Map<string, string>> {
  const told = await run(['ls-remote', '--quiet', '--', url, ...patterns], { url })
  requireSuccess(told, `${shownAddress(url)} cannot be read`, url)
  const pairs = told.lines.map((line) => /^([0-9a-f]{40})\t(\S+)$/.exec(line) ?? [])
  return new Map(pairs.flatMap(([, commit, name]) => (commit === undefined || name === undefined ? [] : [[name, commit] as const])))
}

/** A checkout of somebody else's (an agent's, in a container that runs as root) is read all the same: nothing in it is run for this. */
async function timeOf(run: RunGit, checkout: string, commit: string): Promise<number | undefined> {
  if (!hex.test(commit)) return undefined
  const log = ['-C', checkout, 'log', '-1', '--no-show-signature', '--format=%ct', commit, '--']
  const told = await run([...anyOwner, ...log])
  const owner = toldOwner(told)
  const { exit, lines } = owner === undefined ? told : await run([...owner, ...log])
  const time = lines.find((line) => /^\d{1,12}$/.test(line))
  return exit.kind === 'exited' && exit.code === 0 && time !== undefined ? Number(time) : undefined
}

async function fetchCommit(run: RunGit, url: string, commit: string, into: string): Promise<number> {
  const failed = `${commit} of ${shownAddress(url)} cannot be fetched`
  const git = async (...args: readonly string[]): Promise<Told> => await run(args, { url, cwd: into })
  const must = async (...args: readonly string[]): Promise<void> => requireSuccess(await git(...args), failed, url)
  requireSuccess(await run(['init', '--quiet', '--template=', '--', into], { url }), failed, url)
  const shallow = ['fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url]
  if (!succeeded(await git(...shallow, commit))) {
    // A server that gives no bare commit gives what its branches and tags lead to.
    const all = ['+HEAD:refs/remotes/origin/HEAD', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']
    await must('fetch', '--quiet', '--no-recurse-submodules', '--', url, ...all)
  } else {
    const tags = await tagsAt(run, url, commit)
    if (tags.length > 0) await must(...shallow, ...tags.map((tag) => `+${tag}:${tag}`))
  }
  await must('-c', 'advice.detachedHead=false', '-c', 'core.autocrlf=false', 'checkout', '--quiet', '--detach', commit, '--')
  await must('submodule', '--quiet', 'update', '--init', '--recursive', '--depth=1')
  const time = await timeOf(run, into, commit)
  if (time === undefined) throw new Problem('UNRESOLVED', `${failed}.`, 'Run again.')
  return time
}

/** Tags that name the commit: setuptools-scm and the like read the version from them. */
async function tagsAt(run: RunGit, url: string, commit: string): Promise<string[]> {
  const refs = await remoteRefs(run, url, ['refs/tags/*'])
  const names = [...refs].filter(([, at]) => at === commit).map(([name]) => name.replace(/\^\{\}$/, ''))
  return [...new Set(names)].filter((name) => name.startsWith('refs/tags/'))
}

/** What is no address might be an option, or a program to run (`ext::`). */
function requireUrl(url: string): string {
  if (/^(?:https?|ssh|git|file):\/\/[^\s\u0000-\u001f]+$/i.test(url) && URL.canParse(url)) return url
  throw new Problem('UNRESOLVED', `'${shownAddress(url)}' is no address of a repository.`, 'Write git+https://host/path@ref.')
}

function requireCommit(commit: string): string {
  if (hex.test(commit)) return commit.toLowerCase()
  throw new Problem('UNRESOLVED', `'${commit}' is no commit.`, 'It takes 40 hex digits.')
}

function requireSuccess(told: Told, what: string, url: string): void {
  if (succeeded(told)) return
  if (told.exit.kind === 'not-started') throw new Problem('UNRESOLVED', `${what}: ${whyNot(told, url)}.`, 'Install git on this agent.')
  throw new Problem('UNRESOLVED', `${what}: ${whyNot(told, url)}.`, 'Check the address, and that git has credentials for it on this agent.')
}
