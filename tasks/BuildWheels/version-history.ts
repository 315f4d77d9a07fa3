import { join, relative } from 'node:path'
import { readDeclaration } from '../../core/changes/declared.ts'
import { Problem } from '../../core/problem.ts'
import type { Ports } from './ports.ts'

type World = Pick<Ports, 'files' | 'histories' | 'lender' | 'log'>

/** What a build needs whose version comes from git's tags. */
export interface VersionHistory {
  /** The top of the checkout. */
  readonly top: string
  /** Where the project lies in it, `/`-separated; empty for its top. */
  readonly inside: string
}

/** Asks for the history of a folder; undefined where its version does not come from one, or there is none. */
export type Histories = (folder: string) => Promise<VersionHistory | undefined>

/**
 * Histories of checkouts that go back to their tags: what a checkout step has cut off is fetched, once. Where that fails it is a Problem
 * `UNRESOLVED`, unless builds are `told` their version: a wrong one would look like a good one.
 */
export function histories(told: boolean, ports: World): Histories {
  const complete = new Map<string, Promise<string | undefined>>()
  return async (folder) => {
    const tool = await versionToolIn(folder, ports)
    const head = tool === '' ? undefined : await ports.histories(folder).head()
    if (head === undefined) return undefined
    const lacking = complete.get(head.top) ?? completed(head, folder, ports)
    complete.set(head.top, lacking)
    const why = await lacking
    if (why !== undefined && !told) throw cutOff(tool, why)
    // git tells the top without the links that may lead to it.
    const real = async (path: string): Promise<string> => (await ports.files.behind(path))?.path ?? path
    return { top: head.top, inside: relative(await real(head.top), await real(folder)).replaceAll('\\', '/') }
  }
}

/** Files that cannot be read are told of by whoever builds with them. */
async function versionToolIn(folder: string, { files }: World): Promise<string> {
  const text = async (name: string): Promise<string | undefined> => {
    const bytes = await files.read(join(folder, name))
    return bytes && new TextDecoder().decode(bytes)
  }
  const [pyproject, setupCfg] = [await text('pyproject.toml'), await text('setup.cfg')]
  try {
    const hasScript = (await files.kind(join(folder, 'setup.py'))) === 'file'
    const said = readDeclaration({ folder, pyproject, setupCfg, hasScript })
    return 'versionTool' in said ? said.versionTool : ''
  } catch (error) {
    if (error instanceof Problem) return ''
    throw error
  }
}

/** Undefined once the checkout has all that its remote has; else why it has not. */
async function completed(
  head: { commit: string; shallow: boolean; top: string },
  folder: string,
  ports: World,
): Promise<string | undefined> {
  const { commit, shallow, top } = head
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
