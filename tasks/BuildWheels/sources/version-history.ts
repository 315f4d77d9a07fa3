import { join, relative } from 'node:path'
import { isVersionTold } from '../../../core/build/told-version.ts'
import type { Head } from '../../../core/history.ts'
import { Problem } from '../../../core/problem.ts'
import type { Ports } from '../ports.ts'
import { declarationIn } from './declaration.ts'

type World = Pick<Ports, 'files' | 'histories' | 'lender' | 'log'>

/** What a build may ask git for. */
export interface VersionHistory {
  /** The top of the checkout. */
  readonly top: string
  /** Where the project lies in it, `/`-separated; empty for its top. */
  readonly inside: string
  /** Whether its version comes from there. */
  readonly needed: boolean
}

/** Asks for the history of a folder whose version comes from one, or that is the top of a checkout; undefined for any other, or where there is none. */
export type Histories = (folder: string) => Promise<VersionHistory | undefined>

/**
 * Histories of checkouts that go back to their tags: what a checkout step has cut off is fetched, once. Where that fails it is a Problem
 * `UNRESOLVED`, unless a variable of the `told` ones tells the version: a wrong one would look like a good one.
 */
export function histories(told: readonly string[], ports: World): Histories {
  const complete = new Map<string, Promise<string | undefined>>()
  const completedOnce = async (head: Head, folder: string): Promise<string | undefined> => {
    const lacking = complete.get(head.top) ?? completed(head, folder, ports)
    complete.set(head.top, lacking)
    return await lacking
  }
  return async (folder) => {
    const { tool, name } = await versionToolIn(folder, ports)
    const needed = tool !== '' && !isVersionTold(told, name)
    // At the top of a checkout a build finds git, whatever it asks it for; in any other folder only who says so.
    if (tool === '' && (await ports.files.kind(join(folder, '.git'))) === undefined) return undefined
    const head = await headOf(folder, needed, ports)
    if (head === undefined) return undefined
    const why = tool === '' ? undefined : await completedOnce(head, folder)
    if (why !== undefined && needed) throw cutOff(tool, why)
    return { top: head.top, inside: await placeIn(head.top, folder, ports), needed }
  }
}

/** Undefined also for what cannot be read and need not be. */
async function headOf(folder: string, needed: boolean, ports: World): Promise<Head | undefined> {
  try {
    return await ports.histories(folder).head()
  } catch (error) {
    if (needed || !(error instanceof Problem)) throw error
    return undefined
  }
}

/** Git tells the top without the links that may lead to it. */
async function placeIn(top: string, folder: string, { files }: World): Promise<string> {
  const real = async (path: string): Promise<string> => (await files.behind(path))?.path ?? path
  return relative(await real(top), await real(folder)).replaceAll('\\', '/')
}

const none = { tool: '', name: undefined }

/** Files that cannot be read are told of by whoever builds with them. */
async function versionToolIn(folder: string, { files }: World): Promise<{ readonly tool: string; readonly name: string | undefined }> {
  try {
    const said = await declarationIn(folder, folder, files)
    return 'versionTool' in said ? { tool: said.versionTool, name: said.name } : none
  } catch (error) {
    if (error instanceof Problem) return none
    throw error
  }
}

/** Undefined once the checkout has all that its remote has; else why it has not. */
async function completed({ commit, shallow, top }: Head, folder: string, ports: World): Promise<string | undefined> {
  const isTagged = await ports.lender.hasTags(top)
  if (!shallow && isTagged) return undefined
  ports.log.say('info', `Versions come from git's tags: ${shallow ? 'the rest of the history' : 'the tags'} of ${top} is fetched.`)
  const failed = await ports.histories(folder).fetch({ refs: [commit], deepen: shallow ? 'all' : 0, tags: true })
  if (failed !== undefined) return `the checkout ${shallow ? 'is shallow' : 'has no tag'}, and ${failed.replace(/\.$/, '')}`
  if (!(await ports.lender.hasTags(top))) ports.log.say('warning', `${top} has no tag, from which a version could come.`)
  return undefined
}

function cutOff(tool: string, why: string): Problem {
  return new Problem(
    'UNRESOLVED',
    `${tool} reads the version from git's tags, but ${why}.`,
    'Give the checkout step of this job fetchDepth: 0 and fetchTags: true.',
  )
}
