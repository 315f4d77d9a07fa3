import { copyFileSync, existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckoutOptions, Remote, Step } from '../record.ts'
import { runProcess } from './process.ts'
import type { StepContext } from './step-context.ts'

// Agent sources: Agent.Plugins/GitSourceProvider.cs and Agent.Plugins/GitCliManager.cs.

/** `checkout: self`: fetches from the remote, or copies the repository as it lies there, uncommitted work included. Throws where there is none. */
export async function runCheckoutStep(context: StepContext, step: Extract<Step, { kind: 'checkout' }>): Promise<void> {
  const { message, folders } = context.job
  if (!step.self) return
  if (message.remote !== undefined) return fetchSources(context, message.remote, step)
  if (!existsSync(message.repository)) throw new Error(`The repository ${message.repository} does not exist.`)
  context.output(`Copying ${message.repository} to ${folders.sources}`)
  copyTree(message.repository, folders.sources, folders.work)
}

/** No `node_modules`. The work folder may lie within the repository: it is left out, where fs.cp would refuse the whole. */
function copyTree(from: string, to: string, without: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.name === 'node_modules' || source === without) continue
    if (entry.isDirectory()) copyTree(source, target, without)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isFile()) copyFileSync(source, target)
  }
}

async function fetchSources(context: StepContext, remote: Remote, options: CheckoutOptions): Promise<void> {
  const { specs, target } = whatToFetch(remote, options.fetchDepth)
  const fetch = ['fetch', '--force', options.fetchTags ? '--tags' : '--no-tags', '--prune', '--prune-tags']
  const depth = options.fetchDepth > 0 ? [`--depth=${options.fetchDepth}`] : []
  const from = ['--no-recurse-submodules', 'origin', ...depth]
  await git(context, 'init', context.job.folders.sources)
  await git(context, 'remote', 'add', 'origin', remote.url)
  await git(context, 'config', 'gc.auto', '0')
  await git(context, ...fetch, ...from, ...specs)
  await git(context, ...fetch, ...from, `+${remote.commit}`)
  await git(context, 'checkout', '--force', target)
  const token = context.job.variables.get('system.accessToken')
  if (options.persistCredentials && token !== undefined)
    await git(context, 'config', `http.${remote.url}.extraheader`, `AUTHORIZATION: bearer ${token}`)
}

/** A shallow fetch asks for the one commit and knows no branch by its name; a whole one of a pull request takes all branches. */
function whatToFetch({ branch, commit }: Remote, depth: number): { readonly specs: readonly string[]; readonly target: string } {
  const alone = `refs/remotes/origin/${commit}`
  if (depth > 0) return { specs: [`+${commit}:${alone}`], target: alone }
  if (!/^refs\/pull\//i.test(branch)) return { specs: [], target: commit }
  const target = branch.replace(/^refs\//i, 'refs/remotes/')
  return { specs: ['+refs/heads/*:refs/remotes/origin/*', `+${branch}:${target}`], target }
}

// Advice to people at a terminal.
const QUIET = ['-c', 'init.defaultBranch=main', '-c', 'advice.detachedHead=false']

/** Runs git as the agent does. Throws for an exit code that is not 0. */
async function git(context: StepContext, ...args: readonly string[]): Promise<void> {
  const { folders, inherited, graces } = context.job
  context.output(`[command]git ${args.join(' ')}`)
  const env = { ...inherited, GIT_TERMINAL_PROMPT: '0' }
  const onLine = (line: string): void => context.output(line)
  const invocation = { program: 'git', args: [...QUIET, ...args], cwd: folders.sources, env, graces, onLine }
  const code = await runProcess(invocation, context.signal)
  if (code !== 0) throw new Error(`Git ${args[0]} failed with exit code: ${code}`)
}
