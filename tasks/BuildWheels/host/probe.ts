import { join, resolve } from 'node:path'
import { type AskedPython, candidates, type Candidate, isAsked, type PythonPlaces } from '../../../core/build/interpreter.ts'
import { nameOf, parseToolchain, probeArguments, type Toolchain } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import { type Bench, environmentOf, lost } from '../bench.ts'

/** What each asked python (by label) came to: an interpreter with pip, or why there is none. */
export type Interpreters = ReadonlyMap<string, Toolchain | Problem>

/** What a program answered: an interpreter, or why it is none. */
type Answer = { readonly toolchain: Toolchain } | { readonly said: string }

/** Finds every python that is asked for by asking programs of the host what they are, each at most once, before anything is built. */
export async function probeAll(asked: readonly AskedPython[], bench: Bench): Promise<Interpreters> {
  const places = await pythonPlaces(bench)
  const answers = new Map<string, Answer>()
  const found = new Map<string, Toolchain | Problem>()
  for (const python of asked) {
    if (found.has(python.label)) continue
    found.set(python.label, await choose(python, places, bench, async (candidate) => await askOnce(candidate, answers, bench)))
  }
  return found
}

/** The agent's own places mean nothing on another machine, where the input `pythons` holds paths of that machine. */
async function pythonPlaces({ host, inputs, ports }: Bench): Promise<PythonPlaces> {
  const { windows } = host
  if (inputs.isRemote) {
    const named = new Map([...(host.pythons ?? []), ...inputs.pythons])
    return { windows, pythonLocation: undefined, toolsDirectory: undefined, tools: [], named }
  }
  const { pythonLocation, toolsDirectory } = inputs
  const below = async (tool: string): Promise<string[]> =>
    toolsDirectory === undefined
      ? []
      : (await ports.files.find(join(toolsDirectory, tool), ['*/*.complete'])).map((path) => `${tool}/${path}`)
  const tools = [...(await below('Python')), ...(await below('PyPy'))]
  const named = new Map(
    [...inputs.pythons].map(([label, program]) => [label, /[/\\]/.test(program) ? resolve(ports.workspace.sources, program) : program]),
  )
  return { windows, pythonLocation, toolsDirectory, tools, named }
}

async function choose(
  python: AskedPython,
  places: PythonPlaces,
  bench: Bench,
  ask: (candidate: Candidate) => Promise<Answer>,
): Promise<Toolchain | Problem> {
  const heard: string[] = []
  let withoutPip: Toolchain | undefined
  const needsPip = bench.inputs.builder === 'pep517' && bench.inputs.frontend === 'pip'
  for (const candidate of candidates(python, places)) {
    const answer = await ask(candidate)
    const name = [candidate.program, ...candidate.args].join(' ')
    if ('said' in answer) heard.push(`${name} ${answer.said}`)
    else if (!isAsked(answer.toolchain, python)) heard.push(`${name} is ${nameOf(answer.toolchain)}`)
    else if (needsPip && answer.toolchain.pip === '') withoutPip ??= answer.toolchain
    else return answer.toolchain
  }
  return withoutPip === undefined ? notFound(python, heard, bench) : noPip(withoutPip, bench)
}

function noPip(toolchain: Toolchain, { host, inputs }: Bench): Problem {
  const how = `${toolchain.executable} -m ensurepip, or the system's package, such as python3-pip`
  return new Problem(
    'INTERPRETER_MISSING',
    `${nameOf(toolchain)} (${toolchain.executable}) on ${host.name} has no pip.`,
    inputs.isRemote ? `Install it there, in beforeAll: ${how}.` : `Install it in a step before (${how}), or use UsePythonVersion@0.`,
  )
}

function notFound(python: AskedPython, heard: readonly string[], { host, inputs }: Bench): Problem {
  const told = heard.length === 0 ? '' : `: ${heard.join('; ')}`
  return new Problem(
    'INTERPRETER_MISSING',
    `There is no Python ${python.label} on ${host.name}${told}.`,
    `${inputs.isRemote ? 'Install it there, by system_packages or beforeAll' : `Add UsePythonVersion@0 for ${python.label} before this task`}, or name it in the input pythons: ${python.label} = /path/to/python.`,
  )
}

async function askOnce(candidate: Candidate, answers: Map<string, Answer>, bench: Bench): Promise<Answer> {
  const key = [candidate.program, ...candidate.args].join('\n')
  const known = answers.get(key)
  if (known !== undefined) return known
  const answer = await askProgram(candidate, bench)
  answers.set(key, answer)
  return answer
}

async function askProgram({ program, args }: Candidate, bench: Bench): Promise<Answer> {
  const { host } = bench
  const output: string[] = []
  const command = { program, args: [...args, ...probeArguments], cwd: host.folder, env: environmentOf(bench, host.folder), seconds: 60 }
  const exit = await host.run(command, (line) => output.push(line))
  if (exit.kind === 'lost') throw lost(host, exit.says)
  if (exit.kind === 'not-started') return { said: 'is not there' }
  const toolchain = exit.kind === 'exited' && exit.code === 0 ? parseToolchain(output) : undefined
  return toolchain === undefined
    ? { said: 'does not answer' }
    : { toolchain: { ...toolchain, executable: toolchain.executable || program } }
}
