import { join, resolve } from 'node:path'
import { formatManifest, manifestName } from '../../../core/build/manifest.ts'
import { setManifest } from '../../../core/collect/release-set.ts'
import type { Findings } from '../../../core/collect/tell.ts'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { checksumsName, formatSums } from '../../../core/sha256-sums.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { CollectPorts } from './ports.ts'
import type { CollectInputs } from './inputs.ts'

/** The release set on this agent. */
export interface WrittenSet {
  readonly folder: string
  /** All that belongs to it, its manifest last. */
  readonly paths: readonly string[]
  /** Undefined where nothing was measured. */
  readonly coverage: string | undefined
}

/** Of the merged coverage in the release set. */
export const coverageName = 'coverage.xml'

/** Lays down the files of a release set with its manifest, their digests and the coverage. */
export async function writeSet(
  found: Findings,
  inputs: CollectInputs,
  { files, workspace }: Pick<CollectPorts, 'files' | 'workspace'>,
): Promise<WrittenSet> {
  const folder = inputs.outputDirectory === undefined ? workspace.staging : resolve(workspace.sources, inputs.outputDirectory)
  const copied = await inParallel(found.files, 8, async ({ file, path }) => {
    await files.copy(path, join(folder, file.name))
    return join(folder, file.name)
  })
  const write = async (name: string, text: string): Promise<string> => {
    await files.write(join(folder, name), text)
    return join(folder, name)
  }
  const coverage = found.coverage === undefined ? undefined : await write(coverageName, formatCobertura(found.coverage, found.measured))
  const sums = await write(checksumsName, formatSums(found.files.map(({ file }) => file)))
  const manifest = await write(manifestName, formatManifest(setManifest(found.files, found.runs, inputs)))
  return { folder, paths: [...copied, sums, ...(coverage === undefined ? [] : [coverage]), manifest], coverage }
}
