import { localProcesses } from '../../../adapters/local/processes.ts'
import type { Command, Exit, Processes } from '../../../core/ports.ts'

/** Calls the build backend of the tree as pip does, but for the isolation and for a second build that only asks for the metadata. */
const backend = `
import importlib, re
sys.path.insert(0, os.getcwd())
with open('pyproject.toml') as file:
    name = re.search(r'build-backend = "(\\w+)"', file.read()).group(1)
settings = dict(arg.split('=', 2)[1:] for arg in sys.argv if arg.startswith('--config-settings='))
importlib.import_module(name).build_wheel(sys.argv[sys.argv.index('--wheel-dir') + 1], settings or None)
`

const unpack = 'import sys, zipfile\nfor wheel in sys.argv[2:]: zipfile.ZipFile(wheel).extractall(sys.argv[1])'

/** The same without pip, in a tenth of the time: what `pip wheel` and `pip install --target` would do for a project of the fixture. Any other command as it is. */
export function withoutPip(command: Command): Command {
  const [isolated = '', , script = ''] = command.args
  const ending = "runpy.run_module('pip', run_name='__main__', alter_sys=True)"
  if (script.endsWith(ending))
    return { ...command, args: command.args.map((arg) => (arg === script ? `${script.slice(0, -ending.length)}${backend}` : arg)) }
  const target = command.args.indexOf('--target')
  if (!command.args.includes('install') || target < 0) return command
  return { ...command, args: [isolated, '-c', unpack, ...command.args.slice(target + 1)] }
}

const answers = new Map<string, Promise<{ readonly exit: Exit; readonly lines: readonly string[] }>>()

/** Programs of this machine, but for pip; what an interpreter is, it is asked once for all tests. */
export function quick(): Processes {
  const processes = localProcesses()
  return {
    run: async (command, on) => {
      if (!command.args.some((arg) => arg.includes('wheelworks-toolchain'))) return await processes.run(withoutPip(command), on)
      const key = JSON.stringify([command.program, command.env['PATH'], command.env['CC']])
      const asked = answers.get(key) ?? answer(command, processes)
      answers.set(key, asked)
      const { exit, lines } = await asked
      lines.forEach(on)
      return exit
    },
  }
}

async function answer(command: Command, processes: Processes): Promise<{ exit: Exit; lines: readonly string[] }> {
  const lines: string[] = []
  return { exit: await processes.run(command, (line) => lines.push(line)), lines }
}
