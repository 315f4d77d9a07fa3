import type { Observed } from '../cache/entry.ts'
import { parseJson } from '../json.ts'
import { Problem } from '../problem.ts'
import { installedIn, pinned } from './installed.ts'
import { nameOf, type Toolchain } from './toolchain.ts'

const mark = 'wheelworks-observed '

/**
 * Arguments with which any python from 3.4 on tells its full version, and what compilers and the system say of themselves: those of C and C++ that it
 * builds extensions with, Rust's, the C library, the system. Nothing that another machine of the same image has otherwise.
 */
export const observeArguments: readonly string[] = [
  '-I',
  '-c',
  `import glob, json, os, platform, shlex, subprocess, sys, sysconfig
def first(command, contains=''):
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        told = child.communicate(timeout=20)[0].decode('utf-8', 'replace')
        return [line.strip() for line in told.splitlines() if line.strip() and contains in line][0]
    except Exception:
        return ''
def compiler(variable):
    try:
        return shlex.split(os.environ.get(variable) or sysconfig.get_config_var(variable) or '')[:8]
    except Exception:
        return []
def libc():
    try:
        return os.confstr('CS_GNU_LIBC_VERSION') or ''
    except Exception:
        version = first(glob.glob('/lib/ld-musl-*')[:1], 'Version').split()
        return 'musl ' + version[-1] if version else ''
def system():
    try:
        if sys.platform == 'darwin':
            return 'macOS ' + platform.mac_ver()[0]
        if os.name == 'nt':
            return 'Windows ' + platform.version()
        with open('/etc/os-release') as file:
            return [line[12:].strip().strip('"') for line in file if line.startswith('PRETTY_NAME=')][0]
    except Exception:
        return platform.system()
lines = [sysconfig.get_platform(), system(), libc(), os.environ.get('VCToolsVersion') and 'MSVC ' + os.environ['VCToolsVersion']]
lines.append('python by ' + platform.python_compiler())
if os.name == 'posix':
    commands = [compiler('CC'), compiler('CXX'), ['rustc']]
    lines += [first(command + ['--version']) for command in commands if command]
python = platform.python_implementation() + ' ' + platform.python_version()
if hasattr(sys, 'pypy_version_info'):
    python += ', PyPy ' + '.'.join(map(str, sys.pypy_version_info[:3]))
if sysconfig.get_config_var('Py_GIL_DISABLED'):
    python += ' (free-threaded)'
print('${mark}' + json.dumps(dict(python=python, toolchain=[line for line in lines if line])))`,
]

/** What an interpreter printed of itself and its machine; where it gave no answer that can be read, what is known of it already, and no toolchain. */
export function parseObserved(output: readonly string[], toolchain: Toolchain): Pick<Observed, 'python' | 'toolchain'> {
  const line = output.findLast((one) => one.startsWith(mark))
  const known = { python: nameOf(toolchain), toolchain: [] }
  if (line === undefined) return known
  try {
    const root = parseJson(line.slice(mark.length), 'the answer of the interpreter', 'INTERPRETER_MISSING')
    const lines = root.get('toolchain').list().slice(0, 20)
    return { python: root.get('python').text().slice(0, 200), toolchain: lines.map((one) => one.text().slice(0, 200)) }
  } catch (error) {
    if (error instanceof Problem) return known
    throw error
  }
}

/** What a build printed of what was installed for it, `setuptools==84.0`, sorted; undefined where the frontend does not tell. */
export function requirementsIn(lines: readonly string[]): string[] | undefined {
  const installed = lines.flatMap(installedIn)
  return installed.length === 0 ? undefined : pinned(installed)
}
