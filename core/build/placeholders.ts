/** What stands for a path in a command that a user wrote. */
export type Placeholders = Readonly<Record<string, string>>

/**
 * Replaces `{name}` by its path, quoted for the host's shell where it needs that; braces around anything else are the shell's.
 * Inside quotes of the user's own nothing is quoted again.
 */
export function filled(command: string, paths: Placeholders, windows: boolean): string {
  return command.replaceAll(/(["']?)\{([a-z_]+)\}/g, (whole, quote: string, name: string) => {
    const path = Object.hasOwn(paths, name) ? paths[name] : undefined
    if (path === undefined) return whole
    return quote === '' ? quoted(path, windows) : `${quote}${path}`
  })
}

function quoted(path: string, windows: boolean): string {
  if (/^[\w@%+=:,./\\-]+$/.test(path) && (windows || !path.includes('\\'))) return path
  return windows ? `"${path}"` : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
