/** What native code asks of the Python that loads it. */
export interface Imports {
  /** Names of Python's C API that must be there when it is loaded (weak ones need not). */
  readonly needs: readonly string[]
  /** Names that look as if they were Python's, but are its own. */
  readonly offers: readonly string[]
  /** Libraries that are loaded with it. */
  readonly libraries: readonly string[]
}

/** Why something was not read. */
export interface Unread {
  readonly unread: string
}

/** What native code is. */
export interface NativeImage {
  readonly format: 'elf' | 'pe' | 'mach-o'
  /** Machines as Linux calls them (`x86_64`, `aarch64`, `i686`); more than one in a universal binary. */
  readonly machines: readonly string[]
  /** The system it says to be for, where it says so at all. */
  readonly system?: string
  /** Absent when only its beginning was looked at. */
  readonly imports?: Imports | Unread
}
