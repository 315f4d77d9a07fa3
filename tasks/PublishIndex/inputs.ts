import type { Ask } from '../../core/ask.ts'
import type { Layout } from '../../core/index/layout.ts'
import { type Keep, parseKeep } from '../../core/index/retention.ts'
import { statuses } from '../../core/index/status.ts'
import { isPullRequest } from '../../core/pipeline/pull-request.ts'
import { Problem } from '../../core/problem.ts'
import { shownAddress } from '../../core/shown-address.ts'
import { readStoreAccess, type StoreAccess } from '../../core/store-access.ts'

const modes = ['publish', 'rebuild', 'verify', 'yank', 'status'] as const

/** What PublishIndex is asked to do. */
export interface Inputs {
  readonly mode: (typeof modes)[number]
  /** Folders, files or globs; empty for every artifact of this run. */
  readonly distributions: readonly string[]
  readonly store: StoreAccess
  readonly layout: Layout
  /** Undefined leaves the index' title as it is. */
  readonly title: string | undefined
  readonly filesUrl: string | undefined
  readonly indexUrl: string | undefined
  readonly onConflict: 'fail' | 'skip'
  /** Whether PyPI's older JSON is kept of each project. */
  readonly legacyJson: boolean
  /** Whether pages may be kept gzipped in a bucket. */
  readonly compress: boolean
  /** `none`: the pipeline says that nobody else writes, so that the store need not know conditions. */
  readonly concurrency: 'many' | 'none'
  /** How many development versions of a project stay, or for how many days; undefined keeps all. */
  readonly keep: Keep | undefined
  /** The index as installers see it, which is checked after publishing. */
  readonly checkUrl: string | undefined
  /** `yank`: requirements or file names; `status`: projects. */
  readonly requirements: readonly string[]
  readonly reason: string | undefined
  readonly undo: boolean
  /** Of mode `status`. */
  readonly status: (typeof statuses)[number]
  /** Of mode `rebuild`: that what cannot be kept may go. */
  readonly acceptLoss: boolean
  /** Of mode `rebuild`: whether files whose SHA-256 nobody knows are read whole. */
  readonly computeHashes: boolean
  /** Of mode `verify`: whether what is found is mended. */
  readonly repair: boolean
  /** Of mode `verify`: whether every file is read whole, and not only what the store tells of it. */
  readonly readFiles: boolean
  readonly dryRun: boolean
  /** The run whose artifacts are published. */
  readonly run: { readonly id: number; readonly commit: string }
}

/** Reads and judges every input of task.json once; whatever is wrong is one Problem that names the input. */
export function readInputs(ask: Ask): Inputs {
  const mode = ask.pick('mode', modes, 'publish')
  const dryRun = ask.flag('dryRun', false)
  const repair = ask.flag('repair', false)
  refusePullRequest(ask, dryRun || (mode === 'verify' && !repair))
  ask.required('store', 'Write s3://bucket/prefix or a folder: where the index is to stand.')
  const inputs = {
    mode,
    distributions: readDistributions(ask),
    store: requireWritable(readStoreAccess(ask)),
    layout: ask.pick('layout', ['website', 'rest', 'both'], 'both'),
    title: ask.optional('title'),
    filesUrl: readUrl(ask, 'filesUrl'),
    indexUrl: readUrl(ask, 'indexUrl'),
    onConflict: ask.pick('onConflict', ['fail', 'skip'], 'fail'),
    dryRun,
    legacyJson: ask.flag('legacyJson', false),
    compress: ask.flag('compress', true),
    concurrency: ask.pick('concurrency', ['many', 'none'], 'many'),
    keep: readKeep(ask),
    checkUrl: readCheckUrl(ask),
    ...readMarks(ask, mode),
    acceptLoss: ask.flag('acceptLoss', false),
    computeHashes: ask.flag('computeHashes', true),
    repair,
    readFiles: ask.flag('readFiles', false),
    run: { id: Number(ask.variable('Build.BuildId') ?? '0'), commit: ask.variable('Build.SourceVersion') ?? '' },
  }
  ask.nothingElse()
  return inputs
}

/** What is yanked, or given a status; only those modes ask for it. */
function readMarks(ask: Ask, mode: Inputs['mode']): Pick<Inputs, 'requirements' | 'reason' | 'undo' | 'status'> {
  const requirements = ask.lines('requirements')
  if (requirements.length === 0 && (mode === 'yank' || mode === 'status'))
    throw new Problem(
      'INPUT_MISSING',
      `The mode '${mode}' needs the input 'requirements'.`,
      mode === 'yank' ? 'Write what is to be yanked, one a line: name==1.2, or the name of a file.' : 'Write the projects, one a line.',
    )
  return {
    requirements,
    reason: ask.optional('reason'),
    undo: ask.flag('undo', false),
    status: ask.pick('status', statuses, 'active'),
  }
}

function readKeep(ask: Ask): Keep | undefined {
  const text = ask.optional('keep')
  if (text === undefined) return undefined
  const keep = parseKeep(text)
  if (keep !== undefined) return keep
  throw new Problem(
    'INPUT_INVALID',
    `The input 'keep' is '${text}', which is neither a number of versions nor of days.`,
    "Write '10' for the ten newest development versions of each project, or '30d' for those of the last thirty days.",
  )
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
  const text = readAddress(ask, name)
  if (text === undefined) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || /[?#]/.test(text))
    throw new Problem(
      'INPUT_INVALID',
      `The input '${name}' holds more than an address: a user's name or password, a query or a fragment.`,
      'Leave these away: the address is written into the index and the log, and file names are appended to it.',
    )
  return text
}

/** User and password may stand in it; a query or a fragment could not be followed by a project's name. */
function readCheckUrl(ask: Ask): string | undefined {
  const text = readAddress(ask, 'checkUrl')
  if (text === undefined || !/[?#]/.test(text)) return text
  throw new Problem(
    'INPUT_INVALID',
    "The input 'checkUrl' holds a query or a fragment.",
    'Write the address that pip is given, ending in /simple.',
  )
}

function readAddress(ask: Ask, name: string): string | undefined {
  const text = ask.optional(name)
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^(?:https?|file):$/.test(url.protocol))
    throw new Problem(
      'INPUT_INVALID',
      `The input '${name}' is '${shownAddress(text)}', which is no web address.`,
      'Write a whole one, such as https://wheels.example.com/simple.',
    )
  return text.replace(/\/+$/, '')
}
