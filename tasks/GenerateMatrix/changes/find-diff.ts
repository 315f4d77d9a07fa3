import { resolve } from 'node:path'
import { askForBase } from '../../../core/changes/base.ts'
import { type Diff, diffBelow, diffOf, parseDiff } from '../../../core/changes/diff.ts'
import type { Head } from '../../../core/history.ts'
import type { Files } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ChangesInputs } from './inputs.ts'
import { type BasePorts, reachBase } from './reach-base.ts'

/** What finding a diff needs of the world. */
export interface DiffPorts extends BasePorts {
  readonly files: Pick<Files, 'read'>
  /** The folder of the checked-out sources; absolute. */
  readonly sources: string
}

/** `says` is a clause for people: what it is compared with, or why nobody knows. Commits are empty where none is known. */
export type FoundDiff =
  | { readonly kind: 'known'; readonly diff: Diff; readonly base: string; readonly head: string; readonly says: string }
  | { readonly kind: 'unknown'; readonly head: string; readonly says: string }

type Asked = Pick<ChangesInputs, 'base' | 'diffFile' | 'targetPath' | 'excludePaths'>

/**
 * What has changed, by diff.json (`FILE_MISSING`, `FILE_INVALID`), else by git. What cannot be had for certain is unknown, in words: a diff that comes
 * out empty or short by a fault would have nothing tested. A targetPath at which the repository has nothing is `INPUT_INVALID`.
 */
export async function findDiff(inputs: Asked, ports: DiffPorts): Promise<FoundDiff> {
  if (inputs.diffFile !== undefined) return await readDiffFile(inputs.diffFile, inputs, ports)
  let head: Head | undefined
  try {
    head = await ports.history.head()
    return head === undefined
      ? { kind: 'unknown', head: '', says: `${ports.sources} is in no work tree of git` }
      : await compare(head, inputs, ports)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'UNRESOLVED') throw error
    return {
      kind: 'unknown',
      head: head?.commit ?? '',
      says: `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`.replace(/\.$/, ''),
    }
  }
}

async function compare(head: Head, inputs: Asked, ports: DiffPorts): Promise<FoundDiff> {
  const question = askForBase(inputs.base, head)
  const reached = await reachBase(question, head, ports)
  if (reached.kind === 'unknown') return { ...reached, head: head.commit }
  const stray = question.kind === 'target' ? await whyStray(inputs.base, question.ref, reached.base, head, ports) : undefined
  if (stray !== undefined) return { kind: 'unknown', says: stray, head: head.commit }
  const changes = await ports.history.diff(reached.base, head.commit)
  const more = { excludePaths: inputs.excludePaths, pullRequest: inputs.base.pullRequest }
  const diff = diffBelow(diffOf(changes, more), inputs.targetPath)
  if (isEmpty(diff)) await requireTarget(inputs.targetPath, ports)
  const says = `since ${reached.base.slice(0, 10)}, ${reached.says}`
  return { kind: 'known', diff, base: reached.base, head: head.commit, says }
}

/** Another repository, another branch, and what the target has taken in since would show nothing of what the pull request brings. */
async function whyStray(
  { sourceCommit }: Asked['base'],
  ref: string,
  base: string,
  head: Head,
  { history }: DiffPorts,
): Promise<string | undefined> {
  if (sourceCommit !== undefined && !(await history.isAncestor(sourceCommit, head.commit)))
    return `what is checked out does not hold the last commit of the pull request, ${sourceCommit.slice(0, 10)}`
  const target = ref.replace(/^refs\/heads\//, 'origin/')
  return base === head.commit ? `what is checked out is in ${target} already, so nothing tells what the pull request brings` : undefined
}

/** A path that is misspelt would have every change left out. */
async function requireTarget(target: string, { history }: DiffPorts): Promise<void> {
  if (target === '') return
  const isThere = (await history.tracked()).some((path) => path === target || path.startsWith(`${target}/`))
  if (isThere) return
  throw new Problem(
    'INPUT_INVALID',
    `The repository has nothing at '${target}', which the input targetPath names.`,
    'Write the path of a folder from the top of the repository, in its own case.',
  )
}

async function readDiffFile(diffFile: string, inputs: Asked, { files, sources }: DiffPorts): Promise<FoundDiff> {
  const bytes = await files.read(resolve(sources, diffFile))
  if (bytes === undefined)
    throw new Problem('FILE_MISSING', `There is no file ${diffFile}, which the input diffFile names.`, 'Write it before this step.')
  const read = parseDiff(textOf(bytes), diffFile)
  // Generate-PR-Diff.ps1 does not look at how git ended.
  if (isEmpty(read)) return { kind: 'unknown', head: '', says: `${diffFile} names no file, which it would not either if git had failed` }
  const diff = { ...read, excludePaths: [...new Set([...read.excludePaths, ...inputs.excludePaths])] }
  return { kind: 'known', diff: diffBelow(diff, inputs.targetPath), base: '', head: '', says: `as ${diffFile} says` }
}

/** Windows PowerShell writes UTF-16 (Out-File without -Encoding). */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(bytes)
}

function isEmpty({ changed, deleted }: Diff): boolean {
  return changed.length + deleted.length === 0
}
