import { downloadByPip, type Pip, withPip } from '../../../flows/run-pip.ts'
import { counted } from '../../../core/counted.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import { listedIn } from '../../../core/index/standing.ts'
import type { ProjectListing } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { type Fetch, hashedRequirement, pipSample } from '../../../core/release/upload/pip-sample.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Ports } from '../ports.ts'
import type { Done } from '../publish/done.ts'
import type { Target } from './target.ts'

type Needs = Pick<Ports, 'files' | 'log' | 'outside' | 'clock'>
type Found = Pick<Done, 'doubts' | 'notes'>

/** A page may still be an old one where pip asks, though not where we did. */
const again = 20_000

/** Refuses, before anything is uploaded, what pip alone is to verify and cannot (`NOT_SUPPORTED`, `INTERPRETER_MISSING`). */
export async function requirePip(target: Target, ports: Needs): Promise<void> {
  const url = pipUrl(target)
  const remedy = 'Nothing was uploaded. Put a python with pip on PATH (UsePythonVersion), or set verifyUpload: index.'
  if (url === undefined) throw new Problem('NOT_SUPPORTED', `pip cannot be asked for what ${target.name} has.`, 'Set verifyUpload: index.')
  await withPip(url, ports.files, await ports.outside(target.checkUrl ?? url), async (pip) => {
    if (pip === undefined) throw new Problem('INTERPRETER_MISSING', 'verifyUpload is pip, and there is no python with pip on PATH.', remedy)
    return await Promise.resolve()
  })
}

/** Has pip download wheels of a release as users will, each by its planned hash, and compares; what it cannot is a doubt, for everything is published. */
export async function verifyByPip(
  plan: ReleasePlan,
  target: Target,
  listings: ReadonlyMap<string, ProjectListing | undefined>,
  ports: Needs,
): Promise<Found> {
  const url = pipUrl(target)
  if (url === undefined) return { doubts: [], notes: [`pip was not asked: it cannot read ${target.name}.`] }
  const { fetches, left } = pipSample(entriesOf(plan, listings))
  if (fetches.length === 0) return { doubts: [], notes: left }
  const check = async (): Promise<Found> =>
    await withPip(url, ports.files, await ports.outside(target.checkUrl ?? url), async (pip) => {
      if (pip === undefined) return { doubts: [], notes: ['pip was not asked: there is no python with pip on PATH.'] }
      const doubts: Problem[] = []
      for (const [at, fetch] of fetches.entries()) doubts.push(...(await fetchOne(fetch, at, pip, ports)))
      if (doubts.length === 0)
        ports.log.say('info', `pip ${pip.version.text} fetched ${counted(fetches.length, 'wheel')}, each with the planned hash.`)
      return { doubts, notes: left }
    })
  return await ports.log.group('Download by pip', check)
}

/** The listed files of a plan, with its hashes: what the index says of them is no part of what is compared. */
function entriesOf(plan: ReleasePlan, listings: ReadonlyMap<string, ProjectListing | undefined>): FileEntry[] {
  return plan.releases.flatMap(({ project, files }) => {
    const listed = listedIn(listings.get(project))
    return files.map(({ name, size, sha256 }) => {
      const requiresPython = listed(name)?.requiresPython
      return { filename: name, url: '', yanked: false, size, sha256, ...(requiresPython === undefined ? {} : { requiresPython }) }
    })
  })
}

async function fetchOne(fetch: Fetch, at: number, pip: Pip, ports: Needs): Promise<Problem[]> {
  const { filename } = fetch.file
  const list = `${pip.folder}/${at}.txt`
  await ports.files.write(list, hashedRequirement(fetch))
  const args = [...fetch.args, '--require-hashes', '-r', list]
  const into = `${pip.folder}/${at}`
  for (const isLast of [false, true]) {
    const { says } = await downloadByPip(pip, args, into, ports.log)
    if (says === '') return await compare(fetch, into, ports)
    if (isLast) return [doubt(`${filename} is published, but ${says}`)]
    ports.log.say('info', `${filename}: ${says}; trying once more`)
    await ports.clock.sleep(again)
  }
  return []
}

async function compare({ file, sha256 }: Fetch, folder: string, { files }: Needs): Promise<Problem[]> {
  const names = await files.find(folder, ['*'])
  if (names.length !== 1 || names[0] === undefined) return [doubt(`${file.filename} is published, but pip left ${names.length} files`)]
  const found = await files.measure(`${folder}/${names[0]}`)
  return found.sha256 === sha256 ? [] : [doubt(`${names[0]} came to pip with the SHA-256 ${found.sha256}, not ${sha256}`)]
}

function doubt(says: string): Problem {
  return new Problem(
    'CHECK_FAILED',
    `${says}.`,
    'The log tells what pip said. Try it by hand; if users cannot install it, yank the release.',
  )
}

/** Where pip asks, with user and password where readers need them: this goes into its environment, never into its arguments. */
function pipUrl({ checkUrl, reader }: Target): string | undefined {
  if (checkUrl === undefined || !URL.canParse(checkUrl)) return undefined
  const url = new URL(checkUrl.endsWith('/') ? checkUrl : `${checkUrl}/`)
  if (reader === undefined) return url.href
  url.username = encodeURIComponent(reader.username)
  url.password = encodeURIComponent(reader.password)
  return url.href
}
