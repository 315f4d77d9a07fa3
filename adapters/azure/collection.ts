import { maySeeToken } from './may-see-token.ts'

/**
 * The collection of a job. Variables name it, and some of them any step before can set; the job's own connection (`own`) is the agent's alone, but of a classic release at the host
 * of releases, or at another name of a server of one's own. So a variable is believed where the connection's token may be seen and, of the hosted service, in the connection's own
 * organisation; else it is the connection's own place.
 */
export function collectionOf(told: readonly (string | undefined)[], own: string | undefined): string | undefined {
  const [first] = told.filter((one) => one !== undefined && one !== '')
  if (first === undefined || own === undefined || !URL.canParse(own)) return own ?? first
  const organisation = organisationOf(own)
  return maySeeToken(first, own) && (organisation === undefined || organisationOf(first) === organisation) ? first : own
}

/** Of the hosted service by either of its names; undefined where it goes by an id, and for a server of one's own. */
function organisationOf(address: string): string | undefined {
  const { hostname, pathname } = new URL(address)
  const first = pathname.split('/')[1] ?? ''
  if (/^A?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(first)) return undefined
  if (/(?:^|\.)dev\.azure\.com$/.test(hostname)) return first.toLowerCase()
  return /^([^.]+)\.(?:[^.]+\.)?visualstudio\.com$/.exec(hostname)?.[1]
}
