import { localHistory } from '../../../adapters/local/history.ts'
import { localProcesses } from '../../../adapters/local/processes.ts'
import { Ask } from '../../../core/ask.ts'
import type { Outcome } from '../../../core/outcome.ts'
import { readInputs } from '../../../tasks/GenerateMatrix/inputs.ts'
import { Repository } from '../../servers/git-repository.ts'
import { type World, world } from './world.ts'

/** plan.json of the mode `changes`, as a reader has it. */
export interface PlanJson {
  readonly base: string
  readonly head: string
  readonly says: string
  readonly changed: number
  readonly ignored: number
  readonly packages: readonly {
    readonly name: string
    readonly selected: string
    readonly says: string
    readonly legs: readonly string[]
    readonly cache?: readonly { readonly leg: string; readonly state: string; readonly because: string }[]
  }[]
  readonly notes: readonly string[]
  readonly unclaimed: readonly string[]
  readonly jobs: readonly {
    readonly leg: string
    readonly commit: string
    readonly time: number
    readonly packages: readonly { readonly name: string; readonly folder: string; readonly local: readonly string[] }[]
    readonly dependencies: readonly { readonly name: string }[]
    readonly cells: Readonly<Record<string, string>>
  }[]
}

/** What came of a run. */
export interface Planned {
  readonly outcome: Outcome
  readonly plan: PlanJson
  readonly matrix: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Names of packages that are selected so. */
  readonly selected: (as: string) => string[]
}

/** A job whose sources are a real repository of git, planned in the mode `changes`. */
export interface RepositoryWorld extends World {
  readonly repository: Repository
  plan(inputs?: Readonly<Record<string, string>>, variables?: Readonly<Record<string, string>>): Promise<Planned>
  /** A run that may leave no plan. */
  outcome(inputs: Readonly<Record<string, string>>, variables?: Readonly<Record<string, string>>): Promise<Outcome>
}

/** A pyproject.toml, by what the package needs. */
export function pyproject(name: string, dependencies: readonly string[] = [], more = ''): string {
  const build = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
  return `[project]\nname = "${name}"\nversion = "1.0"\ndependencies = ${JSON.stringify(dependencies)}\n${build}${more}`
}

/** `core`, which `http` needs, which `client` needs; and `docs`, which needs nothing. */
export const monorepo: Readonly<Record<string, string>> = {
  'README.md': 'all',
  'packages/core/pyproject.toml': pyproject('core'),
  'packages/core/core.py': 'x = 1',
  'packages/http/pyproject.toml': pyproject('http', ['core>=1']),
  'packages/client/pyproject.toml': pyproject('client', ['http']),
  'packages/docs/pyproject.toml': pyproject('docs'),
  'eng/matrix.json': JSON.stringify({
    matrix: { Agent: { ubuntu: { Pool: 'linux' }, windows: { Pool: 'windows' } }, PythonVersion: ['3.9', '3.12'] },
  }),
  'eng/configs.yml': '- { Name: Python, Path: eng/matrix.json, Selection: all }',
}

/** The sources are a repository without a commit. */
export function repositoryWorld(): RepositoryWorld {
  const made = world()
  const repository = new Repository(made.sources)
  const environment = { ...repository.environment }
  const history = localHistory(localProcesses(), environment, made.sources, { token: undefined, provider: '', collectionUri: undefined })
  made.checkout = { ...made.checkout, history, environment }
  const outcomeOf: RepositoryWorld['outcome'] = async (inputs, variables = {}) => {
    const given = readInputs(
      new Ask({
        input: (name) => ({ mode: 'changes', ...inputs })[name],
        variable: (name) => variables[name],
        inputs: Object.keys(inputs),
      }),
    )
    return await made.run(given)
  }
  const plan: RepositoryWorld['plan'] = async (inputs = {}, variables = {}) => {
    const outcome = await outcomeOf(inputs, variables)
    const attached = made.pipeline.attached.at(-1)
    const json: PlanJson = JSON.parse(new TextDecoder().decode(attached?.bytes))
    const matrix: Planned['matrix'] = JSON.parse(outcome.outputs['matrix'] ?? '')
    const selected = (as: string): string[] => json.packages.filter((one) => one.selected === as).map(({ name }) => name)
    return { outcome, plan: json, matrix, selected }
  }
  return Object.assign(made, { repository, plan, outcome: outcomeOf })
}
