// Grammar of logging commands: agent sources, Microsoft.VisualStudio.Services.Agent/Command.cs and Agent.Sdk/CommandStringConvertor.cs.

/** A logging command as the agent reads it from a line of output. */
export interface LoggingCommand {
  readonly area: string
  readonly event: string
  /** By lower-cased key: the agent compares keys ignoring case, and the later duplicate wins. */
  readonly properties: ReadonlyMap<string, string>
  readonly data: string
}

const PREFIX = '##vso['

const CODES: readonly (readonly [code: string, token: string])[] = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
]

/** The command in a line, wherever in the line it begins; undefined where the agent sees none. `percents`: the knob DECODE_PERCENTS. */
export function parseCommand(line: string, percents = true): LoggingCommand | undefined {
  const start = line.indexOf(PREFIX)
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const info = line.slice(start + PREFIX.length, end)
  const space = info.indexOf(' ')
  const [area, event, ...rest] = (space < 0 ? info : info.slice(0, space)).split('.').filter((piece) => piece !== '')
  if (area === undefined || event === undefined || rest.length > 0) return undefined
  const properties = space > 0 ? parseProperties(info.slice(space + 1), percents) : new Map<string, string>()
  return { area, event, properties, data: unescapeCommand(line.slice(end + 1), percents) }
}

function parseProperties(text: string, percents: boolean): ReadonlyMap<string, string> {
  const properties = new Map<string, string>()
  for (const piece of text.split(';')) {
    // .NET's split into two non-empty halves: leading `=` vanish on both sides, `k=` is no property.
    const halves = /^=*([^=]+)=+([^=].*)$/s.exec(piece)
    if (halves?.[1] !== undefined && halves[2] !== undefined) properties.set(halves[1].toLowerCase(), unescapeCommand(halves[2], percents))
  }
  return properties
}

/** Decodes `%3B %0D %0A %5D`, then `%AZP25`; nothing else, and in upper case only. */
export function unescapeCommand(text: string, percents = true): string {
  const decoded = CODES.reduce((done, [code, token]) => done.replaceAll(code, token), text)
  return percents ? decoded.replaceAll('%AZP25', '%') : decoded
}
