import type { Row } from '../../../core/build/row.ts'
import { stillNeeded } from '../../../core/cache/row-units.ts'
import { parseRequirement } from '../../../core/python/requirement.ts'
import type { Desk } from '../bench.ts'

/** What is left to do of some rows: of what is built for others alone, what these need, or what their tests install beside them. */
export function leftToDo(rows: readonly Row[], { inputs, suites }: Pick<Desk, 'inputs' | 'suites'>): Row[] {
  const lines = [
    ...inputs.tests.requires,
    ...inputs.afterRequires,
    ...suites.flatMap(({ requires }) => requires),
    ...rows.flatMap(({ recipe }) => recipe.test_requires),
  ]
  return stillNeeded(
    rows,
    lines.flatMap((line) => parseRequirement(line)?.project ?? []),
  )
}
