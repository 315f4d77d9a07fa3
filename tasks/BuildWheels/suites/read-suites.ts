import type { Suite } from '../../../core/suites/suite.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** The suites that the input `suites` holds, or the file of the sources that it names. */
export async function readSuites(_inputs: Pick<Inputs, 'suites'>, _ports: Pick<Ports, 'files' | 'workspace'>): Promise<readonly Suite[]> {
  return []
}
