import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Exit, Processes } from '../../../core/ports.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import { toolchain } from '../../core/build/toolchains.ts'
import { wheelBytes, type WheelChange } from '../../fakes/wheel-bytes.ts'

/** What programs a machine has: name as it is called (with leading arguments) to what it is. */
export type Programs = Readonly<Record<string, Partial<Toolchain> | 'broken'>>

/** A machine that plays pip and python, and keeps what it was asked to run, in order. */
export interface ScriptedHost extends Processes {
  readonly commands: Command[]
  /** `probe python3.14`, `wheel spam-1.0-3.14`, `install NAME`, `import MODULES`, `sh TEXT`, else the command line. */
  readonly said: string[]
}

export interface Play {
  readonly programs: Programs
  /** Wheels that `pip wheel` leaves for a row's label; by default one of `spam` 1.0. Another exit instead of success. */
  readonly wheels?: (label: string) => readonly string[] | Exit
  /** What stands in those wheels. */
  readonly holds?: (label: string) => WheelChange
  /** Output of any command, and its exit where it is not success. */
  readonly prints?: (said: string) => readonly string[]
  readonly ends?: (said: string) => Exit | undefined
}

const good: Exit = { kind: 'exited', code: 0 }

export function scriptedHost(play: Play): ScriptedHost {
  const commands: Command[] = []
  const said: string[] = []
  return {
    commands,
    said,
    run: (command, on) => {
      commands.push(command)
      const what = describeCommand(command)
      said.push(what)
      play.prints?.(what).forEach(on)
      return Promise.resolve(play.ends?.(what) ?? perform(what, command, play, on))
    },
  }
}

function describeCommand({ program, args, cwd }: Command): string {
  const text = args.join(' ')
  if (program === 'sh') return text.includes('wheelworks-packages') ? 'find a package manager' : `sh ${args.at(-1) ?? ''}`
  if (!args.includes('-I')) return [program, ...args].join(' ')
  if (text.includes('wheelworks-toolchain')) return `probe ${[program, ...args.slice(0, args.indexOf('-I'))].join(' ')}`
  if (text.includes('runpy')) return `wheel ${labelOf(cwd)}`
  if (text.includes('pip install')) return `install ${args.at(-1)?.split(/[/\\]/).at(-1) ?? ''}`
  return `import ${args.slice(4).join(' ')}`
}

function labelOf(tree: string): string {
  return tree.split(/[/\\]/).at(-2) ?? ''
}

function perform(what: string, command: Command, play: Play, on: (line: string) => void): Exit {
  const [verb = '', ...rest] = what.split(' ')
  if (verb === 'probe') return answer(rest.join(' '), play.programs, on)
  if (verb === 'wheel') {
    const label = labelOf(command.cwd)
    return leave(command, play.wheels?.(label) ?? ['spam-1.0-py3-none-any.whl'], play.holds?.(label))
  }
  if (verb === 'import') rest.forEach((module) => on(`wheelworks-import ${JSON.stringify({ module, missing: '', said: '' })}`))
  return good
}

function answer(name: string, programs: Programs, on: (line: string) => void): Exit {
  const is = programs[name]
  if (is === undefined) return { kind: 'not-started', says: 'ENOENT' }
  if (is === 'broken') return { kind: 'exited', code: 9009 }
  const { executable, implementation, major, minor, freeThreaded, platform, pip, build, uv, uvProgram, prefixMap, markers } = toolchain({
    executable: `/found/${name}`,
    ...is,
  })
  const told = {
    executable,
    implementation,
    version: [major, minor, 1],
    free_threaded: freeThreaded,
    platform,
    pip,
    build,
    uv,
    uv_program: uvProgram,
    prefix_map: prefixMap,
    markers,
  }
  on(`wheelworks-toolchain ${JSON.stringify(told)}`)
  return good
}

function leave(command: Command, wheels: readonly string[] | Exit, holds: WheelChange = {}): Exit {
  if (!('length' in wheels)) return wheels
  const at = command.args.findIndex((one) => one === '--wheel-dir' || one === '--out-dir')
  const folder = command.args[at + 1] ?? ''
  mkdirSync(folder, { recursive: true })
  for (const wheel of wheels) writeFileSync(join(folder, wheel), wheelBytes(wheel, holds))
  return good
}
