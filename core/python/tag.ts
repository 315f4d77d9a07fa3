/** One plain wheel tag, in lower case (PEP 425): all three parts compare ignoring case. */
export interface Tag {
  readonly python: string
  readonly abi: string
  readonly platform: string
}

/** The interpreter that a python tag names: `cp314`, `cp314t`, `pp311`, or any with `py3`, whose minor is then 0. */
export interface Interpreter {
  readonly implementation: 'cp' | 'pp' | 'py'
  readonly major: number
  readonly minor: number
  readonly freeThreaded: boolean
}

/** Far above any real tag set, far below what would be felt. */
const most = 10_000

/** Reads a tag and expands its compressed sets, without repeats: `py2.py3-none-any` makes two; empty for what is no tag. */
export function parseTags(text: string): Tag[] {
  const [pythons = [], abis = [], platforms = [], ...rest] = text
    .toLowerCase()
    .split('-')
    .map((part) => part.split('.'))
  if (rest.length > 0 || !pythons.every((one) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(one))) return []
  if (![...abis, ...platforms].every((one) => /^[\p{L}\p{N}_]+$/u.test(one)) || pythons.length * abis.length * platforms.length > most)
    return []
  const tags = pythons.flatMap((python) => abis.flatMap((abi) => platforms.map((platform) => ({ python, abi, platform }))))
  return [...new Map(tags.map((tag) => [formatTag(tag), tag])).values()]
}

/** Whether a wheel of these tags is the same for every machine: `py3-none-any`. */
export function isPure(tags: readonly Tag[]): boolean {
  return tags.every(({ abi, platform }) => abi === 'none' && platform === 'any')
}

/** `cp314-cp314-win_amd64`. */
export function formatTag(tag: Tag): string {
  return `${tag.python}-${tag.abi}-${tag.platform}`
}

/** The tag of one interpreter of CPython or PyPy: `cp314`, `cp314t`, `pp311`; `parseInterpreter` reads it back. */
export function formatInterpreter({ implementation, major, minor, freeThreaded }: Interpreter): string {
  return `${implementation}${major}${minor}${freeThreaded ? 't' : ''}`
}

/** Reads the python part of a wheel matrix or of a file name: cp314, cp314t, pp311, py3, py39; undefined for any other. */
export function parseInterpreter(tag: string): Interpreter | undefined {
  const match = /^(cp|pp|py)([0-9])([0-9]{0,3})(t?)$/.exec(tag.toLowerCase())
  if (match === null) return undefined
  const [, kind, major, minor = '', free] = match
  const implementation = kind === 'cp' || kind === 'pp' ? kind : 'py'
  if ((minor === '' && implementation !== 'py') || (free !== '' && implementation !== 'cp')) return undefined
  return { implementation, major: Number(major), minor: Number(minor), freeThreaded: free !== '' }
}
