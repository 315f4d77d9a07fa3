import type { Command } from '../ports.ts'
import { buildWheel } from './frontend-build.ts'
import { uvBuild } from './frontend-uv.ts'
import type { Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/**
 * Builds one tree's sdist by a frontend that has a command for it; `build.wheels` is the folder that it comes to. pip has none: its part is
 * `sdist-hooks`. Problems are those of wheels.
 */
export function sdistCommand(frontend: 'build' | 'uv', toolchain: Toolchain, build: WheelBuild): Command {
  const sdist = { ...build, settings: sdistSettings(build.settings) }
  return frontend === 'build' ? buildWheel(toolchain, sdist, '--sdist') : uvBuild(toolchain, sdist, '--sdist')
}

/** Settings are for both hooks of a backend, as `python -m build` has it, but for setuptools' options of the command that builds wheels: its `sdist` refuses them. */
export function sdistSettings(settings: WheelBuild['settings']): WheelBuild['settings'] {
  return settings.filter(([key]) => key !== '--build-option')
}
