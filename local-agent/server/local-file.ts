import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { check } from '../expression.ts'
import { Mistake } from '../mistake.ts'
import { type Place, type Places, readYaml } from './place.ts'
import type { Group } from './variables.ts'

type Texts = Readonly<Record<string, string>>
type Named<T> = Readonly<Record<string, T>>

/** What the service and an organisation would give a pipeline, for running it here: `<pipeline>.local.yml` beside it. Texts are as written, macros included. */
export interface LocalFile {
  readonly variables: Texts
  readonly groups: Named<Group>
  /** Variables that are secret. */
  readonly secrets: Texts
  readonly connections: Named<Connection>
  readonly reason: string
  readonly branch: string
  /** Where it is there, it gives reason and branch. */
  readonly pullRequest: PullRequest | undefined
  readonly requestedFor: Person
  /** What `checkout: self` gets; relative to the file's folder. */
  readonly repository: string
  /** As Build.Repository.Provider has it: Azure Repos or GitHub. */
  readonly provider: 'TfsGit' | 'GitHub'
  readonly services: Named<Service>
  readonly environments: Named<Environment>
  /** Where the pipelines that this one takes runs of leave theirs (`out`), by alias; relative to the current directory. */
  readonly pipelines: Texts
  readonly requires: readonly Requirement[]
  /** Told when the run has succeeded: what to try next. */
  readonly next: string
  /** Where results go, relative to the current directory. */
  readonly out: string
}

/** A service connection; `scheme` is by default UsernamePassword. */
export interface Connection {
  readonly type: string
  readonly url: string
  readonly scheme: string
  readonly parameters: Texts
  readonly data: Texts
}

/** A pull request whose `refs/pull/<number>/merge` is built. */
export interface PullRequest {
  readonly number: string
  /** Branches, with or without `refs/heads/`. */
  readonly source: string
  readonly target: string
  /** Whether `source` lies in a fork: its runs get no secrets and no service connections. */
  readonly fork: boolean
}

/** Somebody, told apart by `uniqueName`. */
export interface Person {
  readonly displayName: string
  readonly uniqueName: string
}

/** A service that is up during the run; folders are relative to the file's folder. A bucket without a folder is kept in memory. */
export type Service =
  | {
      readonly kind: 'packageIndex'
      readonly folder: string
      readonly sdists: string
      readonly username: string
      readonly password: string
    }
  | {
      readonly kind: 's3'
      readonly bucket: string
      readonly folder: string
      readonly accessKey: string
      readonly secretKey: string
      /** Whether everybody may read, as a bucket policy allows it. */
      readonly publicRead: boolean
    }

/** An environment whose deployments wait for an approval. */
export interface Environment {
  readonly approver: Person
  /** Text with `$[ ]` parts over stageDependencies. */
  readonly comment: string
  /** What happens where nobody can be asked. */
  readonly unattended: 'approve' | 'reject'
}

/** A command that must succeed before anything starts. */
export interface Requirement {
  readonly run: readonly string[]
  readonly says: string
  readonly remedy: string
}

const KEYS = [
  ...(['variables', 'groups', 'secrets', 'connections', 'reason', 'branch', 'requestedFor', 'repository'] as const),
  ...(['provider', 'pullRequest', 'services', 'environments', 'pipelines', 'requires', 'next', 'out'] as const),
]
type Fields = Places<(typeof KEYS)[number]>

/** The environment of a file that does not speak of it: an approval is asked for, and refused where nobody can be asked. */
export const UNKNOWN_ENVIRONMENT: Environment = {
  approver: { displayName: 'Local Approver', uniqueName: 'approver@example.com' },
  comment: '',
  unattended: 'reject',
}

/** Reads the local file of a pipeline; without one everything has its default. `overrides` replace what is in it, key by key. Throws Mistake. */
export function readLocalFile(pipeline: string, overrides: Partial<LocalFile> = {}): LocalFile {
  const path = localPath(pipeline)
  const fields = existsSync(path) ? readYaml(basename(path), readFileSync(path, 'utf8')).fields('a local file', KEYS) : {}
  const local = readFields(fields, `out/${basename(dirname(resolve(pipeline)))}`)
  const mappings = ['variables', 'groups', 'secrets', 'connections', 'services', 'environments', 'pipelines'] as const
  return Object.assign({}, local, overrides, ...mappings.map((key) => ({ [key]: { ...local[key], ...overrides[key] } })))
}

/** `azure-pipelines.local.yml` of `azure-pipelines.yml`. */
export function localPath(pipeline: string): string {
  return pipeline.replace(/\.ya?ml$/, '') + '.local.yml'
}

const DEVELOPER: Person = { displayName: 'Local Developer', uniqueName: 'developer@example.com' }
const REASONS = ['Manual', 'IndividualCI', 'BatchedCI', 'Schedule', 'PullRequest', 'ResourceTrigger'] as const

function readFields(fields: Fields, out: string): LocalFile {
  return {
    variables: fields.variables?.record() ?? {},
    groups: named(fields.groups, (group) => named(group, readGrouped)),
    secrets: fields.secrets?.record() ?? {},
    connections: named(fields.connections, readConnection),
    ...readCircumstances(fields),
    services: named(fields.services, readService),
    environments: named(fields.environments, readEnvironment),
    pipelines: fields.pipelines?.record() ?? {},
    requires: fields.requires?.list().map(readRequirement) ?? [],
    next: fields.next?.text() ?? '',
    out: fields.out?.text() ?? out,
  }
}

