import { Problem } from '../core/problem.ts'
import type { S3Credentials } from './s3/client.ts'

/** A service connection of type AWS, as the agent hands it over. */
export interface AwsEndpoint {
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * The keys of a service connection of type AWS. One that wants more (a role to assume, OIDC) is `NOT_SUPPORTED`, and one without
 * keys is `CREDENTIALS`: what was named is used, or nothing is.
 */
export function awsCredentials({ parameters }: AwsEndpoint): S3Credentials {
  const byName = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value.trim()]))
  const given = (name: string): string | undefined => byName.get(name.toLowerCase()) || undefined
  const beyond = ['assumeRoleArn', 'roleSessionName', 'externalId', 'useOIDC'].find(
    (name) => !['', 'false'].includes((given(name) ?? '').toLowerCase()),
  )
  if (beyond !== undefined)
    throw new Problem(
      'NOT_SUPPORTED',
      `The service connection in 'awsConnection' sets '${beyond}': roles and OIDC come later.`,
      'Use one with an access key, or leave the input out and give the agent itself credentials.',
    )
  const [accessKeyId, secretAccessKey, sessionToken] = [given('username'), given('password'), given('sessionToken')]
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Problem(
      'CREDENTIALS',
      "The service connection in 'awsConnection' holds no access key.",
      'Give it an access key id and a secret access key.',
    )
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
}
