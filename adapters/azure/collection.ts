import { maySeeToken } from './may-see-token.ts'

/**
 * The collection of a job. Variables name it, and some of them any step before can set; the job's own connection (`own`) is the agent's alone, but of a classic release at the host
 * of releases, or at another name of a server of one's own. So a variable is believed where the connection's token may be seen, and else it is the connection's own place.
 */
export function collectionOf(told: readonly (string | undefined)[], own: string | undefined): string | undefined {
  const [first] = told.filter((one) => one !== undefined && one !== '')
  if (first === undefined || own === undefined || !URL.canParse(own)) return own ?? first
  return maySeeToken(first, own) ? first : own
}
