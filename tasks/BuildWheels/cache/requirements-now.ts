import { resolveCommand, resolvedIn, whyUnresolved } from '../../../core/build/resolve.ts'
import type { Row } from '../../../core/build/row.ts'
import type { Toolchain } from '../../../core/build/toolchain.ts'
import { counted } from '../../../core/counted.ts'
import type { Bench } from '../bench.ts'
import { makeRoom } from '../place.ts'
import { treeFor } from '../sdist/build-from.ts'
import { prepareBuild } from '../wheel/make-wheel.ts'

/** A row of an entry's unit, with the interpreter that would build it here. */
export interface Judged {
  readonly row: Row
  /** Of `labelsOf`: names its folder on the host. */
  readonly label: string
  readonly toolchain: Toolchain
}

/** What would be installed now for a row's build, `setuptools==84.0`, sorted, or a clause why nobody knows. */
export type Resolved = readonly string[] | { readonly untold: string }

/**
 * Resolves on the host what a row's project requires to be built, as its build would: with its constraints, from its places. `before` is what a build of it was
 * made with: the backend asked for some of that itself, and is not asked again, so its names are resolved along. A Problem where its sources cannot be had.
 */
export async function requirementsNow({ row, label, toolchain }: Judged, before: readonly string[], bench: Bench): Promise<Resolved> {
  const { builder, frontend } = bench.inputs
  const untold = whyUnresolved(builder === 'script' ? builder : frontend, toolchain)
  if (untold !== undefined) return { untold }
  const sources = await bench.tree(row.source, row.recipe.patches)
  const place = await makeRoom(row, label, toolchain, await treeFor(undefined, sources, bench), bench, () => {})
  const { build, system } = await prepareBuild(place)
  const asked = [...new Set([...system.written, ...before.map((pin) => pin.replace(/==.*$/s, ''))])]
  if (asked.length === 0) return []
  const output: string[] = []
  const command = resolveCommand(frontend, toolchain, asked, build)
  bench.ports.log.say('info', `pip is asked what it would install for ${counted(asked.length, 'requirement')} of the build of ${row.name}.`)
  const exit = await bench.host.run(command, (line) => output.push(line))
  const found = exit.kind === 'exited' && exit.code === 0 ? resolvedIn(output) : undefined
  if (found !== undefined) return found
  const cause = output.findLast((line) => line.startsWith('ERROR:'))
  return { untold: `pip does not tell what it would install${cause === undefined ? '' : ` (${bench.redact(cause)})`}` }
}
