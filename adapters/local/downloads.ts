import { copyFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withCredentials } from '../../core/index/pip-credentials.ts'
import type { Downloads, OnDisk } from '../../core/ports.ts'
import { Problem, reason } from '../../core/problem.ts'
import type { Sha256 } from '../../core/sha256.ts'
import { download, type HttpHow, requireHash } from '../http.ts'
import { measureFile } from './files.ts'

/**
 * Files over http(s) (retried as all our requests; with the credentials that `indexes` hold for the same origin) and from `file:` addresses; a
 * fragment is no part of the address.
 */
export function httpDownloads(how: HttpHow = {}, indexes: readonly string[] = []): Downloads {
  return {
    fetch: async (url, to, sha256) => {
      const bare = url.replace(/#.*$/s, '')
      if (bare.startsWith('file:')) return await copied(bare, to, sha256)
      return await download(withCredentials(bare, indexes), to, { ...how, ...(sha256 === undefined ? {} : { sha256 }) })
    },
  }
}

async function copied(url: string, to: string, sha256: Sha256 | undefined): Promise<OnDisk> {
  try {
    const from = fileURLToPath(url)
    requireHash(url, (await measureFile(from)).sha256, sha256)
    await mkdir(dirname(to), { recursive: true })
    await copyFile(from, to)
    return await measureFile(to)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('FILE_MISSING', `${url} cannot be read: ${reason(error)}.`, 'Check the address.', error)
  }
}
