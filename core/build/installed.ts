import { parseName, type ProjectName } from '../python/name.ts'
import { parseVersion, type Version } from '../python/version.ts'

/** A version of a project that a build was made with. */
export interface Installed {
  readonly project: ProjectName
  readonly version: Version
}

/** What one line says was installed, by pip (`Successfully installed a-1.0 b-2.0`; build puts `< ` before it), by `uv pip` (` + a==1.0`) or by `uv build --verbose`. */
export function installedIn(line: string): Installed[] {
  const [, byPip] = /^\s*(?:< )?Successfully installed (.+)$/.exec(line) ?? []
  if (byPip !== undefined) return byPip.split(/\s+/).flatMap((one) => readInstalled(one, one.lastIndexOf('-'), 1))
  const [, byUvPip] = /^\s*(?:< )?\+ (\S+==\S+)/.exec(line) ?? []
  const [, byUv = ''] = /^DEBUG Installing in (.+) in \S/.exec(line) ?? []
  return [...(byUvPip === undefined ? [] : [byUvPip]), ...byUv.split(', ')].flatMap((one) => readInstalled(one, one.indexOf('=='), 2))
}

function readInstalled(text: string, at: number, width: number): Installed[] {
  const project = parseName(text.slice(0, Math.max(0, at)))
  const version = parseVersion(text.slice(at + width))
  return at < 0 || project === undefined || version === undefined ? [] : [{ project, version }]
}

/** Each once, as `setuptools==84.0`, sorted: the same for any order in which they are told. */
export function pinned(installed: readonly Installed[]): string[] {
  return [...new Set(installed.map(({ project, version }) => `${project}==${version.canonical}`))].sort()
}
