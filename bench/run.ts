import { join, resolve } from 'node:path'
import { planning } from './plan.ts'
import { publish } from './publish.ts'
import { startUp } from './start-up.ts'

const root = resolve(import.meta.dirname, '../..')
const rows = [...(await startUp(join(root, 'dist'), 21)), ...(await planning()), ...(await publish())]
for (const { what, beside, ratio, most } of rows) {
  const verdict = ratio <= most ? 'ok' : 'BEYOND'
  process.stdout.write(`${verdict.padEnd(7)}${ratio.toFixed(2).padStart(6)} x (most ${most.toFixed(2)})  ${what}  beside ${beside}\n`)
}
if (rows.some(({ ratio, most }) => ratio > most)) process.exitCode = 1
