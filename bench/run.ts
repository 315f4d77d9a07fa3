import { join, resolve } from 'node:path'
import { cache } from './cache.ts'
import { changes } from './changes.ts'
import { collect } from './collect.ts'
import { crowd } from './crowd.ts'
import { increment } from './increment.ts'
import { page } from './page.ts'
import { planning } from './plan.ts'
import { rebuild } from './rebuild.ts'
import { release } from './release.ts'
import type { Row } from './row.ts'
import { startUp } from './start-up.ts'
import { type Figure, tableOf } from './table.ts'

/**
 * `npm run bench [-- [--large] [name ...]]`: all benches, or those that are named; `--large` measures the slow peers at 10,000 files too. Peers that are on PATH
 * (`s3pypi`, `dumb-pypi`, `aws`) are measured beside ours. Ends with one table; 1 when a figure is beyond its target.
 */
const root = resolve(import.meta.dirname, '../..')
const asked = process.argv.slice(2).filter((name) => !name.startsWith('--'))
const large = process.argv.includes('--large')
const mainOf = (task: string): string => join(root, 'dist/tasks', task, 'main.cjs')
const main = mainOf('PublishIndex')

interface Seen {
  readonly rows: readonly Row[]
  readonly figures?: readonly Figure[]
}
const benches: Readonly<Record<string, () => Promise<Seen>>> = {
  'start-up': async () => ({ rows: await startUp(join(root, 'dist'), 21) }),
  plan: async () => ({ rows: await planning() }),
  changes: async () => ({ rows: await changes() }),
  cache: async () => ({ rows: await cache(mainOf('GenerateMatrix')) }),
  increment: async () => await increment(main, large),
  crowd: async () => await crowd(main),
  rebuild: async () => await rebuild(main),
  release: async () => await release(mainOf('GatedRelease')),
  collect: async () => await collect(mainOf('BuildWheels'), join(root, 'build/core')),
  page: async () => ({ rows: await page() }),
}
const rows: Row[] = []
const figures: Figure[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const begun = performance.now()
  const seen = await bench()
  rows.push(...seen.rows)
  figures.push(...(seen.figures ?? []))
  for (const { what, beside, ratio, most } of seen.rows) {
    const verdict = ratio <= most ? 'ok' : 'BEYOND'
    process.stdout.write(`${verdict.padEnd(7)}${ratio.toFixed(2).padStart(6)} x (most ${most.toFixed(2)})  ${what}  beside ${beside}\n`)
  }
  process.stdout.write(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s\n`)
}
const table = tableOf(figures, rows)
process.stdout.write(`\n${table}`)
if (rows.some(({ ratio, most }) => ratio > most)) process.exitCode = 1
