import type { BuiltFile } from '../../../core/build/manifest.ts'
import { Problem } from '../../../core/problem.ts'
import { formatSize } from '../../../core/size.ts'
import type { Bench } from '../bench.ts'
import { attachKept, wheelPath } from '../wheel/keep-wheel.ts'

/** A name that this job has kept already, by this or another of its steps or attempts and in whatever case, must bear the same bytes. */
export function requireFree({ name, sha256 }: BuiltFile, { kept, takenExtras }: Bench): void {
  const taken = [...kept, ...takenExtras].find(
    (one) => one[0].toLowerCase() === name.toLowerCase() && !(one[0] === name && one[1] === sha256),
  )
  if (taken === undefined) return
  throw new Problem(
    'CONFLICT',
    `This job has kept ${taken[0]} already, with other bytes than those of the extra file ${name}.`,
    'Each package and python of a job runs after: give what each of them leaves a name of its own, or a job of its own.',
  )
}

/** Brings a good extra file (of this agent) to the output directory with its sidecar and attaches both at once. */
export async function keepExtra(fetched: string, file: BuiltFile, bench: Bench): Promise<void> {
  const { log, files } = bench.ports
  if (bench.kept.has(file.name)) return
  await files.copy(fetched, wheelPath(file, bench))
  await attachKept(file, bench)
  log.say('info', `extra   ${file.name}: ${formatSize(file.size)}, SHA-256 ${file.sha256}`)
}
