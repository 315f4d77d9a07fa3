import { Problem } from '../../problem.ts'

/** The values of a setup.cfg by section and key: as written; a value of several lines that begins on the second has its `\n` in front. */
export type SetupCfg = ReadonlyMap<string, ReadonlyMap<string, CfgValue>>

/** A value and where it begins. */
export interface CfgValue {
  readonly text: string
  readonly line: number
}

/**
 * Reads a setup.cfg as Python's RawConfigParser does, keys in lower case and with `_` for `-` as setuptools has them. What that would refuse - no section, no
 * key, a section or a key twice - is a Problem `FILE_INVALID` that names the line.
 */
export function parseSetupCfg(text: string, source: string): SetupCfg {
  const reader = new Reader(source)
  text.split(/\r\n|[\n\r]/).forEach((line, at) => reader.read(line, at + 1))
  return reader.sections()
}

interface Open {
  readonly lines: string[]
  readonly line: number
}

class Reader {
  private readonly source: string
  private readonly found = new Map<string, Map<string, Open>>()
  private section: Map<string, Open> | undefined
  private open: Open | undefined
  private indent = 0

  constructor(source: string) {
    this.source = source
  }

  sections(): SetupCfg {
    const closed = (values: Map<string, Open>): [string, CfgValue][] =>
      [...values].map(([key, { lines, line }]) => [key, { text: lines.join('\n').trimEnd(), line }])
    return new Map([...this.found].map(([name, values]) => [name, new Map(closed(values))]))
  }

  read(line: string, at: number): void {
    const value = line.trim()
    if (value.startsWith('#') || value.startsWith(';')) return
    const indent = line.length - line.trimStart().length
    if (value === '') this.open?.lines.push('')
    else if (this.open !== undefined && indent > this.indent) this.open.lines.push(value)
    else this.begin(value, indent, at)
  }

  private begin(value: string, indent: number, at: number): void {
    this.indent = indent
    this.open = undefined
    const header = /^\[(.+)\]/.exec(value)?.[1]
    if (header === undefined) this.beginValue(value, at)
    else {
      if (this.found.has(header)) this.refuse(at, `holds the section [${header}] twice`)
      this.section = new Map()
      this.found.set(header, this.section)
    }
  }

  private beginValue(value: string, at: number): void {
    const place = value.search(/[=:]/)
    if (this.section === undefined) return this.refuse(at, 'has a line before its first section')
    if (place < 1) return this.refuse(at, 'has a line that is no key with a value')
    const key = value.slice(0, place).trim().toLowerCase().replaceAll('-', '_')
    if (this.section.has(key)) this.refuse(at, `has the key ${key} twice in a section`)
    this.open = { lines: [value.slice(place + 1).trim()], line: at }
    this.section.set(key, this.open)
  }

  private refuse(line: number, what: string): never {
    throw new Problem('FILE_INVALID', `${this.source}:${line} ${what}.`, 'Correct it there.')
  }
}
