import type { Ask } from './ask.ts'
import { Problem } from './problem.ts'
import { parseStoreLocation, type StoreLocation } from './store-location.ts'

/** A store, and how to get at it, as a task's inputs say. */
export interface StoreAccess {
  readonly location: StoreLocation
  readonly region?: string
  /** Of an S3 server that is not Amazon's; it is addressed path-style. */
  readonly endpointUrl?: string
  /** The name of the input that names a service connection of type AWS; without one the SDK's own chain is asked. */
  readonly connection?: string
}

/**
 * Reads the inputs that name a store: `store` (or `cache`), `region`, `endpointUrl`, `awsConnection`; undefined when no store is given.
 * A malformed location or endpoint is `INPUT_INVALID`. Two stores of one task share the last three, which only a bucket needs.
 */
export function readStoreAccess(ask: Ask, input = 'store'): StoreAccess | undefined {
  const text = ask.optional(input)
  const region = ask.optional('region')
  const endpointUrl = readEndpoint(ask)
  const connection = ask.optional('awsConnection') === undefined ? undefined : 'awsConnection'
  if (text === undefined) return undefined
  return {
    location: parseStoreLocation(text, input),
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(connection === undefined ? {} : { connection }),
  }
}

/** A store's location for messages, as a user would write it, but for a password. */
export function storeName(access: StoreAccess): string {
  const { location } = access
  if (location.kind === 'folder') return location.path
  if (location.kind === 'https') return location.url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1')
  const bucket = `s3://${location.bucket}${location.prefix === '' ? '' : `/${location.prefix}`}`
  return access.endpointUrl === undefined ? bucket : `${bucket} (${access.endpointUrl})`
}

function readEndpoint(ask: Ask): string | undefined {
  const text = ask.optional('endpointUrl')
  return text === undefined ? undefined : parseEndpoint(text)
}

/** The address of an S3 server, as the input `endpointUrl` has it; `INPUT_INVALID` for what is none, and where it holds a user or a password. */
export function parseEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const remedy = 'Write the address of the S3 server, such as https://minio.example.com:9000.'
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Problem('INPUT_INVALID', `The input 'endpointUrl' is '${text}', which is no web address.`, remedy)
  if (url.username !== '' || url.password !== '')
    throw new Problem(
      'INPUT_INVALID',
      "The input 'endpointUrl' holds a user's name or password.",
      `Name them in 'awsConnection'. ${remedy}`,
    )
  return text
}
