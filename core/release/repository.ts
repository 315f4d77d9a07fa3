import type { Json } from '../canonical.ts'
import { canonical } from '../canonical.ts'
import type { Field } from '../json.ts'
import { Problem } from '../problem.ts'
import { parseStoreLocation } from '../store-location.ts'

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

/** Reads the inputs `repository`, `checkUrl` and `endpointUrl`: `pypi`, `testpypi`, an upload address, which needs a `checkUrl`, `feed:[project/]name` or a store. */
export function parseRepository(text: string, checkUrl: string | undefined, endpointUrl = ''): Repository {
  refuseCredentials('repository', text)
  refuseCredentials('checkUrl', checkUrl ?? '')
  const known = named.get(text.toLowerCase()) ?? [...named.values()].find((one) => one.uploadUrl === text)
  if (known !== undefined) return { ...known, checkUrl: checkUrl ?? known.checkUrl }
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol === 'feed:') return parseFeed(text)
  if (protocol === 's3:' || protocol === 'file:') {
    parseStoreLocation(text, 'repository')
    return { kind: 'store', store: text, endpointUrl }
  }
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new Problem(
      'INPUT_INVALID',
      `The input 'repository' is '${text}'.`,
      'It takes pypi, testpypi, an upload address (https://...), feed:[project/]name, or a store (s3://bucket/prefix, file:DIR).',
    )
  if (checkUrl !== undefined) return { kind: 'index', uploadUrl: text, checkUrl }
  throw new Problem(
    'INPUT_MISSING',
    "The input 'checkUrl' is not set.",
    'Where repository is an upload address, write the simple index there that shows what was uploaded (https://host/simple).',
  )
}

function parseFeed(text: string): Repository {
  const [, project = '', feed = ''] = /^feed:(?:([^/]+)\/)?([^/]+)$/i.exec(text) ?? []
  if (feed !== '') return { kind: 'feed', project, feed }
  throw new Problem('INPUT_INVALID', `The input 'repository' is '${text}'.`, 'Write feed:name, or feed:project/name.')
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
  return kind === 'feed'
    ? { kind, project: text('project'), feed: text('feed') }
    : { kind, store: text('store'), endpointUrl: text('endpointUrl') }
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
