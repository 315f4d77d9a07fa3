import { basename } from 'node:path'
import { parseJson } from '../../../core/json.ts'

/** The task variable that tells the post-job step what there is to take down. */
export const hostState = 'WHEELWORKS_HOST'

/** What was begun: the private folder below the temporary one, and whether a script made the host. */
export interface HostState {
  readonly folder: string
  readonly made: boolean
}

/** One of each try of the step. */
export function formatHostState(states: readonly HostState[]): string {
  return JSON.stringify({ version: '1', hosts: states.map(({ folder, made }) => ({ folder, made: String(made) })) })
}

/** Reads it back; of nothing come none. Only a name below the temporary folder is taken, whatever it says. */
export function parseHostState(text: string): HostState[] {
  if (text === '') return []
  const hosts = parseJson(text, `The task variable ${hostState}`, 'HOST_FAILED').get('hosts').list()
  return hosts.map((field) => {
    const folder = field.get('folder').text()
    if (basename(folder) !== folder || !folder.startsWith('host-')) return field.get('folder').refuse('names no folder of this task')
    return { folder, made: field.get('made').text() === 'true' }
  })
}
