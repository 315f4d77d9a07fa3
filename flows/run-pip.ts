import { pipEnvironment, pipVersion, withoutCredentials } from '../core/index/check-pip.ts'
import { inShort } from '../core/in-short.ts'
import type { Outside } from '../core/outside.ts'
import type { Exit, Files, Log } from '../core/ports.ts'

/** Programs of this agent, and how they reach the web. */
export type Agent = Omit<Outside, 'web'>

/** A python of this agent whose pip answers. */
export interface Pip {
  readonly version: { readonly text: string; readonly major: number; readonly minor: number }
  /** An empty folder of ours, so that nothing there is taken for a module; it goes in the end. */
  readonly folder: string
  run(args: readonly string[], seconds: number, on: (line: string) => void): Promise<Exit>
}

/**
 * Has the pip of this agent ask one index as a user would: no settings but its own, the address, which may hold user and password, in its environment. `body` gets
 * undefined where no python with pip is on PATH.
 */
export async function withPip<T>(
  indexUrl: string,
  files: Pick<Files, 'scratch' | 'write' | 'remove'>,
  agent: Agent,
  body: (pip: Pip | undefined) => Promise<T>,
): Promise<T> {
  const folder = await files.scratch('pip')
  try {
    const own = { ...(await trust(folder, files, agent)), ...agent.environment }
    return await body(await findPip(pipEnvironment(own, { indexUrl, windows: agent.windows, temporary: folder }), folder, agent))
  } finally {
    await files.remove(folder)
  }
}

/** Where the step itself names no certificates, pip takes the agent's. */
async function trust(
  folder: string,
  files: Pick<Files, 'write'>,
  { authorities, environment }: Agent,
): Promise<Readonly<Record<string, string>>> {
  if (authorities === '' || environment['REQUESTS_CA_BUNDLE'] !== undefined) return {}
  await files.write(`${folder}/authorities.pem`, authorities)
  return { PIP_CERT: `${folder}/authorities.pem` }
}

async function findPip(env: Readonly<Record<string, string>>, folder: string, { processes }: Agent): Promise<Pip | undefined> {
  for (const program of ['python3', 'python']) {
    const run: Pip['run'] = async (args, seconds, on) =>
      await processes.run({ program, args: ['-I', '-m', 'pip', ...args], cwd: folder, env, seconds }, on)
    const said: string[] = []
    const exit = await run(['--version'], 60, (line) => said.push(line))
    const version = exit.kind === 'exited' && exit.code === 0 ? pipVersion(said.join('\n')) : undefined
    if (version !== undefined) return { version, folder, run }
  }
  return undefined
}

/** How a download by pip ended; `says` tells why, empty where it went well. */
export interface Downloaded {
  readonly exit: Exit
  readonly says: string
}

/** `pip <args> -d <into>`; what it prints goes to the log without credentials. */
export async function downloadByPip(pip: Pip, args: readonly string[], into: string, log: Pick<Log, 'foreign'>): Promise<Downloaded> {
  let last = ''
  const exit = await pip.run([...args, '-d', into], 300, (line) => {
    const shown = inShort(withoutCredentials(line))
    if (shown.startsWith('ERROR:') || !last.startsWith('ERROR:')) last = shown
    log.foreign(shown)
  })
  if (exit.kind === 'exited' && exit.code === 0) return { exit, says: '' }
  return { exit, says: `pip ${ended(exit)}${why(last)}` }
}

function ended(exit: Exit): string {
  if (exit.kind === 'exited') return `ended with ${exit.code}`
  return exit.kind === 'not-started' || exit.kind === 'lost' ? exit.says : `was ${exit.kind}`
}

/** What pip said last, if possible of an error. */
function why(last: string): string {
  const text = last.replace(/^ERROR:\s*/, '').replace(/\.$/, '')
  return text === '' ? '' : `: ${text.slice(0, 300)}`
}
