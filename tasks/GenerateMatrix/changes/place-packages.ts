import type { LocalPackage } from '../../../core/changes/local-package.ts'
import { valueOfKey } from '../../../core/changes/azure-sdk/package-key.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import { type Batched, batchLegs } from '../../../core/matrix/batch.ts'
import { expandMatrix, type Generated } from '../../../core/matrix/generate.ts'
import { idleNames } from '../../../core/matrix/idle.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import { type MatrixConfig, noMatrix, parseMatrixConfigs } from '../../../core/matrix/matrix-config.ts'
import type { MatrixFile } from '../../../core/matrix/matrix-file.ts'
import { type NamedLeg, nameMatrixLegs } from '../../../core/matrix/name-legs.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import type { Inputs } from '../inputs.ts'
import { generationOf } from '../matrix/plan-matrix.ts'
import { readMatrixFiles } from '../matrix/read-matrix-files.ts'
import type { Ports } from '../ports.ts'
import { type Judged, judgePackages } from './judge-packages.ts'
import { objectText } from './object-text.ts'
import type { UnitOf } from './package-units.ts'

/** What a leg builds, and the combination that it is of. */
export interface LegPackages {
  readonly projects: readonly ProjectName[]
  readonly on: MatrixLeg
}

/** The legs of a plan, each with the projects that it builds; those of a matrix that goes out once have none. */
export interface PlacedPackages {
  readonly legs: readonly NamedLeg<LegPackages>[]
  /** What the cache has, and no leg has to do anything about. */
  readonly restored: readonly { readonly project: ProjectName; readonly on: MatrixLeg }[]
  /** Undefined without a cache. */
  readonly judged: Judged | undefined
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

/**
 * Puts what is selected on the legs of its matrices: direct packages on all, indirect ones as the inputs say; with `unitOf`, those that the cache has on none, but
 * where a job has to look whether they are stale.
 */
export async function placePackages(
  { choices }: ChangeSelection,
  inputs: Inputs,
  ports: Ports,
  unitOf: UnitOf | undefined,
): Promise<PlacedPackages> {
  const defaults = await defaultConfigs(inputs.changes, ports)
  const configsOf = ({ configs }: LocalPackage): readonly MatrixConfig[] => (configs.length > 0 ? configs : defaults)
  const chosen = choices.filter(({ as }) => as !== 'not-selected')
  // What packages are given in common is one object.
  const configs = [...new Set(chosen.flatMap((one) => configsOf(one.package)))]
  const files = await readMatrixFiles(
    configs.map(({ path }) => path),
    ports,
  )
  const expansionOf = (as: 'direct' | 'indirect'): Expansion => {
    const packages = choices.filter((one) => one.as === as).map((one) => ({ one: one.package, configs: configsOf(one.package) }))
    return expansion(packages, as, files, inputs, ports)
  }
  const expansions = [expansionOf('direct'), expansionOf('indirect')] as const
  const judged = unitOf && (await judgePackages(expansions.flatMap(unitsOf), unitOf, inputs, ports))
  const [direct, indirect] = [place(expansions[0], inputs, ports, judged), place(expansions[1], inputs, ports, judged)]
  const projects = new Map<string, ProjectName>(chosen.map((one) => [one.package.project, one.package.project]))
  const legs = [...direct.batched.legs, ...indirect.batched.legs].map(({ ids, on, ...leg }) => ({
    ...leg,
    item: { projects: ids.flatMap((id) => projects.get(id) ?? []), on },
  }))
  const restored = [...direct.batched.restored, ...indirect.batched.restored]
  const generated = [direct, indirect].flatMap((placing) => [...placing.generated.values()])
  return {
    legs: nameMatrixLegs(legs, sameProjects),
    restored: restored.flatMap(({ id, on }) => {
      const project = projects.get(id)
      return project === undefined ? [] : [{ project, on }]
    }),
    judged,
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
  const built = new Set([...batched.legs.flatMap(({ ids }) => ids), ...batched.restored.map(({ id }) => id)])
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

/** Packages and their matrices, each of which is expanded once. */
interface Expansion {
  readonly packages: readonly { readonly one: LocalPackage; readonly configs: readonly MatrixConfig[] }[]
  readonly as: 'direct' | 'indirect'
  readonly legsOf: (config: MatrixConfig) => readonly MatrixLeg[]
  /** By configuration, what its matrix came to. */
  readonly generated: ReadonlyMap<MatrixConfig, Generated>
}

interface Placing extends Pick<Expansion, 'generated'> {
  readonly batched: Batched
}

function expansion(
  packages: Expansion['packages'],
  as: Expansion['as'],
  files: ReadonlyMap<string, MatrixFile>,
  { changes, language }: Inputs,
  ports: Ports,
): Expansion {
  const generated = new Map<MatrixConfig, Generated>()
  const expanded = new Map<string, Generated>()
  const filters = as === 'direct' ? language.filters : [...language.filters, ...changes.indirectFilters]
  const how = { ...generationOf(language, ports), filters }
  const legsOf = (config: MatrixConfig): readonly MatrixLeg[] => {
    const { path, selection, nonSparseParameters: nonSparse } = config
    const key = JSON.stringify([path, selection, nonSparse])
    const found = expanded.get(key) ?? expandMatrix(path, files, { ...how, selection, nonSparse })
    expanded.set(key, found)
    generated.set(config, found)
    return found.legs
  }
  return { packages, as, legsOf, generated }
}

/** Every package on every leg that may build it. */
function unitsOf({ packages, legsOf }: Expansion): (readonly [ProjectName, MatrixLeg])[] {
  return packages.flatMap(({ one, configs }) =>
    (configs.length === 0 ? [noMatrix] : configs)
      .filter(({ batching }) => batching)
      .flatMap((config) => legsOf(config).map((leg) => [one.project, leg] as const)),
  )
}

function place({ packages, as, legsOf, generated }: Expansion, { changes }: Inputs, ports: Ports, judged: Judged | undefined): Placing {
  const batched = batchLegs({
    packages: packages.map(({ one, configs }) => ({ id: one.project, shown: valueOfKey(one, changes.packageKey), configs })),
    as,
    legsOf,
    sizes: changes.batchSizes,
    every: changes.indirectSelection === 'all',
    variable: changes.packagesVariable,
    patterns: ports.patterns,
    ...(judged === undefined ? {} : { remembered: judged }),
  })
  return { batched, generated }
}

function sameProjects(a: LegPackages, b: LegPackages): LegPackages | undefined {
  return a.projects.join(' ') === b.projects.join(' ') ? a : undefined
}

/** `eng/matrix.json has no job left (the filter 'Pool=x') for 2 packages: a, b.` */
function untested({ batched, generated }: Placing): string[] {
  return batched.untested.map(({ config, ids }) => {
    const by = generated.get(config)?.emptiedBy
    const matrix = config.path === '' ? 'The matrix without parameters' : config.path
    return `${matrix} has no job left${by === undefined ? '' : `, by ${by},`} for ${ids.length === 1 ? '1 package' : `${ids.length} packages`}: ${ids.join(', ')}.`
  })
}
