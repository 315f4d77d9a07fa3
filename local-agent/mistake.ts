/** Something a user can put right: told as one message, without a stack trace, before anything has started. */
export class Mistake extends Error {
  override readonly name = 'Mistake'
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
