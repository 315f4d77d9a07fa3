import type { Uploader } from '../../../core/ports.ts'
import type { Credentials } from '../../../core/release/credentials.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** Whoever speaks the upload API, as the input `uploader` says; signed in, its secrets masked. */
export async function openUploader(uploadUrl: string, credentials: Credentials, _inputs: Inputs, ports: Ports): Promise<Uploader> {
  return await Promise.resolve(ports.builtin(uploadUrl, credentials))
}
