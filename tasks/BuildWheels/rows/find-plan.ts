import { join, resolve } from 'node:path'
import type { Artifacts, RunArtifact } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { type Inputs, noPlan } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** The text of a plan.json, and what it is called in messages. */
export interface FoundPlan {
  readonly name: string
  readonly text: string
}

type World = Pick<Ports, 'artifacts' | 'files' | 'workspace'>
type Run = Pick<Inputs, 'buildId'>

/** The plan that the input `plan` names: a file, a folder that holds `plan.json`, or an artifact of this run. */
export async function namedPlan(name: string, run: Run, ports: World): Promise<FoundPlan> {
  const path = resolve(ports.workspace.sources, name)
  const kind = await ports.files.kind(path)
  if (kind === undefined) return { name, text: await fetchPlan(name, run, ports) }
  const bytes = await ports.files.read(kind === 'folder' ? join(path, 'plan.json') : path)
  if (bytes === undefined)
    throw new Problem(
      'FILE_MISSING',
      `The folder ${name} holds no plan.json.`,
      "Check the input 'plan': it takes a file, a folder or an artifact.",
    )
  return { name, text: new TextDecoder().decode(bytes) }
}

/** The one plan of this run, of its last attempt; several are told by name, and one is to be named. `none`: what is the case without any. */
export async function onlyPlan(run: Run, ports: World, none = noneForSlices): Promise<FoundPlan> {
  const plans = plansOf(await (await open(run, ports)).list(Number(run.buildId)))
  const [name] = plans
  if (name === undefined) throw noPlan(none)
  if (plans.length > 1)
    throw new Problem(
      'INPUT_MISSING',
      `This run has several plans: ${plans.join(', ')}.`,
      "Name the one that is meant in the input 'plan'.",
    )
  return { name, text: await fetchPlan(name, run, ports) }
}

const noneForSlices =
  'This job is a slice of several, this run has no artifact with a plan, and the inputs plan and packages are empty: there is nothing to build.'

/** The plans of a run by name. They are named `plan[_step].<stage>.<job>.<attempt>`; of each, the last attempt counts. */
export function plansOf(artifacts: readonly RunArtifact[]): string[] {
  const last = new Map<string, number>()
  for (const { name } of artifacts) {
    const [, base, attempt] = /^(plan(?:_[^.]+)?\..+)\.(\d+)$/.exec(name) ?? []
    if (base !== undefined) last.set(base, Math.max(last.get(base) ?? 0, Number(attempt)))
  }
  return [...last].map(([base, attempt]) => `${base}.${attempt}`).sort()
}

/** The text of the plan in an artifact of this run. */
export async function fetchPlan(name: string, run: Run, ports: World): Promise<string> {
  const artifacts = await open(run, ports)
  const found = (await artifacts.list(Number(run.buildId))).find((artifact) => artifact.name === name)
  if (found === undefined) throw missing(name)
  const folder = await ports.files.scratch('plan')
  await artifacts.download(found, folder)
  const [path] = await ports.files.find(folder, ['**/*.json'])
  const bytes = path === undefined ? undefined : await ports.files.read(join(folder, path))
  if (bytes === undefined) throw missing(name)
  return new TextDecoder().decode(bytes)
}

async function open({ buildId }: Run, { artifacts }: World): Promise<Artifacts> {
  const run = Number(buildId)
  if (artifacts !== undefined && Number.isSafeInteger(run) && run > 0) return await artifacts()
  throw new Problem(
    'CREDENTIALS',
    'This job may not read the artifacts of its run.',
    "The plan lies in one of them; let the job use the pipeline's own token.",
  )
}

function missing(name: string): Problem {
  return new Problem(
    'ARTIFACT_MISSING',
    `This run has no artifact '${name}' with the plan.`,
    'Run GenerateMatrix in the same run, before this job.',
  )
}
