import type { Command } from '../ports.ts'
import type { Environment } from './environment.ts'
import type { Toolchain } from './toolchain.ts'

/**
 * Sets umask 022 and brings the modes of the source tree (the first argument) to 644 and 755: both end up in wheels, and neither may
 * depend on who unpacked or checked out the tree.
 */
const prelude = `import os, runpy, stat, subprocess, sys
os.umask(0o022)
for folder, folders, files in os.walk(sys.argv.pop(1)):
    for path in (os.path.join(folder, name) for name in folders + files):
        mode = os.lstat(path).st_mode
        if not stat.S_ISLNK(mode):
            os.chmod(path, 0o755 if stat.S_ISDIR(mode) or mode & 0o111 else 0o644)
`

const endings = {
  pip: "runpy.run_module('pip', run_name='__main__', alter_sys=True)",
  build: "runpy.run_module('build', run_name='__main__', alter_sys=True)",
  program: 'sys.exit(subprocess.call(sys.argv[1:]))',
  hook: `import importlib, json
hook, backend = sys.argv.pop(1), sys.argv.pop(1)
paths, settings, folder = json.loads(sys.argv.pop(1))
sys.path[:0] = [os.path.abspath(path) for path in paths]
module, _, names = backend.partition(':')
target = importlib.import_module(module)
for name in names.split('.') if names else []:
    target = getattr(target, name)
if hook == 'build_sdist':
    target.build_sdist(folder, settings)
else:
    print('wheelworks-requires ' + json.dumps(list(getattr(target, hook, lambda settings: [])(settings))))`,
} as const

/** What a launcher starts: a module of the interpreter, the program that its first argument names, or a hook of a build backend (PEP 517). */
export type Launched = keyof typeof endings

/** Starts a frontend by way of the interpreter. `-I`: a module of the tree cannot stand in for one of the frontend's. Unbounded: the job is. */
export function launch(
  what: Launched,
  toolchain: Toolchain,
  run: { readonly tree: string; readonly args: readonly string[]; readonly cwd: string; readonly environment: Environment },
): Command {
  const args = ['-I', '-c', `${prelude}${endings[what]}`, run.tree, ...run.args]
  return { program: toolchain.executable, args, cwd: run.cwd, env: run.environment, seconds: 0 }
}

/** Runs pip of a folder (the second argument) by whichever python this is, with nothing else of that folder; whose pip it is (the first) is for logs alone. */
const lentPip = `import runpy, sys
from importlib.machinery import PathFinder
_, folder = sys.argv.pop(1), sys.argv.pop(1)
class Pip:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [folder], target) if name == 'pip' else None
sys.meta_path.insert(0, Pip)
runpy.run_module('pip', run_name='__main__', alter_sys=True)`

/**
 * Has the pip of an interpreter, 22.3 or later, work in the environment of another python of the same version (`--python`). Where it lies is known, that python runs it at
 * once, as pip itself would in the end: to ask pip for that takes as long as many an installation.
 */
export function launchPip(
  { executable, pipFolder }: Toolchain,
  python: string,
  args: readonly string[],
  run: Pick<Command, 'cwd' | 'env'>,
): Command {
  if (pipFolder === '') return { program: executable, args: ['-I', '-m', 'pip', '--python', python, ...args], ...run, seconds: 0 }
  // `-I` leaves out PYTHONDONTWRITEBYTECODE, PYTHONUNBUFFERED and PYTHONUTF8 too.
  return { program: python, args: ['-IBu', '-X', 'utf8', '-c', lentPip, executable, pipFolder, ...args], ...run, seconds: 0 }
}

/** A command as a person would type it, for logs: a launcher shows as what it starts. */
export function shown(command: Command): string {
  const [, , , , lent, owner = '', , ...told] = command.args
  if (lent === lentPip) return [owner, '-I', '-m', 'pip', '--python', command.program, ...told].join(' ')
  const [isolated, , script = '', , ...args] = command.args
  if (isolated !== '-I' || !script.startsWith(prelude)) return [command.program, ...command.args].join(' ')
  const ending = script.slice(prelude.length)
  if (ending === endings.program) return args.join(' ')
  if (ending === endings.hook) return `${args[0] ?? ''} of ${args[1] ?? ''}, by ${command.program}`
  return [command.program, '-I', '-m', ending === endings.build ? 'build' : 'pip', ...args].join(' ')
}
