import { cellInputs, combinationKey, combinationUnit } from '../../../core/cache/combination.ts'
import type { Content } from '../../../core/cache/content.ts'
import { fingerprint, type KeyInput } from '../../../core/cache/fingerprint.ts'
import { placeOf } from '../../../core/cache/place.ts'
import type { MatrixLeg } from '../../../core/matrix/leg.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { plainInputs, toolchainInputs } from '../cache/plain-inputs.ts'
import { type ContentSources, readContents } from '../cache/read-contents.ts'
import { readObjects } from '../cache/read-objects.ts'
import type { Unit } from '../cache/unit.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import type { PlannedCheckout } from './checkout.ts'

/** What the cache keeps of a package of the repository on a combination of a matrix; the same object each time. */
export type UnitOf = (project: ProjectName, on: MatrixLeg) => Unit

/** Which packages of the repository are built for those that need them. With a cache a key tells what these hold here, so that all are: `selected` is `all`. */
export function builtLocals({ cache, changes }: Pick<Inputs, 'cache' | 'changes'>): 'selected' | 'all' | 'none' {
  if (cache.isolated) return 'none'
  return cache.store !== undefined && changes.localDependencies === 'selected' ? 'all' : changes.localDependencies
}

type Sources = Omit<ContentSources, 'objects'> & { readonly checkout: PlannedCheckout }

/** Finds out what every package is made of, and answers the units of them; undefined without a cache, and where git cannot tell, which is told. */
export async function packageUnits(sources: Sources, inputs: Inputs, ports: Ports): Promise<UnitOf | undefined> {
  const { failIfCold, list, store } = inputs.cache
  if (store === undefined) return undefined
  try {
    return await readUnits(sources, inputs, ports)
  } catch (error) {
    // Without a cache nobody asks git for as much, and there is a plan; but what is cold must be known where that is the question.
    if (!(error instanceof Problem) || error.code !== 'UNRESOLVED' || failIfCold || list) throw error
    ports.log.say('warning', `What the repository holds cannot be read, so that there are no keys and the cache is not used. ${error.text}`)
    return undefined
  }
}

async function readUnits(sources: Sources, inputs: Inputs, ports: Ports): Promise<UnitOf> {
  const { cache, changes } = inputs
  const objects = await readObjects(sources.checkout, inputs, ports)
  const isolated = builtLocals(inputs) === 'none'
  const contents = await readContents({ ...sources, objects }, { cache: { ...cache, isolated }, changes }, ports)
  return unitMaker(contents, plainInputs(objects, inputs, ports), sources, inputs)
}

function unitMaker(
  contents: ReadonlyMap<ProjectName, Content>,
  plain: readonly KeyInput[],
  { graph }: Pick<ContentSources, 'graph'>,
  inputs: Pick<Inputs, 'cache'>,
): UnitOf {
  const combinations = new Map<MatrixLeg, OnCombination>()
  const alike = new Map<string, OnCombination>()
  const combinationOf = (on: MatrixLeg): OnCombination => {
    const key = combinationKey(on)
    const found = alike.get(key) ?? { units: new Map(), inputs: [...cellInputs(on), ...toolchainInputs(on.name, inputs), ...plain] }
    combinations.set(on, found)
    alike.set(key, found)
    return found
  }
  return (project, on) => {
    const { units, inputs: more } = combinations.get(on) ?? combinationOf(on)
    const known = units.get(project)
    if (known !== undefined) return known
    const content = contents.get(project)
    const made: Unit = {
      title: `${graph.packages.get(project)?.name ?? project} on ${on.name === '' ? 'job' : on.name}`,
      place: placeOf(inputs.cache.scope, project, combinationUnit(on)),
      fingerprint: fingerprint([...(content?.inputs ?? []), ...more]),
      files: content?.files ?? new Map(),
    }
    units.set(project, made)
    return made
  }
}

/** What packages on one combination have in common, and the units that are made of it. */
interface OnCombination {
  readonly inputs: readonly KeyInput[]
  readonly units: Map<ProjectName, Unit>
}
