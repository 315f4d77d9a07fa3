import { Problem } from '../core/problem.ts'

/** What is gathered on the way to an answer that is given in spite of it. */
export interface Gathered {
  readonly problems: Problem[]
  readonly notes: string[]
}

/** What work comes to; its Problem is gathered, with undefined in its place. */
export async function caught<T>({ problems }: Gathered, work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    problems.push(error)
    return undefined
  }
}
