const COLOURS: Readonly<Record<string, string>> = { section: '32', command: '36', error: '31', warning: '33', group: '1', debug: '35' }

/** A line as a terminal shows it: decorations (`##[error]` and their like) become colours; without colours they stay as they are. */
export function paint(line: string, coloured: boolean, label?: string): string {
  const prefix = label === undefined ? '' : `${label} | `
  const [, name = '', rest = ''] = /^##\[(\w+)\](.*)$/s.exec(line) ?? []
  const colour = COLOURS[name]
  if (!coloured) return `${prefix}${line}`
  const shown =
    colour === undefined ? line : `\u001B[${colour}m${name === 'error' || name === 'warning' ? `${name}: ` : ''}${rest}\u001B[0m`
  return prefix === '' ? shown : `\u001B[2m${prefix}\u001B[0m${shown}`
}