function readCircumstances({ reason, branch, pullRequest, requestedFor, repository, provider }: Fields) {
  return {
    reason: reason?.oneOf(REASONS) ?? 'Manual',
    branch: branch?.text() ?? 'refs/heads/main',
    pullRequest: pullRequest === undefined ? undefined : readPullRequest(pullRequest),
    requestedFor: readPerson(requestedFor) ?? DEVELOPER,
    repository: repository?.text() ?? '.',
    provider: provider?.oneOf(['TfsGit', 'GitHub']) ?? ('TfsGit' as const),
  }
}

function readPullRequest(place: Place): PullRequest {
  const { number, source, target, fork } = place.fields('a pull request', ['number', 'source', 'target', 'fork'])
  if (number === undefined || source === undefined || target === undefined)
    throw place.mistake('A pull request needs `number`, and the branches `source` and `target`.')
  return { number: number.text(), source: source.text(), target: target.text(), fork: fork?.boolean() ?? false }
}

function named<T>(place: Place | undefined, read: (place: Place) => T): Named<T> {
  return Object.fromEntries((place?.entries() ?? []).map(([name, value]) => [name, read(value)]))
}

/** A variable of a group: its text, or `{ secret: text }`. */
function readGrouped(place: Place): Group[string] {
  if (place.isText) return place.text()
  const { secret } = place.fields('a variable of a group', ['secret'])
  if (secret === undefined) throw place.mistake('A variable of a group is a text, or has its text as `secret`.')
  return { secret: secret.text() }
}

function readConnection(place: Place): Connection {
  const { type, url, scheme, parameters, data } = place.fields('a connection', ['type', 'url', 'scheme', 'parameters', 'data'])
  if (type === undefined) throw place.mistake('A connection needs `type`, such as AWS or Generic.')
  return {
    type: type.text(),
    url: url?.text() ?? '',
    scheme: scheme?.text() ?? 'UsernamePassword',
    parameters: parameters?.record() ?? {},
    data: data?.record() ?? {},
  }
}

function readPerson(place: Place | undefined): Person | undefined {
  const fields = place?.fields('a person', ['displayName', 'uniqueName'])
  if (place === undefined || fields === undefined) return undefined
  if (fields.uniqueName === undefined) throw place.mistake('A person needs `uniqueName`.')
  return { displayName: (fields.displayName ?? fields.uniqueName).text(), uniqueName: fields.uniqueName.text() }
}

function readService(place: Place): Service {
  const { packageIndex, s3 } = place.fields('a service', ['packageIndex', 's3'])
  const index = packageIndex?.fields('a package index', ['folder', 'sdists', 'username', 'password'])
  const bucket = s3?.fields('an S3', ['bucket', 'folder', 'accessKey', 'secretKey', 'publicRead'])
  const text = (from: Place | undefined): string => from?.text() ?? ''
  if (index?.folder !== undefined && s3 === undefined) {
    const [username, password] = [text(index.username), text(index.password)]
    return { kind: 'packageIndex', folder: index.folder.text(), sdists: text(index.sdists), username, password }
  }
  if (bucket?.bucket === undefined || bucket.accessKey === undefined || index !== undefined)
    throw place.mistake('A service is either a `packageIndex` with a `folder`, or an `s3` with a `bucket` and an `accessKey`.')
  const { bucket: name, folder, accessKey, secretKey, publicRead } = bucket
  const keys = { accessKey: accessKey.text(), secretKey: text(secretKey) }
  return { kind: 's3', bucket: name.text(), folder: text(folder), ...keys, publicRead: publicRead?.boolean() ?? false }
}

function readEnvironment(place: Place): Environment {
  const fields = place.fields('an environment', ['approver', 'comment', 'unattended'])
  const comment = fields.comment?.text() ?? ''
  for (const part of expressionParts(comment)) fields.comment?.judge(() => check(part.expression))
  return {
    approver: readPerson(fields.approver) ?? UNKNOWN_ENVIRONMENT.approver,
    comment,
    unattended: fields.unattended?.oneOf(['approve', 'reject']) ?? 'reject',
  }
}

/** The `$[ ]` parts of a text. */
export function expressionParts(text: string): readonly { readonly whole: string; readonly expression: string }[] {
  // A bracket inside an expression belongs to an index, `outputs['a.b']`.
  return [...text.matchAll(/\$\[((?:[^[\]]|\[[^[\]]*\])*)\]/g)].map(([whole, expression = '']) => ({ whole, expression }))
}

function readRequirement(place: Place): Requirement {
  const { run, says, remedy } = place.fields('a requirement', ['run', 'says', 'remedy'])
  const command = run?.list().map((word) => word.text()) ?? []
  if (command.length === 0 || says === undefined)
    throw place.mistake('A requirement needs `run`, a command as a list of words, and `says`.')
  return { run: command, says: says.text(), remedy: remedy?.text() ?? '' }
}

/** Variables of `--var name=value`; the last of a name counts. Throws Mistake for what is no `name=value`. */
export function readAssignments(given: readonly string[]): Texts {
  return Object.fromEntries(
    given.map((text): [string, string] => {
      const at = text.indexOf('=')
      if (at < 1) throw new Mistake(`'--var ${text}' is not name=value.`)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}
