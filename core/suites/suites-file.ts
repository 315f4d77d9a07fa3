import type { Field } from '../json.ts'
import type { ProblemCode } from '../problem.ts'
import { oneOrMore, readFlag, readWord } from '../wanted/written.ts'
import { parseYaml } from '../yaml.ts'
import { hasPlaceholder } from './placeholders.ts'
import {
  readCondition,
  readConstraint,
  readEnvironment,
  readExtra,
  readGlob,
  readPassed,
  readPath,
  readRequires,
  readScript,
  readSeconds,
} from './suite-fields.ts'
import type { Suite } from './suite.ts'

const keys = [
  'run',
  'files',
  'requires',
  'requirements',
  'constraints',
  'extras',
  'environment',
  'environmentPass',
  'before',
  'after',
  'timeout',
  'skipIf',
  'allowFailure',
  'install',
  'expects',
] as const

/** More than this is an anchor gone wild. */
const most = 100

/** What `testCommand` is called among the suites. */
export const testCommandSuite = 'test_command'

/** Reads suites: a map of them by name, in their order, strictly (docs/suites.md). Anything wrong is one Problem that names the place. */
export function parseSuites(text: string, source: string, code: ProblemCode = 'FILE_INVALID'): readonly Suite[] {
  const root = parseYaml(text, source, code, { nulls: true })
  const entries = root.entries().filter(([name]) => !name.startsWith('x-'))
  if (entries.length === 0) root.refuse('holds no suite', 'Write a name, and run: below it.')
  if (entries.length > most) root.refuse(`holds more than ${most} suites`, 'Check the anchors that are repeated there.')
  const taken = new Map([[testCommandSuite, 'what testCommand is called']])
  return entries.map(([name, field]) => {
    requireName(name, field, taken)
    taken.set(name.toLowerCase(), `the name of another, ${name}`)
    return readSuite(name, field)
  })
}

/** They become parts of the names of files and folders. */
function requireName(name: string, field: Field, taken: ReadonlyMap<string, string>): void {
  if (!/^(?=[A-Za-z0-9])[A-Za-z0-9_.-]{0,49}[A-Za-z0-9_-]$/.test(name))
    field.refuse(
      'has a name that no suite can have',
      "Letters, digits, '_', '-' and '.', at most 50, the first a letter or digit, the last no dot.",
    )
  const other = taken.get(name.toLowerCase())
  if (other !== undefined) field.refuse(`has a name that is ${other}`, 'Choose another; case does not matter.')
}

function readSuite(name: string, field: Field): Suite {
  if (!field.isMap) field.refuse('must be a map', 'Write run: and the command below the name.')
  field.only(...keys)
  const list = <T>(key: (typeof keys)[number], one: (item: Field) => T): T[] => field.get(key).optional(oneOrMore)?.map(one) ?? []
  const [run, before] = [readScript(field.get('run')), readScript(field.get('before'))]
  if (run === '') field.get('run').refuse('is missing or empty', 'Write the command of the suite.')
  return {
    name,
    run,
    before,
    after: readScript(field.get('after')),
    requires: list('requires', readRequires),
    requirements: list('requirements', readPath),
    constraints: list('constraints', readConstraint),
    environment: field.get('environment').optional(readEnvironment) ?? {},
    pass: list('environmentPass', readPassed),
    files: list('files', readGlob),
    seconds: readSeconds(field.get('timeout')),
    skipIf: field.get('skipIf').optional(readCondition),
    allowFailure: field.get('allowFailure').optional(readFlag) ?? false,
    ...readInstall(field, list('extras', readExtra)),
    expects: readExpects(field.get('expects'), [run, before]),
  }
}

function readInstall(field: Field, extras: readonly string[]): Pick<Suite, 'extras' | 'install'> {
  const install = field.get('install').optional((one) => readWord(one, ['wheel', 'none'] as const)) ?? 'wheel'
  if (install === 'none' && extras.length > 0)
    field.get('extras').refuse('are of the wheel, which install: none leaves out', 'Leave out one of the two.')
  return { install, extras }
}

/** Whoever names the folder of results, by its place or its variable, has tests to show; an empty list says that there are none. */
function readExpects(field: Field, commands: readonly string[]): Suite['expects'] {
  const said = field.optional((one) => oneOrMore(one).map((item) => readWord(item, ['tests', 'coverage'] as const)))
  return [...new Set(said ?? (commands.some(namesResults) ? ['tests' as const] : []))]
}

function namesResults(text: string): boolean {
  return hasPlaceholder(text, 'results') || text.includes('WHEELWORKS_RESULTS')
}
