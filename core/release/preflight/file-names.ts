import { isWheelFile } from '../../python/file-kind.ts'
import { normalizeName } from '../../python/name.ts'
import { parseVersion } from '../../python/version.ts'
import { parseWheelName } from '../../python/wheel-name.ts'
import { aboutAll, type Flaw, flaw } from './fault.ts'
import { isPyPIPlatform } from './platform-tags.ts'
import { distInfoOf, type ReadFile } from './read-file.ts'

/** Whether a file is named as its metadata say and as the standards write it (PEP 427, 625): that holds for every index. */
export function judgeName(file: Pick<ReadFile, 'name' | 'metadata'>): Flaw[] {
  const { name, metadata } = file
  const version = parseVersion(metadata.version)
  const project = normalizeName(metadata.name).replaceAll('-', '_')
  if (version === undefined) return [flaw('version', `its version '${metadata.version}' is none (PEP 440)`)]
  if (/[\u0000-\u001f\u007f/\\]/.test(name)) return [flaw('file-name', 'its name holds control characters or slashes')]
  if (!isWheelFile(name)) {
    const right = `${project}-${version.canonical}.tar.gz`
    return name === right ? [] : [flaw('file-name', `this sdist has to be named ${right} (PEP 625)`)]
  }
  if (parseWheelName(name) === undefined) return [flaw('file-name', 'its name is none of a wheel (PEP 427)')]
  return []
}

/** What PyPI asks of a name besides: the project as it normalises it, and a platform that it takes. */
export function judgeNameForPyPI(file: Pick<ReadFile, 'name' | 'metadata' | 'paths'>): Flaw[] {
  const { name, metadata, paths } = file
  if (!isWheelFile(name)) return []
  const project = normalizeName(metadata.name).replaceAll('-', '_')
  const platforms = [...new Set(parseWheelName(name)?.tags.map(({ platform }) => platform))].filter((platform) => !isPyPIPlatform(platform))
  const own = distInfoOf(name)
  const absent = ['METADATA', 'WHEEL', 'RECORD'].filter((member) => !paths.has(`${own}/${member}`))
  return [
    ...(name.startsWith(`${project}-`) ? [] : [flaw('file-name', `PyPI wants its name to begin with ${project}-`)]),
    ...platforms.map((platform) => flaw('platform', `PyPI takes no '${platform}'${remedy(platform)}`)),
    ...aboutAll(absent, (told) => flaw('dist-info', `PyPI looks in ${own}, which does not have: ${told}`)),
  ]
}

function remedy(platform: string): string {
  if (platform.startsWith('linux_')) return '; repair the wheel to manylinux or musllinux'
  return /^macosx_1[1-9]_[1-9]|^macosx_[2-9]\d_[1-9]/.test(platform) ? '; since macOS 11 the second number of the tag is 0' : ''
}
