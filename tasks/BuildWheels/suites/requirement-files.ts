import { resolve } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import { plainPath } from '../../../core/safe-path.ts'
import type { Place } from '../place.ts'
import { within } from './within.ts'

/**
 * The requirement files of a suite on the host. They lie in the project; one that lies above it in the checkout is brought to the suite's folder. What
 * is no file of the checkout is `FILE_MISSING`.
 */
export async function requirementFiles(names: readonly string[], folder: string, place: Place): Promise<string[]> {
  const { host } = place.bench
  const plain = names.map(plainPath)
  const there = plain.length === 0 ? [] : await host.find(place.project, plain)
  const paths: string[] = []
  for (const [at, name] of plain.entries()) {
    const above = there.includes(name) ? undefined : await inCheckout(name, place)
    const path = above === undefined ? host.join(place.project, ...name.split('/')) : host.join(folder, `requirements-${at}.txt`)
    if (above !== undefined) await host.put(above, path)
    else if (!there.includes(name)) missing(name)
    paths.push(path)
  }
  return paths
}

/** A file of the sources on this agent. */
async function inCheckout(name: string, { bench, row }: Place): Promise<string | undefined> {
  const { files, workspace } = bench.ports
  if (row.source.kind !== 'folder') return undefined
  const found = await within(resolve(workspace.sources, row.source.path, name), workspace.sources, files)
  return found?.kind === 'file' ? found.path : undefined
}

function missing(name: string): never {
  throw new Problem('FILE_MISSING', `requirements: '${name}' is no file of the project.`, 'Write its path relative to the project.')
}
