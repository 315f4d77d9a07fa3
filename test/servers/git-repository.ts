import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What git sees in these repositories: a home of its own, nobody's settings, and one author. */
export function plainGit(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@test',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@test',
  }
}

/** A real repository, with commits a minute apart from a fixed time on. */
export class Repository {
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  #time = 1_790_000_000

  /** What lies there already, or an empty one whose branch is `main`. */
  constructor(folder: string, environment: Readonly<Record<string, string>> = plainGit(dirname(folder))) {
    this.folder = folder
    this.environment = environment
    if (existsSync(join(folder, '.git'))) return
    mkdirSync(folder, { recursive: true })
    this.git('init', '--quiet', '--template=', '-b', 'main')
  }

  /** Its address. */
  get url(): string {
    return pathToFileURL(this.folder).href
  }

  /** The same once more, elsewhere: a test may change it. */
  copied(folder: string): Repository {
    cpSync(this.folder, folder, { recursive: true, verbatimSymlinks: true })
    const copy = new Repository(folder, this.environment)
    copy.#time = this.#time
    return copy
  }

  /** What git prints, without white space around it. */
  git(...args: readonly string[]): string {
    const date = `${this.#time} +0000`
    const env = { ...this.environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
    // A look at what there is to tidy up, after every commit, takes a third of its time.
    const plain = ['-c', 'protocol.file.allow=always', '-c', 'advice.detachedHead=false', '-c', 'maintenance.auto=false']
    return execFileSync('git', [...plain, ...args], { cwd: this.folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  }

  /** Writes files (null removes one), commits all that is there, and answers the commit. */
  commit(files: Readonly<Record<string, string | Uint8Array | null>>, message = 'more'): string {
    for (const [path, text] of Object.entries(files)) this.put(path, text)
    this.#time += 60
    this.git('add', '-A')
    this.git('commit', '--quiet', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** Many commits on the branch that is checked out, each by the files that it writes, in a few processes; oldest first. Work tree and index follow. */
  commitAll(all: readonly Readonly<Record<string, string>>[]): string[] {
    const ref = this.git('symbolic-ref', 'HEAD')
    const before = this.git('for-each-ref', '--format=%(objectname)', ref)
    const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
    const stream = all.map((files, at) => {
      this.#time += 60
      const begin = `commit ${ref}\ncommitter a <a@test> ${this.#time} +0000\n${data('more')}${at === 0 && before !== '' ? `from ${before}\n` : ''}`
      return `${begin}${Object.entries(files)
        .map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`)
        .join('')}\n`
    })
    execFileSync('git', ['fast-import', '--quiet'], { cwd: this.folder, env: this.environment, input: stream.join('') })
    this.git('reset', '--quiet', '--hard', ref)
    return this.git('rev-list', '--reverse', `--max-count=${all.length}`, '--first-parent', ref).split('\n')
  }

  /** Merges as the hosts of pull requests do: a commit of two parents on a detached HEAD, kept as `refs/pull/<number>/merge`. */
  mergePullRequest(number: number, target: string, source: string): string {
    this.git('checkout', '--quiet', '--detach', target)
    this.#time += 60
    this.git('merge', '--quiet', '--no-ff', '-m', `Merge ${source} into ${target}`, source)
    const commit = this.git('rev-parse', 'HEAD')
    this.git('update-ref', `refs/pull/${number}/merge`, commit)
    this.git('checkout', '--quiet', target)
    return commit
  }

  /** Checks out as the agent does: `ref` of this one, at its depth (0 for all), detached. */
  checkedOut(folder: string, ref: string, depth: number, url = this.url): Repository {
    const clone = new Repository(folder, this.environment)
    clone.git('remote', 'add', 'origin', url)
    const name = ref.replace(/^refs\/(?:heads\/|(?=pull))/, (kind) => (kind === 'refs/heads/' ? 'origin/' : ''))
    const refs = depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*'] : []
    const how = ['--quiet', '--force', '--no-tags', '--prune', ...(depth === 0 ? [] : [`--depth=${depth}`])]
    clone.git('fetch', ...how, 'origin', ...refs, `+${ref}:refs/remotes/${name}`)
    clone.git('checkout', '--quiet', '--force', '--detach', `refs/remotes/${name}`)
    return clone
  }

  put(path: string, text: string | Uint8Array | null): void {
    const at = join(this.folder, path)
    mkdirSync(dirname(at), { recursive: true })
    if (text === null) rmSync(at, { recursive: true, force: true })
    else writeFileSync(at, text)
  }
}
