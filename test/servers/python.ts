import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Context } from 'mocha'

/** The `python3` of this machine, which has pip. Without one the test is skipped by name, or fails where CI promises it. */
export function findPython(test: Context): string {
  return found ?? absent(test, 'python3 with pip')
}

/** Every interpreter of this machine that has a module, each once: by its name on PATH, the system's own, and pyenv's; none where there is none. */
export function findPythons(module: string): string[] {
  const told = ['python3', '/usr/bin/python3', ...otherPythons()].flatMap((name) => executableOf(name, module))
  return [...new Set(told)]
}

/** pyenv's own, for its names on PATH are slow and most lead nowhere; else what the names on PATH lead to. */
function otherPythons(): string[] {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  if (existsSync(versions)) return readdirSync(versions).map((version) => join(versions, version, 'bin', 'python3'))
  return Array.from({ length: 10 }, (_, at) => `python3.${at + 6}`)
}

function executableOf(python: string, module: string): string[] {
  try {
    const script = `import sys, ${module}; assert ${module}.__version__; print(sys.executable)`
    return [execFileSync(python, ['-I', '-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()]
  } catch {
    return []
  }
}

/** The minor version of an interpreter. */
export function minorOf(python: string): number {
  return Number(execFileSync(python, ['-I', '-c', 'import sys; print(sys.version_info[1])'], { encoding: 'utf8' }))
}

/** The platform tag of what an interpreter builds for itself: `linux_x86_64`. */
export function platformOf(python: string): string {
  const platform = execFileSync(python, ['-I', '-c', 'import sysconfig; print(sysconfig.get_platform())'], { encoding: 'utf8' })
  return platform.trim().replaceAll(/[-.]/g, '_')
}

/** A C compiler and the headers of that python; else as `findPython`. */
export function requireCompiler(test: Context): void {
  if (!compiles) absent(test, "a C compiler and Python's headers")
}

/** An interpreter with setuptools, and what a build by it needs besides, for builds that the fixture cannot stand for; nothing here promises one, so without it the test is skipped. */
export function findSetuptools(test: Context, besides = 'wheel'): string {
  const script = `import setuptools, pip, ${besides}`
  return ['python3', '/usr/bin/python3'].find((python) => answers(python, ['-I', '-c', script])) ?? absent(test, `python3 with ${besides}`)
}

/** A twine on PATH; else as `findPython`. */
export function requireTwine(test: Context): void {
  if (!answers('twine', ['--version'])) absent(test, 'twine')
}

function absent(test: Context, what: string): never {
  if (process.env['CI'] === 'true') throw new Error(`This machine has no ${what}, which CI promises.`)
  test.skip()
}

const found = answers('python3', ['-I', '-c', 'import pip']) ? 'python3' : undefined
const script =
  "import os, shlex, subprocess, sysconfig; assert os.path.exists(sysconfig.get_path('include') + '/Python.h'); " +
  "subprocess.check_call(shlex.split(sysconfig.get_config_var('CC')) + ['--version'])"
const compiles = found !== undefined && answers(found, ['-I', '-c', script])

function answers(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
