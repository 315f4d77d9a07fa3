import type { Check } from '../../../core/index/check.ts'
import { type PipFetch, pipEnvironment, pipFetch, pipVersion, readsJson, withoutCredentials } from '../../../core/index/check-pip.ts'
import type { FileEntry } from '../../../core/index/entry.ts'
import { inShort } from '../../../core/in-short.ts'
import type { ProjectDocument } from '../../../core/index/project-document.ts'
import { offersFiles } from '../../../core/index/status.ts'
import type { Exit } from '../../../core/ports.ts'
import type { Outside, Ports } from '../ports.ts'

/** How many projects pip fetches a wheel of. */
const most = 3

/** What there is to be checked from outside. */
export interface Subject {
  readonly document: ProjectDocument
  /** The files of this run, of which one is fetched; all of the project where this run has added none. */
  readonly files: readonly FileEntry[]
}

/** A python of this agent whose pip answers. */
interface Pip {
  readonly program: string
  readonly version: { readonly text: string; readonly major: number; readonly minor: number }
  readonly environment: Readonly<Record<string, string>>
  /** An empty folder of ours, so that nothing there is taken for a module. */
  readonly folder: string
}

/** Fetches wheels by the pip of this agent, as a user would: no settings but its own, the address in its environment. */
export async function checkWithPip(checkUrl: string, subjects: readonly Subject[], ports: Ports, outside: Outside): Promise<Check[]> {
  const wanted = subjects.flatMap((subject) => wantedOf(subject)).slice(0, most)
  if (wanted.length === 0) return [check('unchecked', '', 'no wheel that pip could be asked for')]
  const folder = await ports.files.scratch('check')
  try {
    const own = { ...(await trust(folder, ports, outside)), ...outside.environment }
    const environment = pipEnvironment(own, { indexUrl: `${checkUrl}/`, windows: outside.windows, temporary: folder })
    const pip = await findPip(environment, folder, outside)
    if (pip === undefined) return [check('unchecked', '', 'no python with pip on PATH')]
    const checks: Check[] = []
    for (const one of wanted) checks.push(await fetchWith(pip, one, ports, outside))
    return checks
  } finally {
    await ports.files.remove(folder)
  }
}

/** Where the step itself names no certificates, pip takes the agent's. */
async function trust(folder: string, { files }: Ports, { authorities, environment }: Outside): Promise<Outside['environment']> {
  if (authorities === '' || environment['REQUESTS_CA_BUNDLE'] !== undefined) return {}
  await files.write(`${folder}/authorities.pem`, authorities)
  return { PIP_CERT: `${folder}/authorities.pem` }
}

/** A fetch, and the project whose document tells what may come of it. */
interface Wanted extends PipFetch {
  readonly document: ProjectDocument
}

/** The smallest wheel of this run that pip can be asked for. */
function wantedOf({ document, files }: Subject): Wanted[] {
  if (!offersFiles(document.status)) return []
  const fetches = files.flatMap((file) => pipFetch(file) ?? [])
  const [smallest] = fetches.sort((a, b) => (a.file.size ?? 0) - (b.file.size ?? 0))
  return smallest === undefined ? [] : [{ ...smallest, document }]
}

async function findPip(environment: Pip['environment'], folder: string, { processes }: Outside): Promise<Pip | undefined> {
  for (const program of ['python3', 'python']) {
    const said: string[] = []
    const args = ['-I', '-m', 'pip', '--version']
    const exit = await processes.run({ program, args, cwd: folder, env: environment, seconds: 60 }, (line) => said.push(line))
    const version = exit.kind === 'exited' && exit.code === 0 ? pipVersion(said.join('\n')) : undefined
    if (version !== undefined) return { program, version, environment, folder }
  }
  return undefined
}

async function fetchWith(pip: Pip, wanted: Wanted, ports: Ports, { processes }: Outside): Promise<Check> {
  const { file, wheel, args } = wanted
  const where = `${file.filename}, pip ${pip.version.text}`
  const into = `${pip.folder}/${wheel.project}`
  let last = ''
  const whole = ['-I', '-m', 'pip', ...args, '-d', into]
  const exit = await processes.run({ program: pip.program, args: whole, cwd: pip.folder, env: pip.environment, seconds: 300 }, (line) => {
    const shown = inShort(withoutCredentials(line))
    if (shown.startsWith('ERROR:') || !last.startsWith('ERROR:')) last = shown
    ports.log.foreign(shown)
  })
  if (exit.kind === 'exited' && exit.code === 0) return await compare(where, into, wanted, ports)
  if (!readsJson(pip.version))
    return check('unchecked', where, `pip ${ended(exit)}; before 22.2 it reads no JSON, and much else it does not know`)
  return check(exit.kind === 'cancelled' ? 'unchecked' : 'wrong', where, `pip ${ended(exit)}${why(last)}`, remedy)
}

/** What pip chose may be another file of the same version: whichever it was is compared. */
async function compare(where: string, folder: string, { document }: Wanted, { files }: Ports): Promise<Check> {
  const [name] = await files.find(folder, ['*'])
  const expected = document.files.find(({ filename }) => filename === name)?.sha256
  if (name === undefined || expected === undefined)
    return check('wrong', where, `pip left ${name ?? 'no file'}, which is not listed`, remedy)
  const { sha256 } = await files.measure(`${folder}/${name}`)
  if (sha256 !== expected) return check('wrong', where, `${name} came with the SHA-256 ${sha256}, not ${expected}`, remedy)
  return check('ok', where, `fetched ${name}, SHA-256 as published`)
}

function ended(exit: Exit): string {
  if (exit.kind === 'exited') return `ended with ${exit.code}`
  return exit.kind === 'not-started' || exit.kind === 'lost' ? exit.says : `was ${exit.kind}`
}

/** What pip said last, if possible of an error. */
function why(last: string): string {
  return last === ''
    ? ''
    : `: ${last
        .replace(/^ERROR:\s*/, '')
        .replace(/\.$/, '')
        .slice(0, 300)}`
}

function check(result: Check['result'], where: string, says: string, remedy = ''): Check {
  return { what: 'pip download', where, result, says, remedy }
}

const remedy = "What pip says stands in this step's log; the checks above often tell why."
