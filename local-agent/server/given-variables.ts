import type { LocalFile } from './local-file.ts'
import type { Pipeline } from './pipeline.ts'
import { Variables } from './variables.ts'

/** Below every layer of the YAML; `out` is known to all values of the local file. */
export function givenVariables(local: LocalFile, queued: Readonly<Record<string, string>>, out: string): Variables {
  return new Variables().setAll(local.secrets, { secret: true }).setAll(local.variables).setAll(queued).set('out', out)
}

/** Names given for the run that the YAML sets for all stages; there the YAML wins (learn.microsoft.com/azure/devops/pipelines/process/variables). */
export function fixedNames(pipeline: Pipeline, queued: Readonly<Record<string, string>>): readonly string[] {
  const fixed = pipeline.variables.flatMap((one) => (one.kind === 'value' ? [one.name.toLowerCase()] : []))
  return Object.keys(queued).filter((name) => fixed.includes(name.toLowerCase()))
}

/** Their macros replaced. */
export function filled(given: Variables): Variables {
  const result = new Variables()
  for (const [name, { value, secret }] of given.toMap()) result.set(name, given.fill(value), { secret })
  return result
}

/** A local file whose secrets a run does not get, those of groups included: they say so, or are secret by their names. */
export function withoutSecrets(local: LocalFile): LocalFile {
  const names = Object.keys(local.secrets).map((name) => name.toLowerCase())
  const groups = Object.entries(local.groups).map(([group, texts]) => {
    return [
      group,
      Object.fromEntries(Object.entries(texts).filter(([name, value]) => typeof value === 'string' && !names.includes(name.toLowerCase()))),
    ]
  })
  return { ...local, secrets: {}, groups: Object.fromEntries(groups) }
}
