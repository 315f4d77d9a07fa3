import { basename } from 'node:path'
import { parseJson } from '../../core/json.ts'

/** The task variable that tells the post-job step what there is to take down. */
export const hostState = 'WHEELWORKS_HOST'

/** What was begun: the private folder below the temporary one, and whether a script made the host. */
export interface HostState {
  readonly folder: string
  readonly made: boolean
}

export function formatHostState({ folder, made }: HostState): string {
  return JSON.stringify({ version: '1', folder, made: String(made) })
}

/** Reads it back. Only a name below the temporary folder is taken, whatever it says. */
export function parseHostState(text: string): HostState {
  const field = parseJson(text, `The task variable ${hostState}`, 'HOST_FAILED')
  const folder = field.get('folder').text()
  if (basename(folder) !== folder || !folder.startsWith('host-')) return field.get('folder').refuse('names no folder of this task')
  return { folder, made: field.get('made').text() === 'true' }
}
