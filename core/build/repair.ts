/** What makes a built wheel one that runs elsewhere. */
export type Repair =
  /** A command of the user's, for the host's shell. */
  | { readonly kind: 'command'; readonly text: string }
  /** A known tool; a `needed` one that is missing fails the wheel, another is passed over. */
  | { readonly kind: 'tool'; readonly program: string; readonly args: readonly string[]; readonly needed: boolean }

/** The input `repairWheelCommand` and a recipe's `repair`: `auto`, `none` or a command with `{wheel}` and `{dest_dir}`. */
export function repairOf(
  asked: string,
  wheel: { readonly path: string; readonly platforms: readonly string[]; readonly into: string },
  wished: string,
): Repair | undefined {
  if (asked === 'none') return undefined
  if (asked !== 'auto') return { kind: 'command', text: asked }
  // A wheel for every platform has nothing to bring along, and one of the wished family was repaired, or audited, by its own backend.
  if (wheel.platforms.every((platform) => platform === 'any')) return undefined
  const platform = wished.toLowerCase().replaceAll(/[-.]/g, '_')
  const linux = /^(?:many|musl)linux/
  if (linux.test(platform)) {
    if (wheel.platforms.every((one) => linux.test(one))) return undefined
    return { kind: 'tool', program: 'auditwheel', args: ['repair', '--plat', platform, '-w', wheel.into, wheel.path], needed: true }
  }
  if (platform.startsWith('macosx')) {
    const arch = /_(universal2|x86_64|arm64)$/.exec(platform)?.[1]
    const required = arch === undefined ? [] : ['--require-archs', arch === 'universal2' ? 'x86_64,arm64' : arch]
    return { kind: 'tool', program: 'delocate-wheel', args: [...required, '-w', wheel.into, wheel.path], needed: false }
  }
  return platform.startsWith('win')
    ? { kind: 'tool', program: 'delvewheel', args: ['repair', '-w', wheel.into, wheel.path], needed: false }
    : undefined
}
