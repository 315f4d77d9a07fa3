import { S3Client } from '@aws-sdk/client-s3'
// The client that the SDK's own chain carries: another one (@aws-sdk/client-sts) would be a second copy in the bundle.
import { AssumeRoleCommand, AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/nested-clients/sts'
import { Problem, reason } from '../../core/problem.ts'
import { agents } from '../agents.ts'
import { certificateRemedy } from '../connection-failure.ts'
import type { AwsAccess, AwsKeys, AwsRole } from './aws-access.ts'

/** What assuming a role needs of the agent. */
export interface RolePorts {
  /** A fresh token of the job's identity for the service connection. */
  identity(): Promise<string>
  /** Masks a value in every later line of the log. */
  secret(value: string): void
}

/** Keys with the time at which they end. */
export type PassingKeys = AwsKeys & { readonly expiration?: Date }

type Answer = {
  Credentials?:
    | {
        AccessKeyId?: string | undefined
        SecretAccessKey?: string | undefined
        SessionToken?: string | undefined
        Expiration?: Date | undefined
      }
    | undefined
}

/**
 * Keys of a role, asked of STS in a region; the SDK asks again some minutes before they end, so that a long publish goes on. A refusal is a Problem
 * `CREDENTIALS`, no answer `SERVICE_UNREACHABLE`; neither falls back to anything.
 */
export function roleCredentials(
  access: Exclude<AwsAccess, { readonly kind: 'keys' }>,
  region: string | undefined,
  ports: RolePorts,
): () => Promise<PassingKeys> {
  const sts = stsClient(access, region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1')
  return async () => {
    const token = access.kind === 'oidc' ? await ports.identity() : undefined
    try {
      const { role } = access
      const keys = keysOf(token === undefined ? await sts.send(asKeys(role)) : await sts.send(asJob(role, token)), role)
      ports.secret(keys.secretAccessKey)
      if (keys.sessionToken !== undefined) ports.secret(keys.sessionToken)
      return keys
    } catch (error) {
      throw told(error, access)
    }
  }
}

function stsClient(access: AwsAccess, region: string): STSClient {
  const way = { region, requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000, ...agents({ keepAlive: false }) } }
  // The agent's own credentials, from wherever the SDK's chain finds them; it asks by the way of the client that it is taken from.
  const credentials = access.kind === 'role' && access.keys !== undefined ? access.keys : new S3Client(way).config.credentials
  return new STSClient({ ...way, credentials })
}

function asKeys({ arn, session, externalId }: AwsRole): AssumeRoleCommand {
  return new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: session, ...(externalId === undefined ? {} : { ExternalId: externalId }) })
}

function asJob({ arn, session }: AwsRole, token: string): AssumeRoleWithWebIdentityCommand {
  return new AssumeRoleWithWebIdentityCommand({ RoleArn: arn, RoleSessionName: session, WebIdentityToken: token })
}

function keysOf({ Credentials: found }: Answer, role: AwsRole): PassingKeys {
  if (found?.AccessKeyId === undefined || found.SecretAccessKey === undefined) throw new Error(`the answer for ${role.arn} holds no keys`)
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    ...(found.SessionToken === undefined ? {} : { sessionToken: found.SessionToken }),
    ...(found.Expiration === undefined ? {} : { expiration: found.Expiration }),
  }
}

function told(error: unknown, { kind, role }: Exclude<AwsAccess, { readonly kind: 'keys' }>): Problem {
  if (error instanceof Problem) return error
  const status = statusOf(error)
  const says = `${error instanceof Error && error.name !== 'Error' ? `${error.name}: ` : ''}${reason(error).replace(/\.$/, '')}`
  if ((status === undefined && error instanceof Error && 'code' in error) || (status !== undefined && status >= 500))
    return new Problem(
      'SERVICE_UNREACHABLE',
      `AWS STS cannot be asked for the role ${role.arn}: ${says}.`,
      certificateRemedy(error) ?? 'Check the network of this agent, then run again.',
      error,
    )
  const who = kind === 'oidc' ? "this job's identity (OIDC)" : "the service connection in 'awsConnection'"
  const remedy =
    kind === 'oidc'
      ? "Check the role's trust policy: the identity provider of your organisation, its audience, and the subject sc://organisation/project/connection."
      : "Check the keys, the role's trust policy and its external id."
  return new Problem('CREDENTIALS', `AWS does not let ${who} assume the role ${role.arn}: ${says}.`, remedy, error)
}

function statusOf(error: unknown): number | undefined {
  const metadata: unknown = error instanceof Error ? Reflect.get(error, '$metadata') : undefined
  const status: unknown = typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined
  return typeof status === 'number' ? status : undefined
}
