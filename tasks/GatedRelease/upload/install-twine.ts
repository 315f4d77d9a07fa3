import { isAbsolute, join, relative, resolve } from 'node:path'
import { inShort } from '../../../core/in-short.ts'
import { withoutCredentials } from '../../../core/index/check-pip.ts'
import type { Outside } from '../../../core/outside.ts'
import type { Command } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { isRequirementsText, lockedRequirements } from '../../../core/release/upload/locked-requirements.ts'
import { installEnvironment, type Place } from '../../../core/release/upload/twine-environment.ts'
import { plainLine, twineVersion } from '../../../core/release/upload/twine-output.ts'
import type { Ports } from '../ports.ts'
import type { Python } from './find-twine.ts'

/** Seconds for making an environment, and for fetching what goes into it. */
const patience = 600

/**
 * Installs twine for this step alone, into an environment of its own below the temporary folder: wheels only, which run nothing as they are installed, and by their
 * hashes only. The requirements are judged before anything is fetched; what they are refused for is `INPUT_INVALID`, what fails afterwards `TWINE_MISSING`.
 */
export async function installTwine(requirements: string, pythons: readonly Python[], ports: Ports, place: Place): Promise<Python> {
  const locked = lockedRequirements(isRequirementsText(requirements) ? requirements : await readFile(requirements, ports))
  const outside = await ports.outside(indexOf(await ports.outside('https://pypi.org/simple')))
  const authorities = outside.authorities === '' ? '' : join(place.folder, 'authorities.pem')
  if (authorities !== '') await ports.files.write(authorities, outside.authorities)
  const list = join(place.folder, 'requirements.txt')
  await ports.files.write(list, locked)
  const own = join(place.folder, 'twine')
  let last = 'there is no python on PATH'
  const env = installEnvironment(outside.environment, place, authorities)
  const run = async (program: string, ...args: string[]): Promise<string[] | undefined> => {
    const said = await runTold({ program, args: ['-I', '-X', 'utf8', ...args], cwd: place.folder, env, seconds: patience }, ports, outside)
    last = said.lines.findLast((line) => /^ERROR|Error/.test(line)) ?? said.lines.findLast((line) => line !== '') ?? said.ended
    return said.isGood ? said.lines : undefined
  }
  for (const { program } of pythons) {
    // Debian's python makes no pip in a new environment; its own pip installs there all the same.
    if ((await run(program, '-m', 'venv', '--without-pip', '--clear', own)) === undefined) continue
    const inside = join(own, ...(outside.windows ? ['Scripts', 'python.exe'] : ['bin', 'python']))
    const folder = (await run(inside, '-c', "import sysconfig; print(sysconfig.get_path('purelib'))"))?.at(-1)
    if (folder === undefined || (await run(program, '-m', 'pip', ...install, '--target', folder, '-r', list)) === undefined) continue
    const version = twineVersion((await run(inside, '-m', 'twine', '--version'))?.join('\n') ?? '')
    if (version !== undefined) return { program: inside, twine: version.text }
  }
  throw new Problem(
    'TWINE_MISSING',
    `twine could not be installed from 'twineRequirements': ${last}.`,
    'What pip says stands in the log. The hashes must be those of wheels for the python of this job; or set uploader: builtin, which needs nothing installed.',
  )
}

const install =
  'install --require-hashes --no-deps --only-binary :all: --no-cache-dir --disable-pip-version-check --no-compile --no-warn-script-location'.split(
    ' ',
  )

/** Where pip is going to ask, so that it goes there by the right proxy. */
function indexOf({ environment }: Outside): string {
  const said = environment['PIP_INDEX_URL'] ?? ''
  return URL.canParse(said) ? said : 'https://pypi.org/simple'
}

async function runTold(
  command: Command,
  { log }: Ports,
  { processes }: Outside,
): Promise<{ readonly isGood: boolean; readonly lines: string[]; readonly ended: string }> {
  const lines: string[] = []
  const exit = await processes.run(command, (line) => {
    const shown = withoutCredentials(plainLine(line))
    lines.push(shown)
    log.foreign(inShort(shown))
  })
  return {
    isGood: exit.kind === 'exited' && exit.code === 0,
    lines,
    ended: exit.kind === 'exited' ? `it ended with ${exit.code}` : `it was ${exit.kind}`,
  }
}

async function readFile(path: string, { files, sources }: Ports): Promise<string> {
  const [top, found] = await Promise.all([files.behind(sources), files.behind(resolve(sources, path))])
  const way = top === undefined || found === undefined ? '..' : relative(top.path, found.path)
  const bytes =
    found?.kind !== 'file' || found.size > 1024 * 1024 || way.startsWith('..') || isAbsolute(way) ? undefined : await files.read(found.path)
  if (bytes !== undefined) return Buffer.from(bytes).toString('utf8')
  throw new Problem(
    'FILE_MISSING',
    `The input 'twineRequirements' names '${path}', and there is no such file below the sources.`,
    'Write the requirements themselves, in several lines, or the path of a file of them in the repository, which this job checks out.',
  )
}
