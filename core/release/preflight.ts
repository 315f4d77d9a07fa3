import { parseVersion } from '../python/version.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { normalizeName } from '../python/name.ts'
import { isPyPI, type Repository } from './repository.ts'

/** A file as it would be uploaded. */
export interface ReleaseFile {
  readonly name: string
  /** As its own metadata say it. */
  readonly project: string
  readonly version: string
}

/** What the index would surely refuse, found before anything is sent: one text a fault. The rules are PyPI's (forklift/legacy.py) and are asked for there only, but for the names. */
export function preflight(file: ReleaseFile, repository: Repository): string[] {
  const faults = nameFaults(file)
  if (!isPyPI(repository)) return faults
  const version = parseVersion(file.version)
  const platforms = new Set(parseWheelName(file.name)?.tags.map((tag) => tag.platform))
  const plain = [...platforms].filter((platform) => platform.startsWith('linux_') && !/^linux_armv[67]l$/.test(platform))
  return [
    ...faults,
    ...(version?.local === undefined || version.local === '' ? [] : [`${file.name}: PyPI takes no local versions (+${version.local})`]),
    ...plain.map((platform) => `${file.name}: PyPI takes no '${platform}'; repair the wheel to manylinux or musllinux`),
  ]
}

function nameFaults(file: ReleaseFile): string[] {
  const version = parseVersion(file.version)
  if (version === undefined) return [`${file.name}: its version '${file.version}' is none (PEP 440)`]
  if (file.name.endsWith('.whl')) return []
  const right = `${normalizeName(file.project).replaceAll('-', '_')}-${version.canonical}.tar.gz`
  return file.name === right ? [] : [`${file.name}: this sdist has to be named ${right} (PEP 625)`]
}
