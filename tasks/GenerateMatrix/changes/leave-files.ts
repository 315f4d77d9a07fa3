import { join, resolve } from 'node:path'
import { formatDiff } from '../../../core/changes/diff.ts'
import { formatPackageInfo } from '../../../core/changes/azure-sdk/package-info.ts'
import type { ChangeSelection } from '../../../core/changes/select/selection.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import type { Ports } from '../ports.ts'
import type { FoundDiff } from './find-diff.ts'
import type { ChangesInputs } from './inputs.ts'

/** Files that are written at once. */
const breadth = 16

/** Leaves what azure-sdk's later steps read: diff.json, a PackageInfo for each package that is selected, and the changed services beside the step. */
export async function leaveFiles(
  found: FoundDiff,
  selection: ChangeSelection,
  { diffOutput, packageInfoOutput }: Pick<ChangesInputs, 'diffOutput' | 'packageInfoOutput'>,
  ports: Pick<Ports, 'files' | 'log' | 'pipeline' | 'sources'>,
  tracked: ReadonlySet<string>,
): Promise<void> {
  if (diffOutput !== undefined) await leaveDiff(found, diffOutput, ports)
  if (packageInfoOutput !== undefined) await leavePackageInfo(selection, resolve(ports.sources, packageInfoOutput), ports, tracked)
  await leaveServices(selection, ports)
}

async function leaveDiff(found: FoundDiff, path: string, { files, log, sources }: Pick<Ports, 'files' | 'log' | 'sources'>): Promise<void> {
  if (found.kind === 'known') await files.write(resolve(sources, path), formatDiff(found.diff))
  else log.say('warning', `${path} is not written, for the changes are not known.`)
}

async function leavePackageInfo(
  { choices }: ChangeSelection,
  folder: string,
  { files, log }: Pick<Ports, 'files' | 'log'>,
  tracked: ReadonlySet<string>,
): Promise<void> {
  const texts = new Map<string, string>()
  const taken = new Set<string>()
  for (const { package: one, as } of choices)
    if (as !== 'not-selected')
      texts.set(
        freeName(one.artifact, taken),
        formatPackageInfo(one, as, (path) => tracked.has(path)),
      )
  const others = (await files.find(folder, ['**/*.json'])).filter((name) => !texts.has(name))
  if (others.length > 0)
    log.say(
      'warning',
      `${folder} holds ${others.length} more files of packages that are not selected, such as ${others[0] ?? ''}: empty it before.`,
    )
  await inParallel([...texts], breadth, async ([name, text]) => await files.write(join(folder, name), text))
}

/** By the artifact, as theirs; where a file system would take two for one, or a name is not one of a file, it is changed. `taken` is in lower case. */
function freeName(artifact: string, taken: Set<string>): string {
  const safe = artifact.replaceAll(/[^A-Za-z0-9._@+-]/g, '_').replace(/^\.+|\.+$/g, '_')
  for (let mark = 1; ; mark++) {
    const name = `${safe}${mark === 1 ? '' : `_${mark}`}.json`
    if (taken.has(name.toLowerCase())) continue
    taken.add(name.toLowerCase())
    return name
  }
}

/** The attachment by which azure-sdk tags runs: their identity of pull requests may not. */
async function leaveServices({ choices }: ChangeSelection, { files, pipeline }: Pick<Ports, 'files' | 'pipeline'>): Promise<void> {
  const services = new Set(choices.flatMap((one) => (one.as === 'direct' && one.package.service !== '' ? [one.package.service] : [])))
  if (services.size === 0) return
  const path = join(await files.scratch('tags'), 'tags.json')
  await files.write(path, `${JSON.stringify([...services].sort())}\n`)
  pipeline.annotate('AdditionalTags', 'AdditionalTags', path)
}
