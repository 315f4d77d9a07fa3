import type { Command, Host } from '../ports.ts'
import { launchPip } from './launcher.ts'
import { isAtLeast, type Toolchain } from './toolchain.ts'

/** A virtual environment: where it lies, its python and its programs; absolute paths of the host. */
export interface Venv {
  readonly folder: string
  readonly python: string
  readonly programs: { readonly folder: string; readonly separator: string }
}

/** Where pip and venv run, and what they see. */
type Run = Pick<Command, 'cwd' | 'env'>

/** What a virtual environment in a folder of a host looks like. */
export function venvIn(folder: string, host: Pick<Host, 'join' | 'windows'>): Venv {
  const programs = host.join(folder, host.windows ? 'Scripts' : 'bin')
  const python = host.join(programs, host.windows ? 'python.exe' : 'python')
  return { folder, python, programs: { folder: programs, separator: host.windows ? ';' : ':' } }
}

/** Whether the host's pip installs into another environment (pip's changelog: `--python`, 22.3), so that this needs none of its own. */
function serves({ pip }: Toolchain): boolean {
  return isAtLeast(pip, 22, 3)
}

/** Makes it; a pip of its own costs seconds: the host's serves where it can. */
export function makeVenv(toolchain: Toolchain, { folder }: Venv, run: Run): Command {
  const bare = serves(toolchain) ? ['--without-pip'] : []
  return { program: toolchain.executable, args: ['-I', '-m', 'venv', ...bare, folder], ...run, seconds: 0 }
}

/** Has pip install into it what it is asked for (its arguments). */
export function installInto({ python }: Venv, asked: readonly string[], toolchain: Toolchain, run: Run): Command {
  const args = ['install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', ...asked]
  if (serves(toolchain)) return launchPip(toolchain, python, args, run)
  return { program: python, args: ['-I', '-m', 'pip', ...args], ...run, seconds: 0 }
}
