import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { valueOfKey } from '../../../core/changes/azure-sdk/package-key.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import { type Batched, batchLegs } from '../../../core/matrix/batch.ts'
import { expandMatrix, type Generated } from '../../../core/matrix/generate.ts'
import { idleNames } from '../../../core/matrix/idle.ts'
import { type MatrixConfig, parseMatrixConfigs } from '../../../core/matrix/matrix-config.ts'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import { type NamedLeg, nameMatrixLegs } from '../../../core/matrix/name-legs.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { Inputs } from '../inputs.ts'
import { generationOf } from '../matrix/plan-matrix.ts'
import { readMatrixFiles } from '../matrix/read-matrix-files.ts'
import type { Ports } from '../ports.ts'
import { objectText } from './object-text.ts'

/** The legs of a plan, each with the projects that it builds; those of a matrix that goes out once have none. */
export interface PlacedPackages {
  readonly legs: readonly NamedLeg<readonly ProjectName[]>[]
  /** Direct packages for which a matrix has no leg left; each a sentence. */
  readonly untested: readonly string[]
  /** Those of them that no leg of another matrix builds either. */
  readonly lost: readonly string[]
  /** Indirect ones. */
  readonly passedOver: readonly string[]
  /** Names of parameters that a matrix, or whoever uses it, knows nothing of; each a sentence. */
  readonly idle: readonly string[]
  /** How many legs may run at once, the least that a matrix file says; 0 for no limit. */
  readonly maxParallel: number
}

/** Puts what is selected on the legs of its matrices: direct packages on all, indirect ones as the inputs say. */
export async function placePackages({ choices }: ChangeSelection, inputs: Inputs, ports: Ports): Promise<PlacedPackages> {
  const defaults = await defaultConfigs(inputs.changes, ports)
  const configsOf = ({ configs }: LocalPackage): readonly MatrixConfig[] => (configs.length > 0 ? configs : defaults)
  const chosen = choices.filter(({ as }) => as !== 'not-selected')
  // What packages are given in common is one object.
  const configs = [...new Set(chosen.flatMap((one) => configsOf(one.package)))]
  const files = await readMatrixFiles(
    configs.map(({ path }) => path),
    ports,
  )
  const put = (as: 'direct' | 'indirect'): Placing => {
    const packages = choices.filter((one) => one.as === as).map((one) => ({ one: one.package, configs: configsOf(one.package) }))
    return place(packages, as, files, inputs, ports)
  }
  const [direct, indirect] = [put('direct'), put('indirect')]
  const projects = new Map<string, ProjectName>(chosen.map((one) => [one.package.project, one.package.project]))
  const legs = [...direct.batched.legs, ...indirect.batched.legs].map(({ ids, ...leg }) => ({
    ...leg,
    item: ids.flatMap((id) => projects.get(id) ?? []),
  }))
  const generated = [direct, indirect].flatMap((placing) => [...placing.generated.values()])
  return {
    legs: nameMatrixLegs(legs, sameProjects),
    untested: untested(direct),
    lost: lost(direct),
    passedOver: untested(indirect),
    idle: [...new Set([...idle(configs, files), ...generated.flatMap((one) => one.idle)])],
    maxParallel: generated
      .map(({ maxParallel }) => maxParallel)
      .reduce((least, one) => (least === 0 || (one > 0 && one < least) ? one : least), 0),
  }
}

function lost({ batched }: Placing): string[] {
  const built = new Set(batched.legs.flatMap(({ ids }) => ids))
  return [...new Set(batched.untested.flatMap(({ ids }) => ids))].filter((id) => !built.has(id))
}

function idle(configs: readonly MatrixConfig[], files: ReadonlyMap<string, MatrixFile>): string[] {
  const uses = new Map(configs.map((config) => [JSON.stringify([config.path, config.nonSparseParameters]), config]))
  return [...new Set([...uses.values()].flatMap(({ path, nonSparseParameters }) => idleNames(path, files, nonSparseParameters)))]
}

/** The configurations of packages that name none. */
export async function defaultConfigs(
  { matrixConfigs }: Pick<Inputs['changes'], 'matrixConfigs'>,
  ports: Pick<Ports, 'files' | 'sources'>,
): Promise<MatrixConfig[]> {
  if (matrixConfigs === undefined) return []
  const { text, source } = await objectText(matrixConfigs, 'matrixConfigs', ports)
  return parseMatrixConfigs(text, source)
}

interface Placing {
  readonly batched: Batched
  /** By configuration, what its matrix came to. */
  readonly generated: ReadonlyMap<MatrixConfig, Generated>
}

function place(
  packages: readonly { readonly one: LocalPackage; readonly configs: readonly MatrixConfig[] }[],
  as: 'direct' | 'indirect',
  files: ReadonlyMap<string, MatrixFile>,
  { changes, language }: Inputs,
  ports: Ports,
): Placing {
  const generated = new Map<MatrixConfig, Generated>()
  const filters = as === 'direct' ? language.filters : [...language.filters, ...changes.indirectFilters]
  const how = { ...generationOf(language, ports), filters }
  const batched = batchLegs({
    packages: packages.map(({ one, configs }) => ({ id: one.project, shown: valueOfKey(one, changes.packageKey), configs })),
    as,
    legsOf: (config) => {
      const { selection, nonSparseParameters: nonSparse } = config
      const found = expandMatrix(config.path, files, { ...how, selection, nonSparse })
      generated.set(config, found)
      return found.legs
    },
    sizes: changes.batchSizes,
    every: changes.indirectSelection === 'all',
    variable: changes.packagesVariable,
    patterns: ports.patterns,
  })
  return { batched, generated }
}

function sameProjects(a: readonly ProjectName[], b: readonly ProjectName[]): readonly ProjectName[] | undefined {
  return a.join(' ') === b.join(' ') ? a : undefined
}

/** `eng/matrix.json has no job left (the filter 'Pool=x') for 2 packages: a, b.` */
function untested({ batched, generated }: Placing): string[] {
  return batched.untested.map(({ config, ids }) => {
    const by = generated.get(config)?.emptiedBy
    const matrix = config.path === '' ? 'The matrix without parameters' : config.path
    return `${matrix} has no job left${by === undefined ? '' : `, by ${by},`} for ${ids.length === 1 ? '1 package' : `${ids.length} packages`}: ${ids.join(', ')}.`
  })
}
