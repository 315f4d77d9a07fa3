import type { Uploader } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { Credentials } from '../../../core/release/upload/credentials.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** Whoever speaks the upload API, as the input `uploader` says. A twine that cannot be had is a Problem `TWINE_MISSING`, before anything is sent. */
export async function openUploader(uploadUrl: string, credentials: Credentials, inputs: Inputs, ports: Ports): Promise<Uploader> {
  if (inputs.uploader === 'builtin') return ports.builtin(uploadUrl, credentials)
  const { openTwine } = await import('./open-twine.ts')
  refuseOtherLetters(credentials)
  return await openTwine(uploadUrl, credentials, inputs.twineRequirements, ports)
}

/** twine writes its header in Latin-1. */
function refuseOtherLetters({ username, password }: Credentials): void {
  if (/^[\u0020-\u00FF]*$/.test(username + password)) return
  throw new Problem(
    'CREDENTIALS',
    'The user name or the password holds a letter that twine cannot send (it is outside Latin-1).',
    'Set uploader: builtin, or choose another password.',
  )
}
