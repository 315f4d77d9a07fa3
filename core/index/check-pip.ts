import { childEnvironment, type Environment, type Own } from '../build/environment.ts'
import { admitsPython } from '../python/specifier.ts'
import { parseInterpreter, type Tag } from '../python/tag.ts'
import { parseWheelName, type WheelName } from '../python/wheel-name.ts'
import type { FileEntry } from './entry.ts'

/** A wheel that pip is to fetch: its arguments after `pip`, apart from what it is asked for, where to and where from. */
export interface PipFetch {
  readonly file: FileEntry
  readonly wheel: WheelName
  readonly args: readonly string[]
  /** `name==1.0` */
  readonly requirement: string
}

/** How pip is made to fetch a wheel of any platform and python: by a tag of its name; undefined for what is no wheel, and for tags that pip cannot be asked for. */
export function pipFetch(file: FileEntry): PipFetch | undefined {
  const wheel = parseWheelName(file.filename)
  // `py2.py3` is asked for as the latter.
  const targets = (wheel?.tags ?? []).flatMap((tag) => targetOf(tag, file.requiresPython))
  const target = targets.at(-1)
  if (wheel === undefined || target === undefined) return undefined
  const quiet = ['--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--retries', '2', '--timeout', '30']
  const args = ['download', ...quiet, '--only-binary=:all:', ...target]
  return { file, wheel, args, requirement: `${wheel.project}==${wheel.version.text}` }
}

/** The options for a python that both the tag and Requires-Python take: the tag's own or, where the tag is a floor, the nearest above. */
function targetOf({ python, abi, platform }: Tag, requiresPython: string | undefined): string[][] {
  const interpreter = parseInterpreter(python)
  if (interpreter === undefined) return []
  const { implementation, major, minor } = interpreter
  const isFloor = implementation === 'py' || abi === 'abi3'
  const minors = Array.from({ length: isFloor ? 30 : 1 }, (_, at) => minor + at)
  const fits = minors.find((one) => admitsPython(requiresPython, `${major}.${one}`))
  if (fits === undefined) return []
  return [['--python-version', `${major}.${fits}`, '--implementation', implementation, '--abi', abi, '--platform', platform]]
}

/**
 * The environment of pip: of the step's only what the machine and the network need, nothing that names another index or a file of settings. The address, whose
 * user and password others may not see in a list of processes, stands in a variable.
 */
export function pipEnvironment(
  own: Own,
  how: { readonly indexUrl: string; readonly windows: boolean; readonly temporary: string },
): Environment {
  const all = childEnvironment(own, { step: {}, windows: how.windows, pass: [], set: [], temporary: how.temporary })
  const isOurs = (name: string): boolean => !/^(?:PIP|UV)_/i.test(name) || /^PIP_(?:CERT|CLIENT_CERT|PROXY|TRUSTED_HOST)$/i.test(name)
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => isOurs(name)))
  return { ...kept, PIP_INDEX_URL: how.indexUrl, PIP_CONFIG_FILE: how.windows ? 'nul' : '/dev/null', PIP_NO_INPUT: '1' }
}

/** The version that `pip --version` tells; undefined where it tells none. */
export function pipVersion(said: string): { readonly text: string; readonly major: number; readonly minor: number } | undefined {
  const [, text, major, minor] = /^pip ((\d+)\.(\d+)\S*)/m.exec(said) ?? []
  return text === undefined ? undefined : { text, major: Number(major), minor: Number(minor) }
}

/** Whether that pip reads pages in JSON: 22.2 and newer (PEP 691). */
export function readsJson({ major, minor }: { readonly major: number; readonly minor: number }): boolean {
  return major > 22 || (major === 22 && minor >= 2)
}

/** A line that a program has printed, without users and passwords of addresses. */
export function withoutCredentials(line: string): string {
  return line.replaceAll(/(?<=\/\/)[^/\s]*@/g, '')
}
