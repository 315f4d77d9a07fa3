import { requireVersion } from '../build/manifest.ts'
import { canonical } from '../canonical.ts'
import { parseJson } from '../json.ts'
import { artifactName, type Whereabouts } from '../pipeline/artifact-name.ts'
import { readKey } from '../pipeline/cache-ref.ts'

/** The artifact in which a job says what it could not restore, for the plan of its next attempt. */
export function distrustedArtifact(where: Whereabouts): string {
  return artifactName('distrusted', { ...where, leg: '' })
}

/** The text of a file in it. */
export function formatDistrusted(keys: readonly string[]): string {
  return `${canonical({ version: 1, keys: [...new Set(keys)].sort() })}\n`
}

/** The keys that such a file tells; what is broken, or of a newer format, is `ARTIFACT_INVALID`. */
export function parseDistrusted(text: string, source: string): string[] {
  const root = parseJson(text, source, 'ARTIFACT_INVALID')
  requireVersion(root)
  return root.get('keys').list().map(readKey)
}
