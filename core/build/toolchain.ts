import { formatInterpreter } from '../python/tag.ts'
import { parseJson } from '../json.ts'
import { Problem } from '../problem.ts'

/** An interpreter of the building machine, as it told of itself. */
export interface Toolchain {
  /** `sys.executable`: from here on it is called by this path, whatever shim or launcher found it. */
  readonly executable: string
  /** `sys.implementation.name`: `cpython`, `pypy`. */
  readonly implementation: string
  readonly major: number
  readonly minor: number
  /** `3.14.1` */
  readonly version: string
  readonly freeThreaded: boolean
  /** `sysconfig.get_platform()`: `linux-x86_64`, `win-amd64`, `macosx-11.0-arm64`. */
  readonly platform: string
  /** Version of pip, or empty where `import pip` fails. */
  readonly pip: string
  /** The folder that this pip is imported from, or empty where it does not tell. */
  readonly pipFolder: string
  /** Version of the module `build`, or empty where it is not there. */
  readonly build: string
  /** Version of uv, or empty where it is not there, and its program: the module's own, else that on PATH. */
  readonly uv: string
  readonly uvProgram: string
  /** Whether the C compiler that extensions are built with takes `-ffile-prefix-map` (gcc 8, clang 10). */
  readonly prefixMap: boolean
  /** What the variables of environment markers are for it, by their names (PEP 508). */
  readonly markers: Readonly<Record<string, string>>
}

const mark = 'wheelworks-toolchain '

/** Arguments with which any python from 3.4 on tells what it is; `-I` keeps the user's site, PYTHON* variables and the current folder out of the answer. */
export const probeArguments: readonly string[] = [
  '-I',
  '-c',
  `import json, os, platform, shlex, shutil, subprocess, sys, sysconfig
def version(module):
    try:
        return str(__import__(module).__version__)
    except Exception:
        return ''
try:
    import pip
    pip_folder = os.path.dirname(os.path.dirname(os.path.abspath(pip.__file__)))
except Exception:
    pip_folder = ''
try:
    from uv import find_uv_bin
    uv_program = find_uv_bin()
except Exception:
    uv_program = shutil.which('uv') or ''
try:
    uv = subprocess.check_output([uv_program, '--version'], stderr=subprocess.DEVNULL).decode().split()[1]
except Exception:
    uv = ''
compiler = shlex.split(os.environ.get('CC') or sysconfig.get_config_var('CC') or '') if os.name == 'posix' else []
try:
    maps = bool(compiler) and subprocess.call(compiler + ['-ffile-prefix-map=/a=/b', '-E', '-x', 'c', os.devnull],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
except OSError:
    maps = False
def full(v):
    return '.'.join(map(str, v[:3])) + ('' if v[3] == 'final' else v[3][0] + str(v[4]))
try:
    python = platform.python_version()
    markers = dict(implementation_name=sys.implementation.name, implementation_version=full(sys.implementation.version),
        os_name=os.name, platform_machine=platform.machine(), platform_python_implementation=platform.python_implementation(),
        platform_release=platform.release(), platform_system=platform.system(), platform_version=platform.version(),
        python_full_version=python + ('local' if python.endswith('+') else ''),
        python_version='.'.join(platform.python_version_tuple()[:2]), sys_platform=sys.platform)
except Exception:
    markers = {}
print('${mark}' + json.dumps(dict(executable=sys.executable, implementation=sys.implementation.name,
    version=list(sys.version_info[:3]), free_threaded=bool(sysconfig.get_config_var('Py_GIL_DISABLED')),
    platform=sysconfig.get_platform(), pip=version('pip'), pip_folder=pip_folder, build=version('build'), uv=uv, uv_program=uv_program,
    prefix_map=maps, markers=markers)))`,
]

/** What a probed interpreter printed; undefined when it gave no answer that can be read. */
export function parseToolchain(output: readonly string[]): Toolchain | undefined {
  const line = output.findLast((one) => one.startsWith(mark))
  if (line === undefined) return undefined
  try {
    return readToolchain(line.slice(mark.length))
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

function readToolchain(text: string): Toolchain {
  const root = parseJson(text, 'the answer of the interpreter', 'INTERPRETER_MISSING')
  const [major = 0, minor = 0, micro = 0] = root
    .get('version')
    .list()
    .map((part) => part.number())
  const told = (key: string): string => root.get(key).optional((one) => one.text()) ?? ''
  return {
    executable: root.get('executable').text(),
    implementation: root.get('implementation').text(),
    major,
    minor,
    version: `${major}.${minor}.${micro}`,
    freeThreaded: root.get('free_threaded').flag(),
    platform: root.get('platform').text(),
    pip: root.get('pip').text(),
    pipFolder: told('pip_folder'),
    build: told('build'),
    uv: told('uv'),
    uvProgram: told('uv_program'),
    prefixMap: root.get('prefix_map').flag(),
    markers: Object.fromEntries(root.get('markers').optional((one) => one.entries().map(([name, value]) => [name, value.text()])) ?? []),
  }
}

/** The tag of wheels that are for this interpreter alone: `cp314`, `cp314t`, `pp311`. */
export function pythonTagOf({ implementation, major, minor, freeThreaded }: Toolchain): string {
  return formatInterpreter({ implementation: implementation === 'pypy' ? 'pp' : 'cp', major, minor, freeThreaded })
}

/** The python as people ask for it: `3.11`, `3.14t`, `pypy3.11`. */
export function pythonLabelOf({ implementation, major, minor, freeThreaded }: Toolchain): string {
  return `${implementation === 'cpython' ? '' : implementation}${major}.${minor}${freeThreaded ? 't' : ''}`
}

/** `CPython 3.14.1 (free-threaded)`, for logs. */
export function nameOf(toolchain: Toolchain): string {
  const names: Readonly<Record<string, string>> = { cpython: 'CPython', pypy: 'PyPy' }
  const name = names[toolchain.implementation] ?? toolchain.implementation
  return `${name} ${toolchain.version}${toolchain.freeThreaded ? ' (free-threaded)' : ''}`
}

/** `pip 26.2.1`, or that there is none, for logs. */
export function pipOf({ pip }: Toolchain): string {
  return pip === '' ? 'without pip' : `pip ${pip}`
}

/** Whether a version of pip, build or uv is at least that of these numbers; none is at least nothing. */
export function isAtLeast(version: string, ...wanted: readonly number[]): boolean {
  const own = version.split('.').map((part) => Number.parseInt(part, 10))
  for (const [at, number] of wanted.entries()) {
    const mine = own[at] ?? 0
    if (mine !== number) return mine > number
  }
  return version !== ''
}
