import { parseJson } from '../json.ts'
import type { Command } from '../ports.ts'
import { Problem } from '../problem.ts'
import type { Environment } from './environment.ts'
import type { Toolchain } from './toolchain.ts'

/** The options of the input `importCheck`. */
export const importChecks = ['auto', 'always', 'never'] as const
/** How much an import check must show: `auto` lets a missing dependency or a foreign machine pass as "not checked", `always` does not. */
export type ImportCheck = (typeof importChecks)[number]

/** What came of it: `said` is why not, or what went wrong. */
export type Imported = { readonly kind: 'imported' } | { readonly kind: 'not-checked' | 'failed'; readonly said: string }

const mark = 'wheelworks-import '

const script = `import importlib, json, sys, traceback
sys.path.insert(0, sys.argv[1])
for module in sys.argv[2:]:
    answer = dict(module=module, missing='', said='')
    try:
        importlib.import_module(module)
    except BaseException as error:
        traceback.print_exc()
        answer.update(said=traceback.format_exception_only(type(error), error)[-1].strip() or repr(error))
        missing = (error.name or '').split('.')[0] if isinstance(error, ModuleNotFoundError) else ''
        there = getattr(sys.modules.get(missing), '__file__', None) or ''
        answer.update(missing='' if there.startswith(sys.argv[1]) else missing)
    sys.stderr.flush()
    print('${mark}' + json.dumps(answer), flush=True)`

/** Imports each module, from the folder it was installed to, in one child outside the source tree. What lacks a part of what is installed there lacks no dependency. */
export function importCommand(toolchain: Toolchain, target: string, modules: readonly string[], environment: Environment): Command {
  return { program: toolchain.executable, args: ['-I', '-c', script, target, ...modules], cwd: target, env: environment, seconds: 120 }
}

interface Answer {
  readonly module: string
  /** The top-level module that was not found, or empty. */
  readonly missing: string
  /** The error, or empty. */
  readonly said: string
}

/** Whether a line holds the child's answer; what a module printed last may stand before it. */
export function isAnswer(line: string): boolean {
  return line.includes(mark)
}

/** What the child answered of each module it came to. */
export function parseAnswers(output: readonly string[]): Answer[] {
  return output.filter((line) => isAnswer(line)).flatMap((line) => readAnswer(line.slice(line.indexOf(mark) + mark.length)))
}

function readAnswer(text: string): Answer[] {
  try {
    const root = parseJson(text, 'the import check', 'BUILD_FAILED')
    return [{ module: root.get('module').text(), missing: root.get('missing').text(), said: root.get('said').text() }]
  } catch (error) {
    if (error instanceof Problem) return []
    throw error
  }
}

/**
 * Judges the answers. A module that was not found excuses the wheel only when it is none of the wheel's own and the wheel
 * declares dependencies, of which none is installed here.
 */
export function judgeImport(
  answers: readonly Answer[],
  wheel: { readonly modules: readonly string[]; readonly dependencies: boolean },
  check: ImportCheck,
): Imported {
  const silent = wheel.modules.find((module) => !answers.some((answer) => answer.module === module))
  const isExcused = ({ missing }: Answer): boolean => missing !== '' && wheel.dependencies && !wheel.modules.includes(missing)
  const excuse = (answer: Answer): boolean => check === 'auto' && (isExcused(answer) || isForeign(answer.said))
  const wrong = answers.filter((answer) => answer.said !== '')
  const failure = wrong.find((answer) => !excuse(answer))
  if (failure !== undefined) return { kind: 'failed', said: `import ${failure.module}: ${failure.said}` }
  if (silent !== undefined) return { kind: 'failed', said: `import ${silent} ended the interpreter` }
  const [first] = wrong
  if (first === undefined) return { kind: 'imported' }
  const why = isExcused(first) ? `needs ${first.missing}, which is not installed here` : first.said
  return { kind: 'not-checked', said: `import ${first.module} ${why}` }
}

/** What loaders say of a library for another machine (glibc, dyld, Windows). */
export function isForeign(said: string): boolean {
  return /wrong ELF class|incompatible architecture|cannot open shared object file: Exec format|%1 is not a valid Win32/i.test(said)
}

/** What pip says of a wheel that this interpreter cannot take. */
export function isRefusedTag(output: readonly string[]): boolean {
  return output.some((line) => /is not a supported wheel on this platform/i.test(line))
}

/** Whether a wheel asks for another project outside its extras (core metadata, Requires-Dist). */
export function hasDependencies(requiresDist: readonly string[]): boolean {
  return requiresDist.some((line) => !/;.*\bextra\s*==/.test(line))
}
