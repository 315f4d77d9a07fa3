import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { agents } from '../agents.ts'

/** Keys of an AWS account, or of a role for a while. */
export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface S3Location {
  /** For messages. */
  readonly name: string
  readonly bucket: string
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string
  readonly region?: string
  /** Whether pages may be kept gzipped; no by default. */
  readonly compress?: boolean
  /** Of a server that is not Amazon's; addressed path-style. */
  readonly endpointUrl?: string
  /** Ends the waits between tries. */
  readonly signal?: AbortSignal
  /** Keys, or who hands out such as end and is asked again before that. Without them the SDK's own chain is asked. */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials & { readonly expiration?: Date }>)
}

/** How many requests may be under way at once; the SDK's own bound is 50. */
const sockets = { keepAlive: true, maxSockets: 64 }

/** A client that tries a request once (`persistence` is who tries again), adds no checksum framing that older servers would store, and says nothing by itself. */
export function s3Client(location: S3Location): S3Client {
  // The agent brings its Node; whoever reads the log cannot change it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
  return new S3Client({
    ...regionOf(location),
    ...(location.endpointUrl === undefined ? {} : { endpoint: location.endpointUrl, forcePathStyle: !isAmazon(location.endpointUrl) }),
    ...(location.credentials === undefined ? {} : { credentials: location.credentials }),
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000, ...agents(sockets) },
    // A proxy is given such a request with another head (adapters/way-out.ts), which `Expect` would have written too early.
    ...(location.endpointUrl?.startsWith('http:') === true ? { expectContinueHeader: false } : {}),
    logger: silent,
  })
}

/** Other servers do not care, but the signature needs one. */
function regionOf({ region, endpointUrl }: S3Location): Pick<S3ClientConfig, 'region'> {
  if (region !== undefined) return { region }
  const known = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  if (known !== undefined) return { region: known }
  return endpointUrl === undefined || isAmazon(endpointUrl) ? {} : { region: 'us-east-1' }
}

function isAmazon(url: string): boolean {
  return /\.amazonaws\.com(?:\.cn)?$/.test(new URL(url).hostname)
}

const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing }

function nothing(): void {}
