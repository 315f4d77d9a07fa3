import { Problem } from '../problem.ts'

/** Where files go, and where they can be seen. */
export interface Repository {
  readonly uploadUrl: string
  /** The simple index that shows what was uploaded. */
  readonly checkUrl: string
}

const named = new Map<string, Repository>([
  ['pypi', { uploadUrl: 'https://upload.pypi.org/legacy/', checkUrl: 'https://pypi.org/simple' }],
  ['testpypi', { uploadUrl: 'https://test.pypi.org/legacy/', checkUrl: 'https://test.pypi.org/simple' }],
])

/** Reads the inputs `repository` and `checkUrl`: `pypi`, `testpypi`, or an upload address, which needs a `checkUrl`. */
export function parseRepository(text: string, checkUrl: string | undefined): Repository {
  refuseCredentials('repository', text)
  refuseCredentials('checkUrl', checkUrl ?? '')
  const known = named.get(text.toLowerCase()) ?? [...named.values()].find((one) => one.uploadUrl === text)
  if (known !== undefined) return { ...known, checkUrl: checkUrl ?? known.checkUrl }
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (/^(?:feed|s3|az|file):/i.test(text)) throw notYet(text)
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new Problem(
      'INPUT_INVALID',
      `The input 'repository' is '${text}'.`,
      'It takes pypi, testpypi or an upload address (https://...).',
    )
  if (checkUrl !== undefined) return { uploadUrl: text, checkUrl }
  throw new Problem(
    'INPUT_MISSING',
    "The input 'checkUrl' is not set.",
    'Where repository is an upload address, write the simple index there that shows what was uploaded (https://host/simple).',
  )
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

/** Whether an upload address is PyPI's or TestPyPI's, whose rules are known. */
export function isPyPI(uploadUrl: string): boolean {
  return URL.canParse(uploadUrl) && ['upload.pypi.org', 'test.pypi.org'].includes(new URL(uploadUrl).hostname)
}

function notYet(text: string): Problem {
  return new Problem(
    'NOT_SUPPORTED',
    `The input 'repository' is '${text}': feeds and stores cannot be released to yet.`,
    'Use pypi, testpypi or an upload address; PublishIndex publishes to stores.',
  )
}
