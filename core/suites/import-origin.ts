import type { Environment } from '../build/environment.ts'
import { parseJson } from '../json.ts'
import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'

const mark = 'wheelworks-origin '

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
        break`

/** A module that a suite would import from another place than its environment. */
export interface Stray {
  readonly module: string
  readonly place: string
}

/** Asks the interpreter of a suite where it would import modules from; not isolated, for neither is the suite. */
export function originCommand(python: string, modules: readonly string[], cwd: string, environment: Environment): Command {
  return { program: python, args: ['-c', script, ...modules], cwd, env: environment, seconds: 120 }
}

/** The first module that is none of the environment's, as the interpreter has answered; undefined where all are. */
export function parseStray(output: readonly string[]): Stray | undefined {
  const line = output.find((one) => one.startsWith(mark))
  if (line === undefined) return undefined
  try {
    const root = parseJson(line.slice(mark.length), 'the answer of the interpreter', 'TESTS_FAILED')
    return { module: root.get('module').text(), place: root.get('place').text() }
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}
