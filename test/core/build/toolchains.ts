import type { Toolchain } from '../../../core/build/toolchain.ts'

/** A toolchain of CPython 3.14 with a current pip; a test says what is different. */
export function toolchain(is: Partial<Toolchain> = {}): Toolchain {
  const { major = 3, minor = 14 } = is
  return {
    executable: '/usr/bin/python3',
    implementation: 'cpython',
    major,
    minor,
    version: `${major}.${minor}.1`,
    freeThreaded: false,
    platform: 'linux-x86_64',
    pip: '26.2.1',
    pipFolder: '',
    build: '1.5.0',
    uv: '0.11.30',
    uvProgram: '/usr/bin/uv',
    prefixMap: true,
    markers: markersOf(minor),
    ...is,
  }
}

/** The variables of environment markers of a CPython on Linux. */
export function markersOf(minor: number): Record<string, string> {
  return {
    implementation_name: 'cpython',
    implementation_version: `3.${minor}.1`,
    os_name: 'posix',
    platform_machine: 'x86_64',
    platform_python_implementation: 'CPython',
    platform_release: '6.1.0-23-amd64',
    platform_system: 'Linux',
    platform_version: '#1 SMP Debian 6.1.99-1',
    python_full_version: `3.${minor}.1`,
    python_version: `3.${minor}`,
    sys_platform: 'linux',
  }
}
