import { type ExpressionContext, holds, trace } from '../expression.ts'
import type { Result } from '../record.ts'
import type { RunContext } from './run-context.ts'

/** What a false condition makes of a stage or job, told with its trace; undefined where it holds. Throws ExpressionError. */
export function conditionResult(
  context: RunContext,
  what: string,
  condition: string | undefined,
  seen: ExpressionContext,
): Result | undefined {
  const text = condition ?? 'succeeded()'
  if (holds(text, seen)) return undefined
  const result = seen.canceled === true ? 'canceled' : 'skipped'
  context.tell(`${what}: ${result} due to its condition`)
  for (const line of condition === undefined ? [culprits(seen)] : trace(text, seen)) context.tell(`  ${line}`)
  return result
}

/** Why the default condition does not hold, in words. */
function culprits(seen: ExpressionContext): string {
  const bad = Object.entries(seen.upstream ?? {}).filter(([, result]) => !result.startsWith('Succeeded'))
  return `succeeded() is False: ${bad.length === 0 ? 'the run is canceled' : bad.map(([name, result]) => `${name} ${result}`).join(', ')}`
}
