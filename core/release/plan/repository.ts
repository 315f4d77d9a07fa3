import { posix, win32 } from 'node:path'
import type { Json } from '../../canonical.ts'
import { canonical } from '../../canonical.ts'
import type { Field } from '../../json.ts'
import { Problem } from '../../problem.ts'
import { parseEndpoint } from '../../store-access.ts'
import { parseStoreLocation } from '../../store-location.ts'

/** Where files go, and where they can be seen; it stands in the plan, so it holds no secret and nothing that differs between two jobs. */
export type Repository =
  /** `checkUrl`: the simple index that shows what was uploaded. */
  | { readonly kind: 'index'; readonly uploadUrl: string; readonly checkUrl: string }
  /** A feed of Azure Artifacts; of the organisation where `project` is empty. */
  | { readonly kind: 'feed'; readonly project: string; readonly feed: string }
  /** An index of PublishIndex: approved bytes are promoted to it. `endpointUrl` is empty but for an S3 server that is not Amazon's. */
  | { readonly kind: 'store'; readonly store: string; readonly endpointUrl: string }

const named = new Map<string, Repository & { readonly kind: 'index' }>([
  ['pypi', { kind: 'index', uploadUrl: 'https://upload.pypi.org/legacy/', checkUrl: 'https://pypi.org/simple' }],
  ['testpypi', { kind: 'index', uploadUrl: 'https://test.pypi.org/legacy/', checkUrl: 'https://test.pypi.org/simple' }],
])

/**
 * Reads the inputs `repository`, `checkUrl` and `endpointUrl`: `pypi`, `testpypi`, an upload address, which needs a `checkUrl`, `feed:[project/]name` or a
 * store (`s3://bucket/prefix`, `file:/DIR`), which two jobs must find in one place. What a kind has no use for is refused with it.
 */
export function parseRepository(text: string, checkUrl: string | undefined, endpointUrl?: string): Repository {
  refuseCredentials('repository', text)
  refuseCredentials('checkUrl', checkUrl ?? '')
  const repository = parsePlace(text, checkUrl, endpointUrl)
  if (repository.kind !== 'index' && checkUrl !== undefined)
    throw unused('checkUrl', text, 'what is there is read as the job itself reads it')
  const isBucket = repository.kind === 'store' && repository.store.startsWith('s3:')
  if (!isBucket && endpointUrl !== undefined) throw unused('endpointUrl', text, 'only a store in S3 has one')
  return repository
}

function unused(input: string, text: string, why: string): Problem {
  return new Problem('INPUT_INVALID', `The input '${input}' is set, and repository is '${text}': ${why}.`, `Leave ${input} out.`)
}

function parsePlace(text: string, checkUrl: string | undefined, endpointUrl: string | undefined): Repository {
  const known = named.get(text.toLowerCase()) ?? [...named.values()].find((one) => one.uploadUrl === text)
  if (known !== undefined) return { ...known, checkUrl: checkUrl ?? known.checkUrl }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? ''
  if (scheme === 'feed') return parseFeed(text)
  if (scheme === 's3' || scheme === 'file') return parseStore(text, endpointUrl)
  if (!URL.canParse(text) || (scheme !== 'https' && scheme !== 'http')) throw unknownKind(text, scheme)
  if (checkUrl !== undefined) return { kind: 'index', uploadUrl: text, checkUrl }
  throw new Problem(
    'INPUT_MISSING',
    "The input 'checkUrl' is not set.",
    'Where repository is an upload address, write the simple index there that shows what was uploaded (https://host/simple).',
  )
}

function unknownKind(text: string, scheme: string): Problem {
  const blobs = ': stores in Azure Blob Storage cannot be released to'
  return new Problem(
    scheme === 'az' ? 'NOT_SUPPORTED' : 'INPUT_INVALID',
    `The input 'repository' is '${text}'${scheme === 'az' ? blobs : ''}.`,
    'It takes pypi, testpypi, an upload address (https://...), feed:[project/]name, or a store (s3://bucket/prefix, file:/DIR).',
  )
}

