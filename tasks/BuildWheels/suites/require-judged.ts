import { basename, join } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import type { Place } from '../place.ts'
import type { Subject } from './subject.ts'

/**
 * Fails with `HASH_MISMATCH` where what has run on the host has changed the wheel there: what came after it was run on, or would be made of,
 * something else than what is kept.
 */
export async function requireJudged({ wheel, facts }: Subject, { bench }: Place): Promise<void> {
  if (facts === undefined) return
  const { files } = bench.ports
  const scratch = await files.scratch('judged')
  try {
    const path = join(scratch, basename(facts.name.text))
    await bench.host.get(wheel, path)
    const { sha256 } = await files.measure(path)
    if (sha256 !== facts.sha256) throw changed(facts.name.text)
  } finally {
    await files.remove(scratch)
  }
}

/** A wheel that is not what was judged any more. */
export function changed(name: string): Problem {
  return new Problem(
    'HASH_MISMATCH',
    `${name} is not the file any more that was built and judged: something that was run on it, such as a suite, has changed it.`,
    'Work on a copy of {wheel}.',
  )
}
