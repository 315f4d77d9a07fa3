import { aboutAll, type Flaw, flaw } from './fault.ts'

/** Whether `entry_points.txt` can be read as an INI file and the programs in it have names that are no paths (entry points specification). */
export function judgeEntryPoints(bytes: Uint8Array | undefined): Flaw[] {
  if (bytes === undefined) return []
  const text = decode(bytes)
  if (text === undefined) return [flaw('entry-points', 'entry_points.txt is not UTF-8')]
  const { broken, programs } = read(text)
  return [
    ...aboutAll(broken, (told) => flaw('entry-points', `entry_points.txt is no INI file: ${told}`)),
    ...aboutAll(
      programs.filter((name) => !/^[\p{L}\p{N}_.-]+$/u.test(name)),
      (told) => flaw('entry-points', `entry_points.txt names a program that cannot be named so: ${told}`),
    ),
  ]
}

interface Read {
  /** Lines that are none of an INI file, or tell again what was told. */
  readonly broken: readonly string[]
  readonly programs: readonly string[]
}

/** As Python's configparser reads it with `=` alone: indented lines go on, what begins with `#` or `;` is passed over. */
function read(text: string): Read {
  const [broken, programs]: [string[], string[]] = [[], []]
  const told = new Set<string>()
  let [section, named]: [string | undefined, boolean] = [undefined, false]
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^(?:[#;]|$)/.test(line.trimStart()) || (named && /^\s/.test(line))) continue
    const { header, name } = parseLine(line)
    const key = header === undefined ? `${section}\n${name}` : header
    if (told.has(key) || (header === undefined && (name === '' || section === undefined))) broken.push(line.trim())
    told.add(key)
    named = header === undefined
    section = header ?? section
    if (named && isOfPrograms(section) && name !== '') programs.push(name)
  }
  return { broken, programs }
}

/** A section's header, or a name with `=` behind it; neither is a line that cannot be read. */
function parseLine(line: string): { readonly header: string | undefined; readonly name: string } {
  const at = line.indexOf('=')
  return { header: /^\[(.+)\]$/.exec(line.trimEnd())?.[1], name: at < 0 ? '' : line.slice(0, at).trim() }
}

function isOfPrograms(section: string | undefined): boolean {
  return section === 'console_scripts' || section === 'gui_scripts'
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
