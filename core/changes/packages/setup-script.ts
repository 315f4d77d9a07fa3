import { childEnvironment, type Environment, type Own } from '../../build/environment.ts'
import type { Candidate } from '../../build/interpreter.ts'
import { Field } from '../../json.ts'
import type { Command } from '../../ports.ts'
import { Problem } from '../../problem.ts'
import { normalizeName } from '../../python/name.ts'
import { parseVersion } from '../../python/version.ts'
import type { Declaration } from './declared.ts'
import type { Wanted } from './project-needs.ts'
import { readingScript, runningScript } from './setup-reader.ts'
import { needsOf } from './setup-needs.ts'
import { toolAmong } from './version-tool.ts'

/** What the call of setup() in a setup.py says; undefined is nothing, or nothing that is a text. */
export interface ScriptSays {
  readonly name: string | undefined
  readonly version: string | undefined
  readonly installs: readonly string[]
  readonly extras: readonly (readonly [extra: string, requirements: readonly string[]])[]
  readonly setups: readonly string[]
  /** What reads the version from git's tags; else empty. */
  readonly tool: string
}

/** What came of a setup.py: `read` without running it (`whole`: nothing is missing), `ran`, not told for a reason, or no Python. */
export type ScriptAnswer = {
  readonly how: 'read' | 'ran' | 'failed' | 'broken'
  readonly whole: boolean
  readonly says: string
  readonly line: number
  readonly told: ScriptSays
}

/** Reads the setup.py files that a JSON file lists, none of which is run; an answer a line. */
export function readScripts(python: Candidate, list: string, how: Surroundings): Command {
  return command(python, [readingScript, list], how)
}

/** Runs the setup.py of a folder up to its call of setup(). */
export function runScript(python: Candidate, folder: string, how: Surroundings): Command {
  return command(python, [runningScript, folder], how)
}

/** Where a setup.py is looked at. */
export interface Surroundings {
  /** An empty folder of ours. */
  readonly scratch: string
  readonly environment: Own
  readonly windows: boolean
  /** Seconds after which it is stopped. */
  readonly seconds: number
}

/** `-I`: neither a module of the repository nor one of the user's own stands in for Python's. `-B`: the repository stays as it is. */
function command(python: Candidate, [script, argument]: [script: string, argument: string], how: Surroundings): Command {
  const args = [...python.args, '-I', '-B', '-X', 'utf8', '-c', script, argument]
  return { program: python.program, args, cwd: how.scratch, env: bare(how), seconds: how.seconds }
}

/** What an interpreter starts by, and nothing more: addresses of indexes and proxies hold passwords, which no setup.py needs to say its name. */
const needed =
  /^(?:VSTS_PROCESS_LOOKUP_ID|PATH|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|PYENV_ROOT|PYENV_VERSION|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|OS)$/i

function bare({ scratch, environment, windows }: Surroundings): Environment {
  const own = Object.fromEntries(Object.entries(environment).filter(([name]) => needed.test(name)))
  const home = { HOME: scratch, ...(windows ? { USERPROFILE: scratch } : {}) }
  const pyenv =
    environment['PYENV_ROOT'] === undefined && environment['HOME'] !== undefined ? { PYENV_ROOT: `${environment['HOME']}/.pyenv` } : {}
  return childEnvironment(own, { step: {}, windows, pass: [], set: [windows ? {} : pyenv, home], temporary: scratch })
}

/** Reads the answers of either script, by their places in the list; a line that is none is passed over. */
export function parseAnswers(lines: readonly string[]): Map<number, ScriptAnswer> {
  return new Map(lines.flatMap((line) => parseAnswer(line)))
}

function parseAnswer(line: string): [number, ScriptAnswer][] {
  try {
    const root = new Field(JSON.parse(line), 'the answer', 'FILE_INVALID')
    const told = root.get('told').missing ? nothing : saysOf(root.get('told'))
    const says = root.get('says').optional((field) => field.text()) ?? ''
    const how = root.get('how').oneOf(['read', 'ran', 'failed', 'broken'])
    return [[root.get('at').number(), { how, whole: root.get('whole').value === true, says, line: lineOf(root), told }]]
  } catch {
    return []
  }
}

function lineOf(root: Field): number {
  return root.get('line').optional((field) => field.number()) ?? 1
}

/** A setup.py that says nothing. */
export const nothing: ScriptSays = { name: undefined, version: undefined, installs: [], extras: [], setups: [], tool: '' }

function saysOf(told: Field): ScriptSays {
  const text = (key: string): string | undefined => told.get(key).optional((field) => field.text())
  const list = (field: Field): string[] => (field.optional((one) => one.list()) ?? []).map((one) => one.text())
  const setups = list(told.get('setup_requires'))
  const extras = told.get('extras_require').optional((field) => field.entries()) ?? []
  return {
    name: text('name'),
    version: text('version'),
    installs: list(told.get('install_requires')),
    extras: extras.map(([extra, field]) => [extra, list(field)]),
    setups,
    tool: toolOf(told, setups),
  }
}

function toolOf(told: Field, setups: readonly string[]): string {
  if (told.get('use_scm_version').value === true) return 'setuptools-scm'
  if (told.get('pbr').value === true) return 'pbr'
  const imported = told.get('imports').optional((field) => field.text()) ?? ''
  return toolAmong([imported, ...setups].map((one) => normalizeName(/^[\w.-]+/.exec(one.trim())?.[0] ?? '')))
}

/** What the files of a folder say, with what its setup.py adds: that leads, as with setuptools. A requirement that is none is a Problem `FILE_INVALID` of `source`. */
export function withScript(said: Declaration, told: ScriptSays, source: string): Declaration {
  if (said.asks === 'needs') {
    const more = scriptNeeds(told, source)
    return { ...said, needs: [...said.needs, ...more], isOpen: said.isOpen && more.length === 0 }
  }
  const version = told.tool === '' ? (parseVersion(told.version ?? '') ?? said.version) : undefined
  const added = scriptNeeds(told, source)
  const isReplaced = (one: Wanted): boolean => one.kind === 'run' && added.some(({ kind }) => kind === 'run')
  return {
    ...said,
    name: told.name ?? said.name,
    version,
    versionTool: version === undefined ? told.tool || said.versionTool : '',
    needs: [...said.needs.filter((one) => !isReplaced(one)), ...added],
  }
}

/** An extra may bear a marker behind a colon, and may be nothing but that. */
function scriptNeeds({ installs, extras, setups }: ScriptSays, source: string): Wanted[] {
  const optional = extras.flatMap(([extra, texts]) => {
    const [name = ''] = extra.split(':')
    return needsOf(name === '' ? 'run' : 'optional', name, texts, source)
  })
  return [...needsOf('run', '', installs, source), ...optional, ...needsOf('build', '', setups, source)]
}

/** A setup.py that is no Python, as a Problem. */
export function brokenScript(source: string, { line, says }: ScriptAnswer): Problem {
  return new Problem('FILE_INVALID', `${source}:${line} is not Python: ${says}.`, 'Correct it there.')
}
