import { buildOrder, type ToBuild } from '../../../core/build/build-order.ts'
import { testsOf } from '../../../core/build/test-command.ts'
import { projectOf, type Row } from '../../../core/build/row.ts'
import { Problem } from '../../../core/problem.ts'
import type { ProjectName } from '../../../core/python/name.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Bench } from '../bench.ts'
import { readBuildSystem } from '../wheel/make-wheel.ts'

/** Fetches the trees of all rows and gives the rows in an order in which each comes after those that its build requires. */
export async function orderRows(rows: readonly Row[], bench: Bench): Promise<Row[]> {
  const items = await inParallel(rows, 4, async (row) => await toBuild(row, bench))
  for (const cycle of buildOrder(items).cycles)
    bench.ports.log.say('warning', `${cycle.join(', ')} need each other to be built: one of them is built with what the index has.`)
  // Tests may need each other's wheels as they like: builds come first.
  const wished = buildOrder(items.map(({ project, requires, tests }) => ({ project, requires: [...requires, ...tests] })))
  const isLoop = (one: ProjectName, other: ProjectName): boolean => wished.cycles.some((all) => all.includes(one) && all.includes(other))
  const tested = items.map(({ project, requires, tests }) => ({
    project,
    requires: [...requires, ...tests.filter((one) => !isLoop(project, one))],
  }))
  return buildOrder(tested).order.flatMap((at) => rows[at] ?? [])
}

/** The projects that builds of some rows require, or their tests install; not what these depend on in turn. */
export async function projectsNeeded(rows: readonly Row[], bench: Bench): Promise<Set<ProjectName>> {
  const items = await inParallel(rows, 4, async (row) => await toBuild(row, bench))
  return new Set(items.flatMap(({ requires, tests }) => [...requires, ...tests]))
}

interface ToTest extends ToBuild {
  /** What its tests install with it, and what the plan says it needs. */
  readonly tests: readonly ProjectName[]
}

/** A tree that cannot be had or read fails its row when that is built. */
async function toBuild(row: Row, bench: Bench): Promise<ToTest> {
  const project = projectOf(row)
  try {
    const tree = await bench.tree(row.source, row.recipe.patches)
    const { requires, dependencies } = await readBuildSystem(tree, bench.ports.files)
    const installed = isTested(row, bench)
      ? [...dependencies, ...requiredOf(row, bench).flatMap((line) => parseRequirement(line) ?? [])]
      : []
    return { project, requires: requires.map((one) => one.project), tests: [...row.local, ...installed.map((one) => one.project)] }
  } catch (error) {
    if (error instanceof Problem) return { project, requires: [], tests: row.local }
    throw error
  }
}

/** Whether the wheel is installed with what it depends on. */
function isTested({ origin, recipe }: Row, { inputs, suites }: Bench): boolean {
  return testsOf(recipe, inputs.tests).command !== '' || (origin !== 'dependency' && suites.some(({ install }) => install === 'wheel'))
}

/** What is installed beside it for that. */
function requiredOf({ recipe }: Row, { inputs, suites }: Bench): string[] {
  const { command, requires } = testsOf(recipe, inputs.tests)
  return [...(command === '' ? [] : requires), ...suites.flatMap((suite) => suite.requires)]
}
