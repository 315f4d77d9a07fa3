import { join, resolve } from 'node:path'
import { type Manifest, manifestNameOf } from '../../../core/build/manifest.ts'
import { artifactName } from '../../../core/pipeline/artifact-name.ts'
import { isOfSameTry, manifestIn, manifestPlaceOf } from '../again/manifest-file.ts'
import { wheelPath } from '../wheel/keep-wheel.ts'
import type { StoredFile } from '../../../core/cache/entry.ts'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import type { RestoreInputs } from './inputs.ts'
import type { RestorePorts } from './ports.ts'

/** Where what is restored of a leg goes: as if the leg had been built. */
export interface LegPlace {
  /** On this agent. */
  readonly folder: string
  /** The artifact's full name, or empty. */
  readonly artifact: string
  /** Of its manifest, on this agent. */
  readonly manifest: string
  /** A manifest of it without files. */
  readonly empty: Manifest
}

/** The folder that all legs are restored below. */
export function outputOf(
  { outputDirectory }: Pick<RestoreInputs, 'outputDirectory'>,
  { workspace }: Pick<RestorePorts, 'workspace'>,
): string {
  return outputDirectory === undefined ? workspace.staging : resolve(workspace.sources, outputDirectory)
}

/** Tells of each leg of a plan where it goes. Another step of the job may restore the same legs, by another plan: then this one's manifests are named otherwise. */
export async function placesOf(
  planDigest: string,
  inputs: RestoreInputs,
  ports: Pick<RestorePorts, 'files' | 'workspace'>,
): Promise<(leg: string) => LegPlace> {
  const { commit, buildId, step } = inputs
  const output = outputOf(inputs, ports)
  const artifactOf = (leg: string): string => (inputs.artifact === '' ? '' : artifactName(inputs.artifact, { ...inputs.where, leg }))
  const place = await manifestPlaceOf({ id: step, artifact: artifactOf(''), outputDirectory: output }, ports.workspace.temp, ports.files)
  return (leg) => {
    const empty: Manifest = { version: 1, ...inputs.where, leg, planDigest, commit, buildId, files: [], failures: [], restored: true }
    return { folder: join(output, leg), artifact: artifactOf(leg), manifest: join(output, leg, manifestNameOf(place)), empty }
  }
}

/** Where a file of an entry lies below it. */
export function pathIn({ folder }: Pick<LegPlace, 'folder'>, file: Pick<StoredFile, 'as' | 'name'>, built?: BuiltFile): string {
  if (file.as === 'file') return built === undefined ? join(folder, file.name) : wheelPath(built, { outputDirectory: folder })
  return join(folder, file.as === 'log' ? 'logs' : 'results', file.name)
}

/** What an earlier try of this very step has left of the leg; undefined where there was none, or it was of something else. */
export async function triedBefore(
  { manifest: path, empty }: LegPlace,
  step: string,
  { files }: Pick<RestorePorts, 'files'>,
): Promise<Manifest | undefined> {
  if (step === '') return undefined
  const found = manifestIn(new TextDecoder().decode(await files.read(path)))
  return found !== undefined && isOfSameTry(found, empty) ? found : undefined
}
