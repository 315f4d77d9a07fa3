import type { Ask } from '../../../core/ask.ts'
import { type BaseHints, readBaseHints } from '../../../core/changes/base.ts'
import { type BatchSizes, parseBatchSizes } from '../../../core/matrix/batch-sizes.ts'
import { type Filter, parseFilter } from '../../../core/matrix/filter.ts'
import { cellNameFault } from '../../../core/pipeline/cell-name.ts'
import { Problem } from '../../../core/problem.ts'

/** What of a repository is planned, and how. */
export interface ChangesInputs {
  /** A file, or the configurations themselves; undefined is one leg without parameters. */
  readonly matrixConfigs: string | undefined
  /** What the run itself tells of where the changes begin. */
  readonly base: BaseHints
  /** azure-sdk's diff.json; undefined asks git. */
  readonly diffFile: string | undefined
  /** Only changes below it count; empty for all. */
  readonly targetPath: string
  /** Beginnings of paths that do not count, ignoring case. */
  readonly excludePaths: readonly string[]
  /** Globs of package folders; empty for every one that is found. */
  readonly packages: readonly string[]
  /** A folder of azure-sdk's PackageInfo/*.json; undefined looks for packages. */
  readonly packageInfo: string | undefined
  /** A file, or the rules themselves. */
  readonly rules: string | undefined
  /** A command that may select more packages: it reads {located, diff, all} and answers the same way. */
  readonly hook: string | undefined
  /** How many packages a leg holds. */
  readonly batchSizes: BatchSizes
  /** The cell that names a leg's packages. */
  readonly packagesVariable: string
  /** What of a package stands in it. */
  readonly packageKey: string
  readonly indirectSelection: 'sparse' | 'all'
  readonly indirectFilters: readonly Filter[]
  /** How many steps of dependency are followed from what changed; `Infinity` for all. */
  readonly indirectDepth: number
  /** Which local packages are built before those that need them. */
  readonly localDependencies: 'selected' | 'all' | 'none'
  /** Packages that changes touch, or all, whatever has changed: then the cache alone says what is built. */
  readonly select: 'changed' | 'all'
  /** Where the diff is written, as diff.json has it; undefined writes none. */
  readonly diffOutput: string | undefined
  /** A folder for what is selected, in the format of PackageInfo; undefined writes none. */
  readonly packageInfoOutput: string | undefined
}

/** Reads the inputs of the mode `changes`, each judged once. */
export function readChangesInputs(ask: Ask): ChangesInputs {
  const depth = ask.optional('indirectDepth')
  return {
    matrixConfigs: ask.optional('matrixConfigs'),
    base: readBaseHints((name) => ask.variable(name), ask.optional('since')),
    diffFile: ask.optional('diffFile'),
    targetPath: readTarget(ask),
    excludePaths: ask.lines('excludePaths'),
    packages: ask.lines('packages'),
    packageInfo: ask.optional('packageInfo'),
    rules: ask.optional('rules'),
    hook: ask.optional('hook'),
    batchSizes: parseBatchSizes(ask.lines('batchSize'), 'batchSize'),
    packagesVariable: readVariable(ask),
    packageKey: ask.text('packageKey', 'ArtifactName'),
    indirectSelection: ask.pick('indirectSelection', ['sparse', 'all'], 'sparse'),
    indirectFilters: ask.lines('indirectFilters').map((line) => parseFilter(line, 'indirectFilters')),
    indirectDepth: depth === undefined ? Infinity : ask.whole('indirectDepth', 0, 0, 1000),
    localDependencies: ask.pick('localDependencies', ['selected', 'all', 'none'], 'selected'),
    select: ask.pick('select', ['changed', 'all'], 'changed'),
    diffOutput: ask.optional('diffOutput'),
    packageInfoOutput: ask.optional('packageInfoOutput'),
  }
}

function readTarget(ask: Ask): string {
  return ask
    .text('targetPath', '')
    .replaceAll('\\', '/')
    .replace(/^(?:\.?\/)+|\/+$/g, '')
    .replace(/^\.$/, '')
}

function readVariable(ask: Ask): string {
  const name = ask.text('packagesVariable', 'ArtifactPackageNames')
  const fault = cellNameFault(name)
  if (/^[A-Za-z_][\w.]*$/.test(name) && fault === undefined) return name
  throw new Problem(
    'INPUT_INVALID',
    `The input 'packagesVariable' is '${name}'${fault === undefined ? '' : `, which ${fault}`}.`,
    'Write the name of a variable: letters, digits, _ and dots.',
  )
}
