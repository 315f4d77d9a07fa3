import type { Downloads, Files } from '../../core/ports.ts'
import { Problem } from '../../core/problem.ts'
import { sha256Of } from '../../core/sha256.ts'

/** Archives in memory by their address, hashes checked as they are fetched. */
export function fixedDownloads(archives: Readonly<Record<string, Uint8Array>>, files: Files): Downloads {
  return {
    fetch: async (url, to, sha256) => {
      const bytes = archives[url]
      if (bytes === undefined) throw new Problem('FILE_MISSING', `There is no ${url}.`, '')
      if (sha256 !== undefined && sha256Of(bytes) !== sha256) throw new Problem('HASH_MISMATCH', `${url} is another.`, '')
      await files.write(to, bytes)
      return await files.measure(to)
    },
  }
}
