import { Problem } from '../problem.ts'
import { shownAddress } from '../shown-address.ts'
import { isPyPI, type Repository } from './repository.ts'

/** As whom files are uploaded. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** What a service connection says of itself (type `externalPythonUploadFeed`). */
export interface UploadConnection {
  readonly url: string
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * The service connection where one is named, else the variables TWINE_USERNAME and TWINE_PASSWORD, else PYPI_LOGIN and PYPI_PASSWORD.
 * A named connection that cannot be used is a Problem `CREDENTIALS`, as is having nothing: there is no fall-back.
 */
export function uploadCredentials(
  repository: Repository & { readonly kind: 'index' },
  connection: UploadConnection | undefined,
  variable: (name: string) => string | undefined,
): Credentials {
  const { uploadUrl } = repository
  if (isPyPI(repository) && new URL(uploadUrl).protocol !== 'https:')
    throw new Problem('CREDENTIALS', 'PyPI would be sent its token without encryption.', 'Write https: in repository, or just pypi.')
  const given = connection === undefined ? fromVariables(variable) : fromConnection(uploadUrl, connection)
  if (given.password.startsWith('pypi-')) return { username: '__token__', password: given.password }
  if (isPyPI(repository))
    throw new Problem(
      'CREDENTIALS',
      'The password for PyPI is no API token.',
      "PyPI takes tokens only: make one there, it begins with 'pypi-'.",
    )
  if (given.username !== '') return given
  throw new Problem(
    'CREDENTIALS',
    'There is a password, but no user name.',
    'Set TWINE_USERNAME, or a user name in the service connection.',
  )
}

/** The forms in which a secret could stand in a log. */
export function secretForms({ username, password }: Credentials): string[] {
  return [password, encodeURIComponent(password), Buffer.from(`${username}:${password}`).toString('base64')]
}

function fromVariables(variable: (name: string) => string | undefined): Credentials {
  for (const [user, secret] of [
    ['TWINE_USERNAME', 'TWINE_PASSWORD'],
    ['PYPI_LOGIN', 'PYPI_PASSWORD'],
  ] as const) {
    const password = variable(secret)
    if (password !== undefined) return { username: variable(user) ?? '', password }
  }
  throw new Problem(
    'CREDENTIALS',
    'There is nothing to sign in with: no service connection is named, and neither TWINE_PASSWORD nor PYPI_PASSWORD is set.',
    'Name a service connection in pythonUploadServiceConnection, or put TWINE_USERNAME and TWINE_PASSWORD into a variable group of secrets.',
  )
}

function fromConnection(uploadUrl: string, connection: UploadConnection): Credentials {
  if (!sameOrigin(connection.url, uploadUrl))
    throw new Problem(
      'CREDENTIALS',
      `The service connection is for '${shownAddress(connection.url)}', and the files go to '${uploadUrl}'.`,
      'Name the connection of that index; a credential is never sent elsewhere.',
    )
  const { parameters } = connection
  const scheme = connection.scheme.toLowerCase()
  const password = scheme === 'token' ? parameters['apitoken'] : scheme === 'usernamepassword' ? parameters['password'] : undefined
  if (password !== undefined && password !== '')
    return { username: scheme === 'token' ? (parameters['username'] ?? 'build') : (parameters['username'] ?? ''), password }
  throw new Problem(
    'CREDENTIALS',
    `The service connection for '${shownAddress(connection.url)}' holds neither a token nor a password (scheme '${connection.scheme}').`,
    'Edit it: choose token, or user name and password.',
  )
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin
}
