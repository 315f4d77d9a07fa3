import { Problem, type ProblemCode } from '../../core/problem.ts'

/** The code of the Problem that something throws; undefined when it throws none. What else it throws is passed on. */
export function problemCode(work: () => unknown): ProblemCode | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
}

/** The code of the Problem that a promise is rejected with. */
export async function rejectedCode(work: Promise<unknown>): Promise<ProblemCode | undefined> {
  return await work.then(
    () => undefined,
    (error: unknown) =>
      problemCode(() => {
        throw error
      }),
  )
}
