import { canonical } from '../canonical.ts'
import type { Command } from '../ports.ts'
import type { Row } from './row.ts'
import { pythonTagOf, type Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/**
 * The user's own build script (input `buildScript`), run in the source tree by the host's `sh -e`, with umask 022. It leaves one wheel in
 * `$WHEELWORKS_OUTPUT`; what it makes is judged, tested and kept as any other wheel. It is told by its environment:
 *
 * - `WHEELWORKS_PROJECT`, `WHEELWORKS_VERSION`: of the row; the version is empty where only the wheel will tell.
 * - `WHEELWORKS_SOURCE`, `WHEELWORKS_OUTPUT`: the source tree, and the empty folder for the wheel; absolute paths of the host.
 * - `WHEELWORKS_PYTHON`: the interpreter's program. `WHEELWORKS_PYTHON_TAG` (`cp314`), `WHEELWORKS_ABI` (`abi3`; empty for the python tag's
 *   own) and `WHEELWORKS_PLATFORM_TAG` (`freebsd_14_4_release_amd64`): what the wheel must fit. `WHEELWORKS_BUILD`: its least build number; 0 is none.
 * - `WHEELWORKS_INSTANCE`, `WHEELWORKS_ARCH`: of the leg, or empty.
 * - `WHEELWORKS_CONSTRAINTS`: a file of constraints on the build requirements, or empty. `WHEELWORKS_LINKS`: a folder of wheels of this leg
 *   that it may need, or empty.
 * - `WHEELWORKS_CONFIG_SETTINGS`: JSON, key to list of values.
 * - `SOURCE_DATE_EPOCH` and all that any build is given.
 */
export function scriptCommand(
  script: string,
  row: Pick<Row, 'name' | 'version' | 'wish'>,
  toolchain: Toolchain,
  build: WheelBuild,
  leg: { readonly instance: string; readonly arch: string } = { instance: '', arch: '' },
): Command {
  const told = {
    ...wanted(row, toolchain),
    WHEELWORKS_SOURCE: build.tree,
    WHEELWORKS_OUTPUT: build.wheels,
    WHEELWORKS_PYTHON: toolchain.executable,
    WHEELWORKS_INSTANCE: leg.instance,
    WHEELWORKS_ARCH: leg.arch,
    WHEELWORKS_CONSTRAINTS: build.constraints ?? '',
    WHEELWORKS_LINKS: build.links ?? '',
    WHEELWORKS_CONFIG_SETTINGS: canonical(settingsMap(build.settings)),
  }
  return { program: 'sh', args: ['-e', '-c', `umask 022; ${script}`], cwd: build.tree, env: { ...build.environment, ...told }, seconds: 0 }
}

function wanted({ name, version, wish }: Pick<Row, 'name' | 'version' | 'wish'>, toolchain: Toolchain): Record<string, string> {
  return {
    WHEELWORKS_PROJECT: name,
    WHEELWORKS_VERSION: version,
    WHEELWORKS_PYTHON_TAG: wish?.python ?? pythonTagOf(toolchain),
    WHEELWORKS_ABI: wish?.abi ?? '',
    WHEELWORKS_PLATFORM_TAG: wish?.platform ?? toolchain.platform.replaceAll(/[-.]/g, '_'),
    WHEELWORKS_BUILD: String(wish?.build ?? 0),
  }
}

function settingsMap(settings: WheelBuild['settings']): Record<string, string[]> {
  const map = new Map<string, string[]>()
  for (const [key, value] of settings) map.set(key, [...(map.get(key) ?? []), value])
  return Object.fromEntries(map)
}
