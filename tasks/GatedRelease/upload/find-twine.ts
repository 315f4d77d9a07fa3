import { delimiter, isAbsolute, join, relative } from 'node:path'
import type { Outside } from '../../../core/outside.ts'
import { plainLine, twineVersion } from '../../../core/release/upload/twine-output.ts'
import { type Place, probeEnvironment } from '../../../core/release/upload/twine-environment.ts'
import type { Ports } from '../ports.ts'

/** A python of this agent, by its own absolute path. */
export interface Python {
  readonly program: string
  /** Empty where it has no twine. */
  readonly twine: string
}

/** More are not asked: each takes a second. */
const most = 8

/** The oldest twine that says what an index answered in a form that is read here. */
const oldest = 4

/**
 * The pythons on the PATH of this step, in its order up to the first that has a twine that can be used. They run in an empty folder and without what the step's environment or a user's home
 * says (`-I`), so that nothing there is taken for a module.
 */
export async function findPythons({ files, sources }: Pick<Ports, 'files' | 'sources'>, outside: Outside, place: Place): Promise<Python[]> {
  const found = new Map<string, Python>()
  for (const path of await programsOnPath({ files, sources }, outside)) {
    const program = (await ask(path, ['-c', 'import sys; print(sys.executable)'], outside, place)).at(-1) ?? ''
    if (!isAbsolute(program) || found.has(program)) continue
    const version = twineVersion((await ask(program, ['-m', 'twine', '--version'], outside, place)).join('\n'))
    const twine = version !== undefined && version.major >= oldest ? version.text : ''
    found.set(program, { program, twine })
    if (twine !== '' || found.size === most) break
  }
  return [...found.values()]
}

/** Absolute, so that nothing depends on the folder that a program runs in; and none below the sources, where lies what others have written. */
async function programsOnPath({ files, sources }: Pick<Ports, 'files' | 'sources'>, { environment, windows }: Outside): Promise<string[]> {
  const path = Object.entries(environment).find(([name]) => (windows ? name.toUpperCase() : name) === 'PATH')?.[1] ?? ''
  const names = windows ? ['python.exe', 'python3.exe'] : ['python3', 'python']
  const top = (await files.behind(sources))?.path
  const programs: string[] = []
  for (const folder of new Set(path.split(delimiter).filter((one) => isAbsolute(one)))) {
    const real = (await files.behind(folder))?.path
    if (real === undefined || (top !== undefined && isWithin(real, top))) continue
    for (const program of names.map((name) => join(folder, name))) if ((await files.kind(program)) === 'file') programs.push(program)
  }
  return programs
}

function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return !isAbsolute(way) && !/^\.\.(?:[/\\]|$)/.test(way)
}

/** What it prints; nothing where it fails. */
async function ask(program: string, args: readonly string[], outside: Outside, place: Place): Promise<string[]> {
  const said: string[] = []
  const env = probeEnvironment(outside.environment, place)
  const exit = await outside.processes.run({ program, args: ['-I', '-X', 'utf8', ...args], cwd: place.folder, env, seconds: 60 }, (line) =>
    said.push(plainLine(line)),
  )
  return exit.kind === 'exited' && exit.code === 0 ? said.filter((line) => line !== '') : []
}
