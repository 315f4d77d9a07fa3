import { normalizeName } from '../python/name.ts'
import { parseVersion, sameVersion } from '../python/version.ts'
import type { WheelName } from '../python/wheel-name.ts'
import { error, type Remark } from './finding.ts'

/** The one `.dist-info` folder on top of a wheel, which must be named as the file is; undefined when there is none or more than one. */
export function findDistInfo(
  paths: readonly string[],
  name: WheelName,
): { readonly folder: string | undefined; readonly remarks: Remark[] } {
  const folders = [...new Set(paths.map((path) => path.split('/', 1)[0] ?? ''))].filter((top) => top.endsWith('.dist-info'))
  const [folder, ...others] = folders
  if (folder === undefined) return { folder, remarks: [error('dist-info', 'it has no .dist-info folder')] }
  if (others.length > 0)
    return { folder: undefined, remarks: [error('dist-info', `it has more than one .dist-info folder: ${folders.join(', ')}`)] }
  return {
    folder,
    remarks: isOf(folder, name) ? [] : [error('dist-info', `its folder ${folder} is of another project or version than its file name`)],
  }
}

function isOf(folder: string, name: WheelName): boolean {
  const stem = folder.slice(0, -'.dist-info'.length)
  const at = stem.lastIndexOf('-')
  const version = parseVersion(stem.slice(at + 1))
  return at > 0 && normalizeName(stem.slice(0, at)) === name.project && version !== undefined && sameVersion(version, name.version)
}
