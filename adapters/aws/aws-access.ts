import { Problem } from '../../core/problem.ts'

/** A service connection of type AWS, as the agent hands it over. */
export interface AwsEndpoint {
  readonly scheme?: string
  readonly parameters: Readonly<Record<string, string>>
}

/** Keys of an AWS account, or of a role for a while. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** A role that is assumed; the external id is what its owner asks strangers for. */
export interface AwsRole {
  readonly arn: string
  readonly session: string
  readonly externalId?: string
}

/** Who asks AWS: keys, a role that they (or, without keys, the agent's own credentials) assume, or a role that the job's identity assumes. */
export type AwsAccess =
  | { readonly kind: 'keys'; readonly keys: AwsKeys }
  | { readonly kind: 'role'; readonly role: AwsRole; readonly keys: AwsKeys | undefined }
  | { readonly kind: 'oidc'; readonly role: AwsRole }

/**
 * Reads a service connection of type AWS, as the AWS Toolkit for Azure DevOps declares it (vss-extension.json, `aws-credentials`; of its scheme `None`,
 * which means OIDC, the role is in `role`). What names too little or two ways at once is `CREDENTIALS`: what was named is used, or nothing is.
 */
export function readAwsAccess({ scheme = '', parameters }: AwsEndpoint): AwsAccess {
  const byName = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const given = (name: string): string | undefined => byName.get(name.toLowerCase()) || undefined
  const keys = keysOf(given)
  const arn = given('assumeRoleArn') ?? given('role')
  const oidc = scheme === 'None' || given('useOIDC')?.toLowerCase() === 'true'
  if (oidc && keys !== undefined) throw unusable('holds an access key and wants OIDC as well', 'Empty its keys, or switch its OIDC off.')
  if (oidc && arn === undefined) throw unusable('wants OIDC and names no role', 'Give it the ARN of the role to assume.')
  if (arn === undefined) {
    if (keys === undefined) throw unusable('holds no access key', 'Give it an access key id and a secret access key, or a role.')
    return { kind: 'keys', keys }
  }
  const externalId = given('externalId')
  const role = { arn, session: given('roleSessionName') ?? 'wheelworks', ...(externalId === undefined ? {} : { externalId }) }
  return oidc ? { kind: 'oidc', role } : { kind: 'role', role, keys }
}

function keysOf(given: (name: string) => string | undefined): AwsKeys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = [given('username'), given('password'), given('sessionToken')]
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw unusable('holds half an access key', 'Give it both the access key id and the secret access key.')
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}

function unusable(what: string, remedy: string): Problem {
  return new Problem('CREDENTIALS', `The service connection in 'awsConnection' ${what}.`, remedy)
}
