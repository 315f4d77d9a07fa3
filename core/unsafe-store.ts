import { Problem } from './problem.ts'

/** `STORE_UNSAFE`: the store does not keep the conditions that many writers at once rely on; `how` says what it does instead. */
export function unsafe(store: string, how: string, cause?: unknown): Problem {
  return new Problem(
    'STORE_UNSAFE',
    `${store} ${how}.`,
    'Two runs could undo each other there. Take a server with conditional writes (Amazon S3, and most newer ones), or have the pipeline ' +
      "run one publish at a time (an exclusive lock on the stage) and say so with 'concurrency: none'.",
    cause,
  )
}
