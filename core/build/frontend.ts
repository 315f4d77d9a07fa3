import type { Command } from '../ports.ts'
import { buildWheel } from './frontend-build.ts'
import { pipWheel } from './frontend-pip.ts'
import { uvBuild } from './frontend-uv.ts'
import type { Toolchain } from './toolchain.ts'
import type { WheelBuild } from './wheel-build.ts'

/** The options of the input `buildFrontend`. */
export const frontends = ['pip', 'build', 'uv'] as const
/** What asks a project's build backend for a wheel. */
export type Frontend = (typeof frontends)[number]

const commands: Readonly<Record<Frontend, (toolchain: Toolchain, build: WheelBuild) => Command>> = {
  pip: pipWheel,
  build: buildWheel,
  uv: uvBuild,
}

/**
 * Builds one tree's wheel: the same bytes by every frontend, none of which is fetched. A frontend that is not there is a Problem
 * `INTERPRETER_MISSING`, one too old for what is asked is `NOT_SUPPORTED`.
 */
export function wheelCommand(frontend: Frontend, toolchain: Toolchain, build: WheelBuild): Command {
  return commands[frontend](toolchain, build)
}

/** What a frontend is called in logs: `pip 26.2.1`. */
export function frontendName(frontend: Frontend, toolchain: Toolchain): string {
  return `${frontend} ${toolchain[frontend]}`
}