/** Each in one spelling, so that one place has one plan. */
function parseStore(text: string, endpointUrl: string | undefined): Repository {
  const location = parseStoreLocation(text, 'repository')
  if (location.kind === 's3') {
    const store = `s3://${location.bucket}${location.prefix === '' ? '' : `/${location.prefix}`}`
    return { kind: 'store', store, endpointUrl: endpointUrl === undefined ? '' : parseEndpoint(endpointUrl).replace(/\/+$/, '') }
  }
  const path = location.kind === 'folder' ? location.path.replace(/(?<=[^/:])\/+$/, '') : ''
  if (posix.isAbsolute(path) || win32.isAbsolute(path)) return { kind: 'store', store: `file:${path}`, endpointUrl: '' }
  throw new Problem(
    'INPUT_INVALID',
    `The input 'repository' is '${text}', which is another folder to each job.`,
    'Write the whole path, file:/DIR, of a folder that both stages see.',
  )
}

function parseFeed(text: string): Repository {
  const [, project = '', feed = ''] = /^feed:(?:([^/]*)\/)?([^/]*)$/i.exec(text) ?? []
  if (feed.includes('@'))
    throw new Problem(
      'INPUT_INVALID',
      `The input 'repository' is '${text}', a view of a feed.`,
      'Write the feed alone: views take no uploads.',
    )
  const given = text.includes('/') ? [project, feed] : [feed]
  if (given.every(isFeedName)) return { kind: 'feed', project, feed }
  throw new Problem('INPUT_INVALID', `The input 'repository' is '${text}'.`, 'Write feed:name, or feed:project/name.')
}

/** A name that stays one part of an address, and that no variable is missing from. */
function isFeedName(name: string): boolean {
  return name.trim() !== '' && !/^\.*$|[/\\@]|\$\(|[\x00-\x1f]/.test(name)
}

/** The repository for people: its upload address, `feed:project/name`, or the store. */
export function repositoryName(repository: Repository): string {
  if (repository.kind === 'index') return repository.uploadUrl
  if (repository.kind === 'feed') return `feed:${repository.project === '' ? '' : `${repository.project}/`}${repository.feed}`
  return repository.endpointUrl === '' ? repository.store : `${repository.store} (${repository.endpointUrl})`
}

/** A repository as release-plan.json holds it. */
export function repositoryJson(repository: Repository): { readonly [key: string]: Json } {
  return { ...repository }
}

/** Whether two name the same place. */
export function sameRepository(a: Repository, b: Repository): boolean {
  return canonical(repositoryJson(a)) === canonical(repositoryJson(b))
}

/** Reads what `repositoryJson` gave. */
export function readRepository(field: Field): Repository {
  const kind = field.get('kind').oneOf(['index', 'feed', 'store'])
  const text = (key: string): string => field.get(key).text()
  if (kind === 'index') return { kind, uploadUrl: text('uploadUrl'), checkUrl: text('checkUrl') }
  if (kind === 'store') return { kind, store: text('store'), endpointUrl: text('endpointUrl') }
  const [project, feed] = [text('project'), text('feed')]
  const isSound = isFeedName(feed) && (project === '' || isFeedName(project))
  return isSound ? { kind, project, feed } : field.refuse('must name a feed')
}

/** Both addresses stand in the plan, which everybody may read. */
function refuseCredentials(input: string, text: string): void {
  if (!URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === '')) return
  throw new Problem(
    'INPUT_INVALID',
    `The input '${input}' holds a user or a password.`,
    'Give them by pythonUploadServiceConnection, or by the variables TWINE_USERNAME and TWINE_PASSWORD; the index to check has to be readable without.',
  )
}

/** Whether files go to PyPI or TestPyPI, whose rules are known. */
export function isPyPI(repository: Repository): boolean {
  if (repository.kind !== 'index' || !URL.canParse(repository.uploadUrl)) return false
  return ['upload.pypi.org', 'test.pypi.org'].includes(new URL(repository.uploadUrl).hostname)
}
