import { type Field, parseJson } from '../../core/json.ts'
import { reason } from '../../core/problem.ts'
import { type Fact, known, unknown } from '../../core/release/evidence.ts'
import { type HttpAnswer, request } from '../http.ts'
import type { Connection, Patience } from './connection.ts'

/**
 * Reads `_apis/<path>` of the connection's project; whatever is not the service's answer is an unknown fact with its reason. The token goes to the
 * collection's own origin alone, and what another origin answers after a redirect is not believed.
 */
export async function readService<T>(
  connection: Connection,
  path: string,
  what: string,
  read: (field: Field) => T,
  patience: Patience = {},
): Promise<Fact<T>> {
  return await asFact(what, patience, async () => read((await ask(connection, path, what, patience)).body))
}

/**
 * Reads all pages of a list, whose items stand in `value` and whose next page `x-ms-continuationtoken` names; a list that does not come to an end is as unknown
 * as one that breaks off.
 */
export async function readServiceList<T>(
  connection: Connection,
  path: string,
  what: string,
  read: (item: Field) => T,
  patience: Patience = {},
): Promise<Fact<readonly T[]>> {
  return await asFact(what, patience, async () => {
    const items: T[] = []
    const seen = new Set<string>()
    for (let next = ''; ;) {
      const more = next === '' ? '' : `&continuationToken=${encodeURIComponent(next)}`
      const page = await ask(connection, `${path}${more}`, what, patience)
      for (const item of page.body.get('value').list()) items.push(read(item))
      next = page.next
      if (next === '') return items
      if (seen.has(next) || seen.size === mostPages) throw new Error('its pages do not come to an end')
      seen.add(next)
    }
  })
}

const mostPages = 1000

interface Page {
  readonly body: Field
  /** Empty on the last one. */
  readonly next: string
}

async function ask({ collectionUri, project, token }: Connection, path: string, what: string, patience: Patience): Promise<Page> {
  const url = new URL(`${collectionUri.replace(/\/+$/, '')}/${encodeURIComponent(project)}/_apis/${path}`)
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json', 'x-tfs-fedauthredirect': 'Suppress' }
  const answer = await request(url.href, { headers, allow: [401, 403, 404], ...patience })
  requireAnswer(answer, url.origin)
  const next = answer.headers['x-ms-continuationtoken']
  return {
    body: parseJson(Buffer.from(answer.bytes).toString('utf8'), what, 'SERVICE_UNREACHABLE'),
    next: typeof next === 'string' ? next : '',
  }
}

/** A token that is not accepted may be answered by 203, or after a redirect, with the page where people sign in. */
function requireAnswer({ status, url }: HttpAnswer, origin: string): void {
  if (status !== 200) throw new Error(`the service answered ${status}${meanings[status] ?? ''}`)
  if (new URL(url).origin !== origin) throw new Error('it was answered from elsewhere, after a redirect')
}

const meanings: Readonly<Record<number, string>> = {
  203: ", the page to sign in: this job's token is not accepted",
  401: ": this job's token is not accepted",
  403: ": this job's token may not see it",
  404: ": it is not there, or this job's token may not see it",
}

/** A run that is cancelled asks nothing more, and judges nothing. */
async function asFact<T>(what: string, { signal }: Patience, read: () => Promise<T>): Promise<Fact<T>> {
  try {
    return known(await read())
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason
    return unknown(`${what} could not be read: ${reason(error).replace(/\.$/, '')}`)
  }
}
