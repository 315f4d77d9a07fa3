import { Problem, reason } from '../../core/problem.ts'
import { unsafe } from '../../core/unsafe-store.ts'
import { certificateRemedy, isLasting } from '../connection-failure.ts'

/** What an S3 server or the SDK said when a request failed. */
export interface Failure {
  /** The error code in the answer, or the SDK's name for it. */
  readonly code: string
  /** Absent when no answer came. */
  readonly status?: number
  readonly says: string
}

export function failureOf(error: unknown): Failure {
  const status = statusOf(error)
  const code = error instanceof Error ? error.name : ''
  return { code, says: reason(error), ...(status === undefined ? {} : { status }) }
}

/** A condition that did not hold: 412, or 409 when two requests met (S3 User Guide, "conditional writes"). */
export function isRefusal({ status, code }: Failure): boolean {
  return status === 412 || (status === 409 && code !== 'BucketAlreadyExists')
}

/** No such key, in the words of S3: a 404 of whatever else answers at that address says nothing about the store. */
export function isMissing({ status, code }: Failure): boolean {
  return status === 404 && code === 'NoSuchKey'
}

/** The same of a HEAD, whose answer has no words. */
export function isHeadMissing({ status }: Failure): boolean {
  return status === 404
}

/** Refusals that another try may not meet: the bytes were damaged on the way, the SDK has now set its clock by the server's, or the server means to be slow (S3 User Guide, "Error responses"). */
const passing =
  /^(?:BadDigest|IncompleteBody|InvalidDigest|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed|RequestTimeout|SlowDown|Throttl.*|TooManyRequests.*|XAmzContentSHA256Mismatch)$/

/** Bytes that were not those whose sum came with them. */
const damaged = /^(?:BadDigest|InvalidDigest|XAmzContentSHA256Mismatch)$/

/** Whether trying again may help: no answer, an answer of a server in trouble, a request to slow down, or bytes that were damaged on the way. */
export function isTransient(error: unknown): boolean {
  if (error instanceof Problem) return false
  const { status, code } = failureOf(error)
  if (status === undefined) return !isOwnTrouble(code, reason(error)) && !isLasting(error)
  if (passing.test(code)) return true
  return status >= 500 ? status !== 501 : status === 429 || status === 408
}

/** As `isTransient`, for a write whose condition cannot have failed: 409 then says that it met another one. */
export function isTransientOrMet(error: unknown): boolean {
  return isTransient(error) || failureOf(error).status === 409
}

/** What the answer asks for in Retry-After, as it stands there. */
export function wishOf(error: unknown): string | undefined {
  const headers = fieldOf(fieldOf(error, '$response'), 'headers')
  const wish = fieldOf(headers, 'retry-after')
  return typeof wish === 'string' ? wish : undefined
}

/** The region in which the bucket is, where that is why an answer says no; it becomes part of a host's name, so nothing else is taken for one. */
export function regionOf(error: unknown): string | undefined {
  if (![301, 307, 400].includes(statusOf(error) ?? 0)) return undefined
  const told = fieldOf(fieldOf(fieldOf(error, '$response'), 'headers'), 'x-amz-bucket-region') ?? fieldOf(error, 'Region')
  return typeof told === 'string' && /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(told) ? told : undefined
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** The Problem of a failed request: `STORE_UNSAFE` (501), `HASH_MISMATCH`, `STORE_REFUSED` (the server, or the lack of credentials, says no) or `STORE_UNREACHABLE`. */
export function told(error: unknown, store: string, what: string): Problem {
  if (error instanceof Problem) return error
  const failure = failureOf(error)
  const says = failure.says.replace(/\.$/, '')
  // Of a HEAD, whose answer has no words.
  const words = says === 'UnknownError' ? [] : [failure.code === says || failure.code === 'Error' ? '' : `${failure.code}:`, says]
  if (failure.status === 501) return unsafe(store, `answers a conditional write with: ${says}`, error)
  const answer = [failure.status ?? '', ...words].filter((part) => part !== '').join(' ')
  if (damaged.test(failure.code))
    return new Problem(
      'HASH_MISMATCH',
      `${store} was asked ${what}, and other bytes arrived there than were sent: ${answer}.`,
      'Check what stands between this agent and the store, then run again.',
      error,
    )
  if (!isNo(failure, says))
    return new Problem('STORE_UNREACHABLE', `${store} cannot be reached ${what}: ${answer}.`, unreachableRemedy(failure, error), error)
  const verb = failure.status === undefined ? 'cannot be asked' : 'refuses'
  return new Problem('STORE_REFUSED', `${store} ${verb} ${what}: ${answer}.`, remedyOf(failure, what), error)
}

/** Whether it was the server (or the SDK, for want of credentials) that said no, and not the way there. */
function isNo({ status, code }: Failure, says: string): boolean {
  return status === undefined ? isOwnTrouble(code, says) : status < 500 && status !== 429 && status !== 408 && code !== 'RequestTimeout'
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined
  const metadata = error.$metadata
  const found = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata ? metadata.httpStatusCode : undefined
  return typeof found === 'number' ? found : undefined
}

/** The SDK has not even asked: no credentials, no file that they are in, no region. */
function isOwnTrouble(code: string, says: string): boolean {
  const isUnasked = /^(?:Region is missing|Could not load credentials|ENOENT: |EACCES: )/.test(says)
  return isUnasked || /^(?:CredentialsProviderError|TokenProviderError)$/.test(code)
}

/** Of a server that did answer, the way there is not to blame. */
function unreachableRemedy({ status }: Failure, error: unknown): string {
  if (status !== undefined) return 'It is in trouble, or asks to be asked less: run again in a while.'
  return certificateRemedy(error) ?? 'Check the address and the network of this agent, then run again.'
}

function remedyOf({ code, status, says }: Failure, what: string): string {
  if (code === 'NoSuchBucket') return 'Make the bucket, or correct its name in the store.'
  if (/Region is missing/.test(says) || /Redirect|^AuthorizationHeaderMalformed$/.test(code))
    return "Set the input 'region' to the bucket's region."
  if (status === undefined || /^(?:ExpiredToken|InvalidAccessKeyId)$/.test(code))
    return "Name a service connection of type AWS in 'awsConnection', or give the agent working credentials."
  if (status === 403 || status === 401) return accessRemedy({ code, says }, what)
  return status === 404 || /^(?:Unknown)?Error$/.test(code)
    ? 'Check the address: what answers there does not seem to be an S3 server.'
    : 'Check the store and its settings.'
}

function accessRemedy({ code, says }: Failure, what: string): string {
  if (code === 'RequestTimeTooSkewed') return "Check this agent's clock."
  return says.includes('kms:')
    ? "Its credentials need the bucket's key of KMS too: kms:Decrypt to read, kms:GenerateDataKey to write."
    : `Its credentials need ${rightFor(what)}.`
}

/** The right that a work needs, by its first words (S3 User Guide, "Required permissions"; a condition on a write reads what is there). */
function rightFor(what: string): string {
  if (what.startsWith('to list')) return 's3:ListBucket on the bucket'
  if (what.startsWith('to delete')) return 's3:DeleteObject and s3:GetObject'
  if (what.startsWith('to store')) return 's3:PutObject and s3:GetObject, and no policy of the bucket may deny it'
  return 's3:GetObject and s3:ListBucket (without the last, S3 answers 403 for what is merely absent)'
}
