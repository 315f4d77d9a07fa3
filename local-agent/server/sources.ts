import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Mistake } from '../mistake.ts'
import type { Remote } from '../record.ts'
import type { LocalFile } from './local-file.ts'

/** What a run builds. */
export interface Sources {
  readonly repository: string
  readonly provider: LocalFile['provider']
  readonly reason: string
  readonly branch: string
  /** The commit; zeros where the folder has none. */
  readonly version: string
  /** Where it is there, checkouts fetch from it; else they copy the folder as it lies. */
  readonly remote?: Remote
  readonly pullRequest?: PullRequestSources
}

/** A pull request as its merge commit has it; branches without `refs/heads/`. */
export interface PullRequestSources {
  readonly number: number
  readonly source: string
  readonly target: string
  readonly fork: boolean
  /** The last commit of `source` that was merged. */
  readonly commit: string
}

/** Reads what a run of this local file builds; `fill` replaces macros. Throws Mistake for what is not in the repository. */
export function readSources(folder: string, local: LocalFile, fill: (text: string) => string): Sources {
  const repository = resolve(folder, fill(local.repository))
  if (!existsSync(repository) || !statSync(repository).isDirectory()) throw new Mistake(`The repository ${repository} is no folder.`)
  const { provider, reason } = local
  if (local.pullRequest !== undefined) {
    const { pullRequest, merge } = readPullRequest(repository, local.pullRequest, fill)
    const branch = `refs/pull/${pullRequest.number}/merge`
    return { provider, reason: 'PullRequest', ...fetched(repository, branch, merge), pullRequest }
  }
  const branch = fill(local.branch)
  requireTagged(repository, branch)
  if (!isBare(repository)) return { repository, provider, reason, branch, version: commitOf(repository, 'HEAD') ?? '0'.repeat(40) }
  return { provider, reason, ...fetched(repository, branch, required(repository, branch)) }
}

/** A work tree whose own tag names another commit is not what it would be called. */
function requireTagged(repository: string, branch: string): void {
  if (!branch.startsWith('refs/tags/') || git(repository, 'rev-parse', '--show-prefix') !== '') return
  const tagged = commitOf(repository, branch)
  if (!isBare(repository) && tagged !== undefined && tagged !== commitOf(repository, 'HEAD'))
    throw new Mistake(`${repository} is not at ${branch}: check it out there, or name a bare repository, which is fetched.`)
}

/** A local file whose run builds another branch, tag or ref than it says, and no pull request. Throws Mistake for what is no whole ref. */
export function building(local: LocalFile, branch: string | undefined): LocalFile {
  if (branch === undefined) return local
  if (!/^refs\/[^/\s]+\/\S*[^/\s]$/.test(branch))
    throw new Mistake(`'${branch}' is no whole ref, such as refs/heads/main or refs/tags/v1.0.`)
  return { ...local, branch, pullRequest: undefined }
}

function fetched(repository: string, branch: string, version: string): Pick<Sources, 'repository' | 'branch' | 'version' | 'remote'> {
  return { repository, branch, version, remote: { url: pathToFileURL(repository).href, branch, commit: version } }
}

function readPullRequest(
  repository: string,
  given: NonNullable<LocalFile['pullRequest']>,
  fill: (text: string) => string,
): { readonly pullRequest: PullRequestSources; readonly merge: string } {
  const number = fill(given.number)
  if (!/^[1-9]\d{0,8}$/.test(number)) throw new Mistake(`'${number}' is no number of a pull request.`)
  if (git(repository, 'rev-parse', '--show-prefix') !== '')
    throw new Mistake(`${repository} is not the top of a git repository, which a pull request needs.`)
  const [source, target] = [given.source, given.target].map((branch) => fill(branch).replace(/^refs\/heads\//, ''))
  const merge = required(repository, `refs/pull/${number}/merge`)
  required(repository, `refs/heads/${target}`)
  const commit = commitOf(repository, `${merge}^2`)
  if (commit === undefined) throw new Mistake(`refs/pull/${number}/merge of ${repository} is no merge of two commits.`)
  return { pullRequest: { number: Number(number), source: source ?? '', target: target ?? '', fork: given.fork, commit }, merge }
}

function isBare(repository: string): boolean {
  return git(repository, 'rev-parse', '--is-bare-repository', '--git-dir') === 'true\n.'
}

function required(repository: string, ref: string): string {
  const commit = commitOf(repository, ref)
  if (commit === undefined) throw new Mistake(`The repository ${repository} has no ${ref}.`)
  return commit
}

function commitOf(repository: string, name: string): string | undefined {
  return git(repository, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`)
}

/** What a command of git prints, without the end of its last line; undefined where it fails. */
function git(repository: string, ...args: readonly string[]): string | undefined {
  // Whoever runs us from a hook of git has told git another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')))
  const { status, stdout } = spawnSync('git', ['-C', repository, ...args], { encoding: 'utf8', env })
  return status === 0 ? stdout.replace(/\n$/, '') : undefined
}
