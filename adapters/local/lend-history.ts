import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { HistoryLender, Lending } from '../../core/history.ts'
import { Problem } from '../../core/problem.ts'
import { gitRunner, type RunGit, succeeded, whyNot } from './git-run.ts'
import { type Checkout, cutCommits, firstLine, openCheckout } from './history-git.ts'

const nowhere = { token: undefined, provider: '', collectionUri: undefined }

/** Lends by the system's git; it may start in `folder`. */
export function localLender(...how: Parameters<typeof gitRunner>): HistoryLender {
  return { hasTags: async (top) => await hasTags(how, top), lend: async (lending) => await lendHistory(how, lending) }
}

/** Objects are those of the checkout, named or copied; index and refs are its own, so that nothing a build does with git reaches the checkout. */
async function lendHistory(how: Parameters<typeof gitRunner>, { top, inside, into, whole }: Lending): Promise<void> {
  const checkout = await openCheckout(how, top, nowhere)
  if (checkout === undefined)
    throw new Problem('UNRESOLVED', `${top} is no work tree of git.`, 'Have the job check out the repository (checkout: self).')
  // Files say what it holds, so the way in which a later git would keep refs is not taken.
  const [processes, environment, ...others] = how
  const run = gitRunner(processes, { ...environment, GIT_DEFAULT_REF_FORMAT: 'files' }, ...others)
  const git: RunGit = async (args) => await run(['-c', 'safe.directory=*', '-C', into, ...args])
  const must = async (...args: readonly string[]): Promise<void> => {
    const told = await git(args)
    if (!succeeded(told))
      throw new Problem('UNRESOLVED', `The history of ${top} cannot be lent: ${whyNot(told, '')}.`, 'Check the checkout step of this job.')
  }
  const ask = async (...args: readonly string[]): Promise<string> => firstLine(await checkout.read(args))
  await mkdir(into, { recursive: true })
  const format = await ask('rev-parse', '--show-object-format')
  // Older gits know neither another format nor these words for it.
  await must('init', '--quiet', '--template=', ...(format === 'sha1' ? [] : [`--object-format=${format}`]))
  await layDown(checkout, join(into, '.git'), whole, ask)
  await must('read-tree', 'HEAD')
  // What was not copied counts as it is in the commit.
  if (inside !== '') {
    for (const [key, value] of [
      ['core.sparseCheckout', 'true'],
      ['core.sparseCheckoutCone', 'false'],
    ] as const)
      await must('config', key, value)
    await must('sparse-checkout', 'set', `/${inside.replaceAll(/[\\*?[\]!#]/g, String.raw`\$&`)}/`)
  } else if (await takeSparseness(checkout, join(into, '.git'), ask)) {
    await must('config', 'core.sparseCheckout', 'true')
    await must('sparse-checkout', 'reapply')
  }
}

/** Whether the checkout has not all files of its commit; which ones is then told to the other repository. */
async function takeSparseness(checkout: Checkout, git: string, ask: (...args: string[]) => Promise<string>): Promise<boolean> {
  if ((await ask('config', '--type=bool', '--default=false', '--get', 'core.sparseCheckout')) !== 'true') return false
  const patterns = resolve(checkout.top, await ask('rev-parse', '--git-path', 'info/sparse-checkout'))
  await mkdir(join(git, 'info'), { recursive: true })
  return await copyFile(patterns, join(git, 'info', 'sparse-checkout')).then(
    () => true,
    () => false,
  )
}

async function layDown(checkout: Checkout, git: string, whole: boolean, ask: (...args: string[]) => Promise<string>): Promise<void> {
  const objects = join(resolve(checkout.top, await ask('rev-parse', '--git-common-dir')), 'objects')
  if (whole) await cp(objects, join(git, 'objects'), { recursive: true })
  else await writeFile(join(git, 'objects', 'info', 'alternates'), `${objects.replaceAll('\\', '/')}\n`)
  const refs = await ask('for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/remotes', 'refs/tags')
  await writeFile(join(git, 'packed-refs'), refs === '' ? '' : `${refs}\n`)
  const cut = await cutCommits(checkout)
  if (cut.size > 0) await writeFile(join(git, 'shallow'), `${[...cut].join('\n')}\n`)
  await writeFile(join(git, 'HEAD'), `${await ask('rev-parse', 'HEAD')}\n`)
}

async function hasTags(how: Parameters<typeof gitRunner>, top: string): Promise<boolean> {
  const checkout = await openCheckout(how, top, nowhere)
  return checkout !== undefined && (await checkout.read(['for-each-ref', '--count=1', '--format=%(refname)', 'refs/tags'])).length > 0
}
