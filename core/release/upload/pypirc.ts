import { Problem } from '../../problem.ts'

/** Names that stand for an address where a file gives none (packaging.python.org, the .pypirc file). */
const known = new Map([
  ['pypi', 'https://upload.pypi.org/legacy/'],
  ['testpypi', 'https://test.pypi.org/legacy/'],
])

interface Entry {
  readonly username: string
  readonly password: string
}

/**
 * The user (empty where none stands there) and the password that a `.pypirc` holds for an upload address: of the section whose `repository` it is, or whose name
 * stands for it. `where` is the file, for messages, which never hold anything of its text but names of sections. None, or two that differ, is a Problem `CREDENTIALS`.
 */
export function pypircCredentials(text: string, uploadUrl: string, where: string): Entry {
  const sections = readSections(text, where)
  const addressed = [...sections].filter(([name]) => name !== 'distutils' && name !== 'server-login')
  const fitting = addressed.filter(([name, options]) => sameAddress(options.get('repository') ?? known.get(name) ?? '', uploadUrl))
  const found = fitting.map(([, options]) => ({ username: options.get('username') ?? '', password: options.get('password') ?? '' }))
  const [first] = found
  if (first === undefined)
    throw new Problem(
      'CREDENTIALS',
      `The file ${where} holds nothing for '${uploadUrl}'; its sections are ${addressed.map(([name]) => name).join(', ') || 'none'}.`,
      'Let TwineAuthenticate name the feed or service connection of that repository.',
    )
  if (found.some((one) => one.username !== first.username || one.password !== first.password))
    throw new Problem(
      'CREDENTIALS',
      `The file ${where} holds several passwords for '${uploadUrl}'.`,
      'Leave one section for each repository.',
    )
  if (first.password !== '') return first
  throw new Problem(
    'CREDENTIALS',
    `The file ${where} holds no password for '${uploadUrl}'.`,
    'Write one into its section, or name a service connection in pythonUploadServiceConnection.',
  )
}

/** Sections and options as twine reads them (RawConfigParser of Python's configparser): names of options in lower case, values over several lines where the next ones are indented. */
function readSections(text: string, where: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>()
  let options = new Map<string, string>()
  let last: string | undefined
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const { kind, name, value } = readLine(line, last)
    if (kind === 'blank') continue
    const taken = kind === 'section' ? sections.has(name) : kind === 'option' && options.has(name)
    if (kind === 'none' || (kind === 'option' && sections.size === 0) || taken) throw unreadable(where, at + 1)
    if (kind === 'section') sections.set(name, (options = new Map()))
    else options.set(name, kind === 'more' ? `${options.get(name) ?? ''}\n${value}` : value)
    last = kind === 'section' ? undefined : name
  }
  return sections
}

interface Line {
  readonly kind: 'blank' | 'more' | 'section' | 'option' | 'none'
  readonly name: string
  readonly value: string
}

/** `last`: the option that an indented line goes on with. */
function readLine(line: string, last: string | undefined): Line {
  const text = line.trim()
  if (text === '' || /^[#;]/.test(text)) return { kind: 'blank', name: '', value: '' }
  if (/^\s/.test(line) && last !== undefined) return { kind: 'more', name: last, value: text }
  const section = /^\[([^\]]+)\]$/.exec(text)?.[1]
  if (section !== undefined) return { kind: 'section', name: section, value: '' }
  const [, name, value = ''] = /^([^=:]+)[=:](.*)$/.exec(text) ?? []
  const key = name?.trim().toLowerCase() ?? ''
  return { kind: key === '' ? 'none' : 'option', name: key, value: value.trim() }
}

function unreadable(where: string, line: number): Problem {
  return new Problem(
    'CREDENTIALS',
    `The file ${where} cannot be read at its line ${line}: it is no section or option, or comes twice.`,
    'It is read as twine reads a .pypirc.',
  )
}

/** With or without a slash at the end, as feeds are written both ways. */
function sameAddress(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return false
  const plain = (text: string): string => new URL(text).href.replace(/\/+$/, '')
  return plain(a) === plain(b)
}
