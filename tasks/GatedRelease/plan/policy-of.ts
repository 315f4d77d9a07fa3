import { isAbsolute, relative, resolve } from 'node:path'
import { isObjectText } from '../../../core/object-input.ts'
import { Problem } from '../../../core/problem.ts'
import type { Policy } from '../../../core/release/plan/policy.ts'
import { readPolicyFile } from '../../../core/release/plan/policy-file.ts'
import { nothingSaid, type SaidPolicy, togetherSaid, wholePolicy } from '../../../core/release/plan/policy-said.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

type Needs = Pick<Ports, 'files' | 'sources' | 'variable'>

/** The policy that the inputs and a policy file ask for; the environment that a deployment job targets counts where neither names one. */
export async function policyOf(inputs: Inputs, ports: Needs): Promise<Policy> {
  const own = ports.variable('Environment.Name') ?? ''
  const given = inputs.environment === own ? '' : inputs.environment
  const policy = wholePolicy(await saidOf({ ...inputs, environment: given }, ports))
  return policy.environment === '' ? { ...policy, environment: own } : policy
}

/** What inputs and policy file say (`INPUT_INVALID` where they contradict each other, `FILE_MISSING`); what neither says is left open. */
export async function saidOf({ environment, policy, ...inputs }: Inputs, ports: Pick<Needs, 'files' | 'sources'>): Promise<SaidPolicy> {
  const file = policy === undefined ? nothingSaid : await readPolicyInput(policy, ports)
  return togetherSaid({ ...inputs, environment: environment === '' ? undefined : environment }, file)
}

async function readPolicyInput(policy: string, { files, sources }: Pick<Needs, 'files' | 'sources'>): Promise<SaidPolicy> {
  if (isObjectText(policy)) return readPolicyFile(policy, "The input 'policy'")
  const [top, found] = await Promise.all([files.behind(sources), files.behind(resolve(sources, policy))])
  if (found?.kind !== 'file')
    throw new Problem(
      'FILE_MISSING',
      `There is no file ${policy}.`,
      "The input 'policy' is relative to the sources: check them out in this job, or write the policy itself.",
    )
  if (top === undefined || !isBelow(top.path, found.path))
    throw new Problem(
      'INPUT_INVALID',
      `The policy ${policy} does not lie below the sources.`,
      'Write a path below them, or the policy itself.',
    )
  const bytes = await files.read(found.path)
  return readPolicyFile(new TextDecoder().decode(bytes), policy)
}

/** Both without any links. */
function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return !isAbsolute(way) && !/^\.\.(?:[/\\]|$)/.test(way)
}
