import type { Environment } from '../build/environment.ts'
import { parseJson } from '../json.ts'
import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'

const mark = 'wheelworks-origin '
const copyMark = 'wheelworks-copy '

/**
 * Finds each module as the interpreter would on `import`, without running any of it. Of a namespace package (PEP 420) what the environment holds of it
 * is looked for, part by part: parts of other places come first where theirs does on the path.
 */
const script = `import os, sys
paths = sys.path[:]
sys.path[:] = [path for path in paths if path]
import importlib.util, json
sys.path[:] = paths
own = os.path.normcase(os.path.realpath(sys.prefix)) + os.sep
def inside(path):
    return os.path.normcase(os.path.realpath(path)).startswith(own)
def stray(name):
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError, AttributeError):
        return None
    if spec is None:
        return None
    if spec.origin not in (None, 'namespace'):
        return None if inside(spec.origin) else dict(module=name, place=spec.origin)
    places = list(spec.submodule_search_locations or [])
    installed = [place for place in places if inside(place)]
    if places and not installed:
        return dict(module=name, place=places[0])
    for place in installed:
        for entry in sorted(os.listdir(place)):
            part = entry.split('.')[0]
            isModule = '.' not in entry if os.path.isdir(os.path.join(place, entry)) else entry.endswith(('.py', '.so', '.pyd'))
            found = stray(name + '.' + part) if isModule and part.isidentifier() and not part.startswith('__') else None
            if found is not None:
                return found
    return None
for module in sys.argv[1:]:
    found = stray(module)
    if found is not None:
        print('${mark}' + json.dumps(found), flush=True)
        break
for folder, folders, files in os.walk('.'):
    for module in sys.argv[1:]:
        copy = module + '.py' if module + '.py' in files else os.path.join(module, '__init__.py')
        if os.path.isfile(os.path.join(folder, copy)):
            print('${copyMark}' + json.dumps(dict(module=module, place=os.path.relpath(os.path.join(folder, copy)))), flush=True)`

/** A module that a suite would import from another place than its environment. */
export interface Stray {
  readonly module: string
  readonly place: string
}

/** Asks the interpreter of a suite where it would import modules from; not isolated, for neither is the suite. */
export function originCommand(python: string, modules: readonly string[], cwd: string, environment: Environment): Command {
  return { program: python, args: ['-c', script, ...modules], cwd, env: environment, seconds: 120 }
}

/** What wheels hold besides by mistake, and what suites bring: shadowed, it hides nothing of what is tested. */
const besides = /^(?:tests?|docs?|examples?|benchmarks?|conftest)$/i

/** The modules of a wheel that a suite must import from it. */
export function modulesToFind(modules: readonly string[]): string[] {
  const own = modules.filter((module) => !besides.test(module))
  return own.length === 0 ? [...modules] : own
}

/** The first module that is none of the environment's, as the interpreter has answered; undefined where all are. */
export function parseStray(output: readonly string[]): Stray | undefined {
  return answers(output, mark)[0]
}

/** Modules that lie where the suite runs, at any depth: a test runner may be told to put them on the path. */
export function parseCopies(output: readonly string[]): Stray[] {
  return answers(output, copyMark)
}

function answers(output: readonly string[], start: string): Stray[] {
  return output.filter((line) => line.startsWith(start)).flatMap((line) => readAnswer(line.slice(start.length)))
}

function readAnswer(text: string): Stray[] {
  try {
    const root = parseJson(text, 'the answer of the interpreter', 'TESTS_FAILED')
    return [{ module: root.get('module').text(), place: root.get('place').text() }]
  } catch (error) {
    if (error instanceof Problem) return []
    throw error
  }
}
