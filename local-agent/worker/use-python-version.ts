import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { arch } from 'node:process'
import { promisify } from 'node:util'
import { resolveInputs } from './inputs.ts'
import type { StepContext } from './step-context.ts'

/** Its inputs with their defaults. */
export const PYTHON_INPUTS = {
  versionSpec: '3.x',
  addToPath: 'true',
  architecture: 'x64',
  allowUnstable: 'false',
  disableDownloadFromRegistry: 'false',
  githubToken: '',
}

const DECLARED = Object.entries(PYTHON_INPUTS).map(([name, defaultValue]) => {
  return { name, defaultValue, aliases: [], type: 'string', required: false, visibleRule: '' }
})

const run = promisify(execFile)

interface Python {
  readonly executable: string
  readonly version: string
}

/** UsePythonVersion@0: finds an interpreter, sets `pythonLocation` and goes before the PATH. Rejects with the list of what there is; the architecture is the machine's. */
export async function runUsePythonVersion(context: StepContext, given: Readonly<Record<string, string>>): Promise<void> {
  const { variables, inherited, folders, prependPath } = context.job
  const inputs = resolveInputs(DECLARED, given, { variables, environment: inherited, root: folders.sources })
  const spec = inputs.get('versionSpec') ?? ''
  const path = [...prependPath.toReversed(), ...(inherited['PATH'] ?? '').split(delimiter)]
  const architecture = inputs.get('architecture') ?? ''
  if (!isOwn(architecture)) context.warning(`The architecture ${architecture} is not looked at: this machine's own, ${arch}, is taken.`)
  const places = [...toolFolders(folders.tools), ...pyenvFolders(inherited, spec), ...path]
  const python = newestFirst((await pythonsIn(places, (name) => mayFit(name, spec))).filter(({ version }) => fits(version, spec)))[0]
  if (python === undefined) {
    const there = [...(await pythonsIn([...toolFolders(folders.tools), ...path], () => true)), ...pyenvVersions(inherited)]
    throw new Error(`Version spec ${spec} does not match any Python on this machine: ${said(there)}.`)
  }
  context.output(`Found tool: Python ${python.version} ${python.executable}`)
  const bin = await binFolder(python, folders.temp)
  variables.set('pythonLocation', dirname(bin))
  if (inputs.get('addToPath')?.toLowerCase() !== 'false') context.job.prependPath = [...prependPath.filter((folder) => folder !== bin), bin]
}

/** Each version once, the newest first. */
function said(pythons: readonly Python[]): string {
  const known = new Map(pythons.toReversed().map((python) => [python.version, python]))
  const told = newestFirst([...known.values()]).map(({ version, executable }) => `${version} (${executable})`)
  return told.length === 0 ? 'there is none' : told.join(', ')
}

/** Whether a version meets `3.x`, `3`, `3.11`, `3.11.x` or `3.11.4`. Throws for any other way of writing it. */
export function fits(version: string, spec: string): boolean {
  if (!/^\d+(\.(\d+|x)){0,2}$/.test(spec)) throw new Error(`The local agent reads versionSpec as 3.x, 3.11 or 3.11.4, not '${spec}'.`)
  const parts = version.split('.')
  return spec.split('.').every((part, at) => part === 'x' || part === parts[at])
}

/** Whether a program of that name may meet it: `python3.12` is no 3.11, and asking takes time. */
function mayFit(name: string, spec: string): boolean {
  const [, minor] = /^python3\.(\d+)$/.exec(name) ?? []
  return minor === undefined || fits(`3.${minor}`, spec.split('.').slice(0, 2).join('.'))
}

function toolFolders(tools: string): string[] {
  const root = join(tools, 'Python')
  return entries(root).flatMap((version) => entries(join(root, version)).map((arch) => join(root, version, arch, 'bin')))
}

/** The newest of pyenv's versions that fits by its name; a machine may have many, and asking takes time. */
function pyenvFolders(environment: StepContext['job']['inherited'], spec: string): string[] {
  const fitting = newestFirst(pyenvVersions(environment).filter(({ version }) => fits(version, spec)))
  return fitting.slice(0, 1).map(({ executable }) => dirname(executable))
}

/** By the names of their folders, unasked. */
function pyenvVersions(environment: StepContext['job']['inherited']): Python[] {
  const versions = join(environment['PYENV_ROOT'] ?? join(environment['HOME'] ?? '', '.pyenv'), 'versions')
  const names = entries(versions).filter((name) => /^\d+\.\d+\.\d+$/.test(name))
  return names.map((version) => ({ version, executable: join(versions, version, 'bin', 'python') }))
}

/** As Node.js calls this machine, or as hosted images do; anything else is another's. */
function isOwn(architecture: string): boolean {
  return ['', arch, ...(arch === 'ia32' ? ['x86'] : [])].includes(architecture.toLowerCase())
}

/** All that run, asked for their version and where they really lie (a shim says another's). */
async function pythonsIn(folders: readonly string[], isWanted: (name: string) => boolean): Promise<Python[]> {
  const named = folders.flatMap((folder) =>
    entries(folder).flatMap((name) => (/^python(3(\.\d+)?)?$/.test(name) && isWanted(name) ? [join(folder, name)] : [])),
  )
  const answers = await Promise.all([...new Set(named)].map(ask))
  return [...new Map(answers.flat().map((python) => [python.executable, python])).values()]
}

const answers = new Map<string, Promise<Python[]>>()

/** What a program answers, each asked once by this process as long as its file is the same: every leg of a matrix looks through the same folders. */
async function ask(program: string): Promise<Python[]> {
  const key = `${program} ${statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? ''}`
  const answer = answers.get(key) ?? askNow(program)
  answers.set(key, answer)
  return await answer
}

async function askNow(program: string): Promise<Python[]> {
  try {
    const { stdout } = await run(program, ['-c', 'import platform, sys; print(platform.python_version()); print(sys.executable)'])
    const [version, executable] = stdout.split(/\r?\n/)
    return version === undefined || executable === undefined ? [] : [{ version, executable }]
  } catch {
    // Not a Python that runs.
    return []
  }
}

function newestFirst(pythons: readonly Python[]): Python[] {
  return pythons.toSorted((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }))
}

/** A folder in which `python` is this one: its own, or one of links. */
async function binFolder({ executable, version }: Python, temp: string): Promise<string> {
  const own = dirname(executable)
  if ((await ask(join(own, 'python'))).some((plain) => plain.version === version)) return own
  const bin = join(temp, `python-${version}`, 'bin')
  mkdirSync(bin, { recursive: true })
  for (const name of ['python', 'python3']) if (!existsSync(join(bin, name))) symlinkSync(executable, join(bin, name))
  return bin
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
