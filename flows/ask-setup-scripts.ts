import { join } from 'node:path'
import { type Candidate, candidates } from '../core/build/interpreter.ts'
import {
  nothing,
  parseAnswers,
  readScripts,
  runScript,
  type ScriptAnswer,
  type Surroundings,
} from '../core/changes/packages/setup-script.ts'
import type { Own } from '../core/build/environment.ts'
import type { Command, Exit, Files, Processes } from '../core/ports.ts'
import { inParallel } from './in-parallel.ts'

/** What asking needs of the world. */
export interface AskPorts {
  readonly files: Pick<Files, 'scratch' | 'write' | 'remove'>
  readonly processes: Processes
  readonly environment: Own
  readonly windows: boolean
}

/** Files that one interpreter reads, and folders whose setup.py are run at once. */
const atOnce = 500
const breadth = 4

/** An import may take its time on a busy machine; nothing that ends takes this long to come to its setup(). */
const seconds = 20

/**
 * Asks python what the setup.py of each folder says (absolute paths): read first, and run where reading does not tell all. The answers are in the order of
 * the folders; all are undefined where there is no python. What could not be run still says what could be read of it.
 */
export async function askSetupScripts(
  folders: readonly string[],
  ports: AskPorts,
  most: number = seconds,
): Promise<(ScriptAnswer | undefined)[]> {
  if (folders.length === 0) return []
  const scratch = await ports.files.scratch('packages')
  try {
    const how = { scratch, environment: ports.environment, windows: ports.windows, seconds: most }
    const read = await readAll(folders, how, ports)
    if (read === undefined) return folders.map(() => undefined)
    return await inParallel(folders, breadth, async (folder, at) => await completed(read.answers[at], folder, read.python, how, ports))
  } finally {
    await ports.files.remove(scratch)
  }
}

interface Read {
  readonly python: Candidate
  readonly answers: readonly (ScriptAnswer | undefined)[]
}

/** The first interpreter that answers reads them all. */
async function readAll(folders: readonly string[], how: Surroundings, ports: AskPorts): Promise<Read | undefined> {
  for (const python of interpreters(ports)) {
    const chunks = Array.from({ length: Math.ceil(folders.length / atOnce) }, (_, at) => folders.slice(at * atOnce, (at + 1) * atOnce))
    const [first = [], ...others] = chunks
    const answers = await readChunk(first, 0, python, how, ports)
    if (answers.length === 0) continue
    const more = await inParallel(others, breadth, async (chunk, at) => await readChunk(chunk, at + 1, python, how, ports))
    return { python, answers: [answers, ...more].flatMap((chunk, at) => (chunks[at] ?? []).map((_, place) => chunk[place])) }
  }
  return undefined
}

async function readChunk(
  folders: readonly string[],
  at: number,
  python: Candidate,
  how: Surroundings,
  ports: AskPorts,
): Promise<(ScriptAnswer | undefined)[]> {
  const list = join(how.scratch, `scripts-${at}.json`)
  await ports.files.write(list, JSON.stringify(folders.map((folder) => join(folder, 'setup.py'))))
  const { answers, exit } = await asked(readScripts(python, list, how), ports)
  return answers.size === 0 && exit.kind !== 'timed-out' ? [] : folders.map((_, place) => answers.get(place))
}

/** What stops an interpreter that reads is not what is read: each is run by itself then. */
async function completed(
  read: ScriptAnswer | undefined,
  folder: string,
  python: Candidate,
  how: Surroundings,
  ports: AskPorts,
): Promise<ScriptAnswer | undefined> {
  if (read?.whole === true || read?.how === 'broken') return read
  const { answers, exit } = await asked(runScript(python, folder, how), ports)
  const ran = answers.get(0)
  if (ran?.how === 'ran') return ran
  const says = ran?.says ?? (exit.kind === 'timed-out' ? `it did not end within ${how.seconds} seconds` : 'python ended without a word')
  return { how: 'failed', whole: false, says, line: 1, told: read?.told ?? nothing }
}

async function asked(command: Command, { processes }: AskPorts): Promise<{ answers: Map<number, ScriptAnswer>; exit: Exit }> {
  const lines: string[] = []
  const exit = await processes.run(command, (line) => {
    if (line.startsWith('{') && lines.length <= atOnce) lines.push(line)
  })
  return { answers: parseAnswers(lines), exit }
}

function interpreters({ environment, windows }: AskPorts): Candidate[] {
  const asked = { label: '3', pypy: false, major: 3, minor: undefined, freeThreaded: false }
  const pythonLocation = environment['PYTHONLOCATION'] ?? environment['pythonLocation']
  return candidates(asked, { windows, pythonLocation, toolsDirectory: undefined, tools: [], named: new Map() })
}
