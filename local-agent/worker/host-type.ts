import type { JobMessage } from '../record.ts'

// Agent sources: Microsoft.VisualStudio.Services.Agent/HostTypes.cs.

/** What a job is part of: a pipeline, a classic release, or such a release to the machines of a deployment group. */
export type HostType = 'Build' | 'Release' | 'Deployment'

const HOST_TYPES: readonly HostType[] = ['Build', 'Release', 'Deployment']

/** The host type that the variable `System.HostType` names; a pipeline's without one. Throws for one that no job of an agent has. */
export function hostType(named = 'build'): HostType {
  const found = HOST_TYPES.find((one) => one.toLowerCase() === named.toLowerCase())
  if (found === undefined) throw new Error(`An agent runs jobs of the host types ${HOST_TYPES.join(', ')}, not of '${named}'.`)
  return found
}

/** The host type of the job that a message is for. */
export function hostOf({ variables }: Pick<JobMessage, 'variables'>): HostType {
  return hostType([...variables].find(([name]) => name.toLowerCase() === 'system.hosttype')?.[1].value)
}
