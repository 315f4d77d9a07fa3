import { Problem } from '../../core/problem.ts'
import type { Connection } from './connection.ts'

/** Where a feed of Azure Artifacts takes uploads and shows its files, and as whom the job signs in there. */
export async function azureFeed(
  _connection: Connection,
  { project, feed }: { readonly project: string; readonly feed: string },
): Promise<{
  readonly uploadUrl: string
  readonly checkUrl: string
  readonly credentials: { readonly username: string; readonly password: string }
}> {
  return await Promise.reject(
    new Problem('NOT_SUPPORTED', `The feed ${project}/${feed} cannot be released to yet.`, 'Use an upload address.'),
  )
}
