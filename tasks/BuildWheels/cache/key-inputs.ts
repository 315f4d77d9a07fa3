import { parsePlanKeys } from '../../../core/cache/plan-keys.ts'
import type { CacheEntry } from '../../../core/cache/entry.ts'
import type { PlanKeys } from '../../../core/cache/warmth.ts'
import { Problem } from '../../../core/problem.ts'
import { sha256Of } from '../../../core/sha256.ts'
import type { Desk } from '../bench.ts'
import { fetchPlan, namedPlan, plansOf } from '../rows/find-plan.ts'
import type { JobCache } from './job-cache.ts'

/** What a key was made of, as the plan of this job tells it, for whoever asks later why another one is cold: empty where the plan cannot be read, which is no fault of a build. */
export async function keyInputsOf(key: string, cache: JobCache, desk: Desk): Promise<Pick<CacheEntry, 'files' | 'inputs'>> {
  const keys = await (cache.keys ??= readKeys(desk))
  const inputs = keys.inputs.get(key) ?? {}
  const files = Object.values(inputs).flatMap((value) => {
    const paths = keys.files.get(value)
    return paths === undefined ? [] : [[value, paths] as const]
  })
  return { inputs, files: Object.fromEntries(files) }
}

async function readKeys(desk: Desk): Promise<PlanKeys> {
  try {
    const text = await planText(desk)
    if (text !== undefined) return parsePlanKeys(text, 'the plan')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    desk.ports.log.say('info', `What keys are made of is not saved with what is built: the plan cannot be read. ${error.message}`)
  }
  return { inputs: new Map(), files: new Map() }
}

/** The plan that this job is of, by its digest; undefined where none of the run's plans is it. */
async function planText({ inputs, planDigest, ports }: Desk): Promise<string | undefined> {
  const isIt = (text: string): boolean => sha256Of(text) === planDigest
  if (inputs.plan !== undefined) {
    const { text } = await namedPlan(inputs.plan, inputs, ports)
    if (isIt(text)) return text
  }
  const run = Number(inputs.buildId)
  if (ports.artifacts === undefined || !Number.isSafeInteger(run) || run <= 0) return undefined
  for (const name of plansOf(await (await ports.artifacts()).list(run))) {
    const text = await fetchPlan(name, inputs, ports)
    if (isIt(text)) return text
  }
  return undefined
}
