import { demandFact } from '../../core/release/demand-fact.ts'
import type { HttpHow } from '../http.ts'
import { areas, areaUrl } from './area.ts'
import type { Connection } from './connection.ts'

/** Where a feed of Azure Artifacts takes uploads and shows its files, and as whom the job signs in there; where that is not known, `SERVICE_UNREACHABLE`. */
export async function azureFeed(
  connection: Connection,
  { project, feed }: { readonly project: string; readonly feed: string },
  how: HttpHow = {},
): Promise<{
  readonly uploadUrl: string
  readonly checkUrl: string
  readonly credentials: { readonly username: string; readonly password: string }
}> {
  const service = demandFact(await areaUrl(connection, areas.pypi, how))
  const scope = project === '' ? '' : `${encodeURIComponent(project)}/`
  const root = `${service}${scope}_packaging/${encodeURIComponent(feed)}/pypi`
  // The name may be any; TwineAuthenticate@1 takes this one.
  return { uploadUrl: `${root}/upload/`, checkUrl: `${root}/simple`, credentials: { username: 'build', password: connection.token } }
}
