import type { Ask } from '../../core/ask.ts'
import type { Layout } from '../../core/index/layout.ts'
import { isPullRequest } from '../../core/pipeline/pull-request.ts'
import { Problem } from '../../core/problem.ts'
import { readStoreAccess, type StoreAccess } from '../../core/store-access.ts'

/** What PublishIndex is asked to do. */
export interface Inputs {
  /** Folders, files or globs; empty for every artifact of this run. */
  readonly distributions: readonly string[]
  readonly store: StoreAccess
  readonly layout: Layout
  /** Undefined leaves the index' title as it is. */
  readonly title: string | undefined
  readonly filesUrl: string | undefined
  readonly indexUrl: string | undefined
  readonly onConflict: 'fail' | 'skip'
  readonly dryRun: boolean
  /** The run whose artifacts are published. */
  readonly run: { readonly id: number; readonly commit: string }
}

/** Reads and judges every input of task.json once; whatever is wrong is one Problem that names the input. */
export function readInputs(ask: Ask): Inputs {
  const mode = ask.pick('mode', ['publish', 'rebuild', 'verify', 'yank'], 'publish')
  if (mode !== 'publish')
    throw new Problem('NOT_SUPPORTED', `The mode '${mode}' comes with a later release.`, "Leave it out, or write 'publish'.")
  const dryRun = ask.flag('dryRun', false)
  refusePullRequest(ask, dryRun)
  ask.required('store', 'Write s3://bucket/prefix or a folder: where the index is to stand.')
  const inputs = {
    distributions: readDistributions(ask),
    store: requireWritable(readStoreAccess(ask)),
    layout: ask.pick('layout', ['website', 'rest', 'both'], 'both'),
    title: ask.optional('title'),
    filesUrl: readUrl(ask, 'filesUrl'),
    indexUrl: readUrl(ask, 'indexUrl'),
    onConflict: ask.pick('onConflict', ['fail', 'skip'], 'fail'),
    dryRun,
    run: { id: Number(ask.variable('Build.BuildId') ?? '0'), commit: ask.variable('Build.SourceVersion') ?? '' },
  }
  ask.nothingElse()
  return inputs
}

/** A release has no run of its own: what it deploys lies in its artifacts directory. */
function readDistributions(ask: Ask): string[] {
  const given = ask.lines('distributions')
  const host = (ask.variable('System.HostType') ?? 'build').toLowerCase()
  const artifacts = host === 'build' ? undefined : ask.variable('System.ArtifactsDirectory')
  return given.length > 0 || artifacts === undefined ? given : [artifacts]
}

function refusePullRequest(ask: Ask, dryRun: boolean): void {
  const allowed = ask.flag('allowPullRequest', false)
  if (allowed || dryRun || !isPullRequest(ask.variable('Build.Reason') ?? '', ask.variable('Build.SourceBranch') ?? '')) return
  throw new Problem(
    'PULL_REQUEST',
    'This run builds a pull request, so it does not write to the index.',
    "Give the stage the condition ne(variables['Build.Reason'], 'PullRequest'), or set allowPullRequest for an index that is thrown away.",
  )
}

function requireWritable(access: StoreAccess | undefined): StoreAccess {
  if (access !== undefined && access.location.kind !== 'https') return access
  throw new Problem(
    'INPUT_INVALID',
    "The input 'store' names an index on the web, which can only be read.",
    'Write s3://bucket/prefix or a folder.',
  )
}

/** An address that others are built on, and that everybody may read. */
function readUrl(ask: Ask, name: string): string | undefined {
  const text = ask.optional(name)
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^(?:https?|file):$/.test(url.protocol))
    throw new Problem(
      'INPUT_INVALID',
      `The input '${name}' is '${text}', which is no web address.`,
      'Write a whole one, such as https://wheels.example.com/simple.',
    )
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text))
    throw new Problem(
      'INPUT_INVALID',
      `The input '${name}' holds more than an address: a user's name or password, a query or a fragment.`,
      'Leave these away: the address is written into the index and the log, and file names are appended to it.',
    )
  return text.replace(/\/+$/, '')
}
