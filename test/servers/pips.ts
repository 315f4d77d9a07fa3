import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { delimiter } from 'node:path'
import { text } from 'node:stream/consumers'
import { findPythons } from './python.ts'

/** A pip of this machine. */
export interface Pip {
  readonly python: string
  /** `23.2.1` */
  readonly version: string
  /** 2302 for 23.2: versions by size. */
  readonly at: number
  /** Runs it without any setting of this machine; what it printed, and how it ended. */
  run(...args: readonly string[]): Promise<{ readonly code: number; readonly said: string }>
}

/**
 * The pips of this machine, old to new: all that `WHEELWORKS_PYTHONS` names, else of those that are found the oldest, the newest that reads no JSON, the oldest that does,
 * and the newest. Empty where there is none.
 */
export function findPips(): Pip[] {
  const named = (process.env['WHEELWORKS_PYTHONS'] ?? '').split(delimiter).filter((python) => python !== '')
  const pythons = named.length > 0 ? named : findPythons('pip')
  const pips = [...new Map(pythons.flatMap((python) => pipOf(python) ?? []).map((pip) => [pip.version, pip])).values()]
  pips.sort((a, b) => a.at - b.at)
  if (named.length > 0) return pips
  const [old, young] = [pips.filter(({ at }) => at < 2202), pips.filter(({ at }) => at >= 2202)]
  return [...new Set([old[0], old.at(-1), young[0], young.at(-1)])].filter((pip) => pip !== undefined)
}

function pipOf(python: string): Pip | undefined {
  const env = cleanEnvironment()
  const said = spawnSync(python, ['-I', '-m', 'pip', '--version'], { encoding: 'utf8', env }).stdout ?? ''
  const [, version, major, minor] = /^pip ((\d+)\.(\d+)\S*)/.exec(said) ?? []
  if (version === undefined) return undefined
  return {
    python,
    version,
    at: Number(major) * 100 + Number(minor),
    run: async (...args) => {
      const quiet = ['--isolated', '--disable-pip-version-check', '--no-cache-dir']
      const child = spawn(python, ['-I', '-m', 'pip', ...quiet, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      const [out, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
      return { code: Number(code), said: out + problems }
    },
  }
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:PIP_|PYTHON)/.test(name)))
  return { ...clean, PIP_CONFIG_FILE: '/dev/null', PIP_NO_INPUT: '1' }
}
