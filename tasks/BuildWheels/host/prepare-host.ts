import { causeLine, tellingLines } from '../../../core/build/output.ts'
import type { Row } from '../../../core/build/row.ts'
import {
  type CommandLine,
  findManager,
  installCommands,
  type PackageManager,
  parseManager,
  requirePackageNames,
} from '../../../core/build/system-packages.ts'
import { Problem } from '../../../core/problem.ts'
import { type Bench, environmentOf, lost, runToGoodEnd } from '../bench.ts'
import { despiteLoss } from './despite-loss.ts'
import { runScript } from '../run-script.ts'
import { Transcript } from '../transcript.ts'

/** Rows that cannot be built on this host, and why. */
export type Unprepared = ReadonlyMap<Row, Problem>

/** Prepares the host once for some rows: their system packages, then the input `beforeAll`. What fails there fails the rows that asked for it, and no others. */
export async function prepareHost(rows: readonly Row[], bench: Bench): Promise<Unprepared> {
  const lacking = await installPackages(rows, bench)
  const problem = bench.inputs.beforeAll === '' ? undefined : await runBeforeAll(bench)
  return problem === undefined ? lacking : new Map(rows.map((row) => [row, lacking.get(row) ?? problem]))
}

async function runBeforeAll(bench: Bench): Promise<Problem | undefined> {
  const { host, inputs, ports } = bench
  const transcript = new Transcript(ports.log, bench.redact)
  // The user's sources are on this agent alone.
  const cwd = inputs.isRemote ? host.folder : ports.workspace.sources
  const script = { what: 'beforeAll', text: inputs.beforeAll, paths: {}, cwd, folder: host.folder }
  // What it did before the connection broke is not known, and it need not be fit to be done twice.
  return await told('beforeAll', transcript, bench, async () => {
    await runScript({ ...script, environment: environmentOf(bench, host.folder) }, bench, transcript.take)
  })
}

async function installPackages(rows: readonly Row[], bench: Bench): Promise<Unprepared> {
  const asked = new Map<string, Row[]>()
  for (const row of rows) {
    const key = [...new Set(row.recipe.system_packages)].sort().join('\n')
    if (key !== '') asked.set(key, [...(asked.get(key) ?? []), row])
  }
  if (asked.size === 0) return new Map()
  const all = [...new Set([...asked.keys()].flatMap((key) => key.split('\n')))]
  const failure = await installed(all, bench)
  if (failure === undefined) return new Map()
  // One set may hold what spoils all: which ones are good shows when each is installed alone.
  const lacking = new Map<Row, Problem>()
  for (const [key, some] of asked) {
    const problem = asked.size === 1 ? failure : await installed(key.split('\n'), bench)
    if (problem !== undefined) for (const row of some) lacking.set(row, problem)
  }
  return lacking
}

async function installed(packages: readonly string[], bench: Bench): Promise<Problem | undefined> {
  const transcript = new Transcript(bench.ports.log, bench.redact)
  const what = `system packages ${packages.join(', ')}`
  return await told(what, transcript, bench, async () => {
    requirePackageNames(packages)
    await despiteLoss(what, bench, async () => {
      const manager = await managerOf(bench)
      for (const line of installCommands(manager, packages)) await runLine(line, bench, transcript)
    })
  })
}

async function runLine([program, ...args]: CommandLine, bench: Bench, transcript: Transcript): Promise<void> {
  const { host, ports } = bench
  ports.log.say('info', [program, ...args].join(' '))
  const command = { program, args, cwd: host.folder, env: environmentOf(bench, host.folder), seconds: 0 }
  await runToGoodEnd([program, ...args].join(' '), command, bench, transcript.take)
}

async function managerOf(bench: Bench): Promise<PackageManager> {
  const { host } = bench
  if (host.windows) return { name: 'choco', root: true }
  const output: string[] = []
  const command = { program: 'sh', args: ['-c', findManager], cwd: host.folder, env: environmentOf(bench, host.folder), seconds: 60 }
  const exit = await host.run(command, (line) => output.push(line))
  if (exit.kind === 'lost') throw lost(host, exit.says)
  const manager = parseManager(output)
  if (manager !== undefined) return manager
  throw new Problem(
    'HOST_FAILED',
    `There is no package manager on ${host.name} that this task knows.`,
    'Install the packages in beforeAll.',
  )
}

/** Runs a preparation in a group of its own; its failure is a Problem `HOST_FAILED` with what was printed, or `HOST_LOST`. */
async function told(what: string, transcript: Transcript, bench: Bench, work: () => Promise<void>): Promise<Problem | undefined> {
  try {
    await bench.ports.log.group(`Preparing ${bench.host.name}: ${what}`, work)
    return undefined
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const cause = error.code === 'BUILD_FAILED' ? causeLine(transcript.lines) : undefined
    const lines = tellingLines(transcript.lines).map((line) => `\n    ${line}`)
    const headline = `Preparing ${bench.host.name} failed: ${error.message.replace(/\.$/, '')}${cause === undefined ? '' : ` (${cause})`}.`
    const remedy = error.remedy === '' ? 'Its whole output is in the log of this step.' : error.remedy
    const code = error.code === 'HOST_LOST' ? error.code : 'HOST_FAILED'
    return new Problem(code, bench.redact(`${headline}${lines.join('')}`), `\n${remedy}`, error)
  }
}
