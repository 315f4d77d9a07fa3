import { isUnresolved } from '../../ask.ts'
import { Problem } from '../../problem.ts'
import { shownAddress } from '../../shown-address.ts'
import { pypircCredentials } from './pypirc.ts'
import { isPyPI, type Repository } from '../plan/repository.ts'

/** As whom files are uploaded. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** Credentials, and for people where they come from. */
export interface SignIn extends Credentials {
  readonly by: string
}

/** What a service connection says of itself (type `externalPythonUploadFeed`). */
export interface UploadConnection {
  readonly url: string
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/** The file that TwineAuthenticate names in PYPIRC_PATH. */
export interface Pypirc {
  readonly path: string
  /** Undefined where there is no such file. */
  readonly text: string | undefined
}

/**
 * The service connection where one is named, else the variables TWINE_USERNAME and TWINE_PASSWORD, else PYPI_LOGIN and PYPI_PASSWORD, else what the
 * file of PYPIRC_PATH holds for this address. What is named and cannot be used is a Problem `CREDENTIALS`, as is having nothing: there is no fall-back.
 */
export function uploadCredentials(
  repository: Repository & { readonly kind: 'index' },
  connection: UploadConnection | undefined,
  variable: (name: string) => string | undefined,
  pypirc?: Pypirc,
): SignIn {
  const { uploadUrl } = repository
  if (isPyPI(repository) && new URL(uploadUrl).protocol !== 'https:')
    throw new Problem('CREDENTIALS', 'PyPI would be sent its token without encryption.', 'Write https: in repository, or just pypi.')
  const given = sound(
    connection === undefined ? (fromVariables(variable) ?? fromFile(uploadUrl, pypirc)) : fromConnection(uploadUrl, connection),
  )
  requireReplaced(given.password, given.by)
  if (given.password.startsWith('pypi-')) return { ...given, username: '__token__' }
  requireReplaced(given.username, given.by)
  if (isPyPI(repository))
    throw new Problem(
      'CREDENTIALS',
      `The password for PyPI that ${given.by} holds is no API token.`,
      "PyPI takes tokens only: make one there, it begins with 'pypi-'.",
    )
  if (given.username !== '') return given
  throw new Problem(
    'CREDENTIALS',
    `There is a password in ${given.by}, but no user name.`,
    'Set TWINE_USERNAME, or a user name in the service connection.',
  )
}

/** A header of HTTP parts user and password at the first colon; and a line break comes along where a secret is pasted from a file. */
function sound(given: SignIn): SignIn {
  const fault = /[\u0000-\u001f\u007f]/.test(given.username + given.password)
    ? 'a line break or another control character'
    : given.username.includes(':')
      ? 'a user name with a colon'
      : undefined
  if (fault === undefined) return given
  throw new Problem('CREDENTIALS', `There is ${fault} in what ${given.by} holds.`, 'Enter it anew, without it.')
}

/** `env: TWINE_PASSWORD: $(token)` passes on the macro itself where there is no such variable. */
function requireReplaced(text: string, by: string): void {
  if (!isUnresolved(text)) return
  throw new Problem(
    'CREDENTIALS',
    `There is a macro, $(...), in what ${by} holds, and no variable of that name here.`,
    'Link the variable group that has it, or correct its name.',
  )
}

function fromVariables(variable: (name: string) => string | undefined): SignIn | undefined {
  for (const [user, secret] of [
    ['TWINE_USERNAME', 'TWINE_PASSWORD'],
    ['PYPI_LOGIN', 'PYPI_PASSWORD'],
  ] as const) {
    const password = variable(secret)
    if (password !== undefined) return { username: variable(user) ?? '', password, by: `the variable ${secret}` }
  }
  return undefined
}

function fromFile(uploadUrl: string, pypirc: Pypirc | undefined): SignIn {
  if (pypirc?.text !== undefined) return { ...pypircCredentials(pypirc.text, uploadUrl, pypirc.path), by: 'the file of PYPIRC_PATH' }
  if (pypirc !== undefined)
    throw new Problem(
      'CREDENTIALS',
      `The variable PYPIRC_PATH names ${pypirc.path}, and there is no such file.`,
      'Run TwineAuthenticate in this very job, before this task.',
    )
  throw new Problem(
    'CREDENTIALS',
    'There is nothing to sign in with: no service connection is named, and none of TWINE_PASSWORD, PYPI_PASSWORD and PYPIRC_PATH is set.',
    'Name a service connection in pythonUploadServiceConnection, or put TWINE_USERNAME and TWINE_PASSWORD into a variable group of secrets.',
  )
}

function fromConnection(uploadUrl: string, connection: UploadConnection): SignIn {
  if (!sameOrigin(connection.url, uploadUrl))
    throw new Problem(
      'CREDENTIALS',
      `The service connection is for '${shownAddress(connection.url)}', and the files go to '${uploadUrl}'.`,
      'Name the connection of that index; a credential is never sent elsewhere.',
    )
  const { parameters } = connection
  const scheme = connection.scheme.toLowerCase()
  const password = scheme === 'token' ? parameters['apitoken'] : scheme === 'usernamepassword' ? parameters['password'] : undefined
  const username = parameters['username'] ?? (scheme === 'token' ? 'build' : '')
  if (password !== undefined && password !== '') return { username, password, by: 'the service connection' }
  throw new Problem(
    'CREDENTIALS',
    `The service connection for '${shownAddress(connection.url)}' holds neither a token nor a password (scheme '${connection.scheme}').`,
    'Edit it: choose token, or user name and password.',
  )
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin
}

/** The forms in which a secret could stand in a log: as it is, in an address, in JSON, alone in base64, and in a header as this task (UTF-8) and twine (Latin-1) write it. */
export function secretForms({ username, password }: Credentials): string[] {
  const base64 = (text: string, encoding: 'utf8' | 'latin1'): string => Buffer.from(text, encoding).toString('base64')
  const forms = [
    password,
    encodeURIComponent(password),
    JSON.stringify(password).slice(1, -1),
    base64(password, 'utf8'),
    base64(`${username}:${password}`, 'utf8'),
    base64(`${username}:${password}`, 'latin1'),
  ]
  return [...new Set(forms)]
}

/** Somebody else's text without any form of a secret: an index may send back what it was sent, and summaries are masked by no agent. */
export function withoutSecrets(text: string, credentials: Credentials): string {
  const longestFirst = secretForms(credentials)
    .filter((form) => form !== '')
    .sort((a, b) => b.length - a.length)
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
}
