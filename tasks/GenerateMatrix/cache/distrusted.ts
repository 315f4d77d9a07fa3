import { join } from 'node:path'
import { distrustedArtifact, parseDistrusted } from '../../../core/cache/distrusted.ts'
import { Problem } from '../../../core/problem.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'

/** Keys that earlier attempts of this job could not restore, each with the first of these: whatever the cache says of them, they are to be built. */
export type Distrusted = ReadonlyMap<string, number>

/** Reads what earlier attempts of this job have left of that kind. What cannot be read is a warning: then the cache is believed. */
export async function readDistrusted(
  { where, buildId }: Pick<Inputs, 'buildId' | 'where'>,
  { artifacts, files, log }: Pick<Ports, 'artifacts' | 'files' | 'log'>,
): Promise<Distrusted> {
  const run = Number(buildId)
  if (where.attempt < 2 || artifacts === undefined || !Number.isSafeInteger(run) || run <= 0) return new Map()
  const names = Array.from({ length: where.attempt - 1 }, (_, at) => distrustedArtifact({ ...where, attempt: at + 1 }))
  try {
    const service = await artifacts()
    const ours = (await service.list(run)).filter(({ name }) => names.includes(name))
    const folder = await files.scratch('distrusted')
    const told = await inParallel(ours, 4, async (artifact, at): Promise<[string, number][]> => {
      const into = join(folder, String(at))
      await service.download(artifact, into)
      const keys: string[] = []
      for (const path of await files.find(into, ['**/*.json']))
        keys.push(...parseDistrusted(new TextDecoder().decode(await files.read(join(into, path))), `${path} of ${artifact.name}`))
      return keys.map((key) => [key, names.indexOf(artifact.name) + 1])
    })
    return new Map(told.flat().sort(([, one], [, other]) => other - one))
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    log.say('warning', `What earlier attempts of this job could not restore is not known, so the cache is believed again. ${error.text}`)
    return new Map()
  }
}
