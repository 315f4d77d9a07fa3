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
    build: '1.5.0',
    uv: '0.11.30',
    uvProgram: '/usr/bin/uv',
    prefixMap: true,
    ...is,
  }
}
