import type { PackageIndex } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import type { Credentials } from '../../../core/release/upload/credentials.ts'
import { type Repository, repositoryName } from '../../../core/release/plan/repository.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { openUploader } from './open-uploader.ts'
import { mask, signIn } from './sign-in.ts'
import { type ToUpload, uploadFiles, type UploadRun } from './upload-files.ts'

/** Where a release goes, opened; nothing is signed in to before there is something to upload. */
export interface Target {
  /** For messages. */
  readonly name: string
  /** What it has. */
  readonly index: PackageIndex
  /** Where pip finds it; undefined where it cannot be asked. */
  readonly checkUrl: string | undefined
  /** As whom it is read; undefined where everybody may. */
  readonly reader: Credentials | undefined
  /** What whoever approves should know of it; sentences. */
  readonly warnings: readonly string[]
  /** Puts files of a plan there in their order, each whole or not at all. Called also where none is missing: a store may have been left by a run that was stopped. */
  publish(files: readonly ToUpload[], plan: ReleasePlan): Promise<UploadRun>
}

/** Opens the index, the feed or the store that a repository names. */
export async function openTarget(repository: Repository, inputs: Inputs, ports: Ports): Promise<Target> {
  refuseStrays(repository, inputs, ports)
  if (repository.kind === 'index') return indexTarget(repository, inputs, ports)
  if (repository.kind === 'feed') return await feedTarget(repository, inputs, ports)
  const { openStoreTarget } = await import('./store-target.ts')
  return await openStoreTarget(repository, ports)
}

/** What a kind of repository has no use for was meant for another one. An audit may look at several. */
function refuseStrays(repository: Repository, { mode, awsConnection, region }: Inputs, ports: Ports): void {
  if (mode === 'verify') return
  const isStore = repository.kind === 'store'
  const strays = [
    ...(repository.kind !== 'index' && ports.connection() !== undefined ? ['pythonUploadServiceConnection'] : []),
    ...(!isStore && awsConnection !== undefined ? ['awsConnection'] : []),
    ...(!isStore && region !== undefined ? ['region'] : []),
  ]
  if (strays.length === 0) return
  const takes = {
    index: 'pythonUploadServiceConnection',
    feed: "the job's own token, and no connection",
    store: 'awsConnection and region',
  }
  throw new Problem(
    'INPUT_INVALID',
    `The input '${strays.join("' and '")}' is set, and the files go to ${repositoryName(repository)}.`,
    `Leave it out, or correct repository: what signs in there is ${takes[repository.kind]}.`,
  )
}

function indexTarget(repository: Repository & { readonly kind: 'index' }, inputs: Inputs, ports: Ports): Target {
  const index = ports.index(repository.checkUrl)
  return {
    name: index.name,
    index,
    checkUrl: repository.checkUrl,
    reader: undefined,
    warnings: [],
    publish: async (files) =>
      await upload(files, { url: repository.uploadUrl, index, as: async () => await signIn(repository, ports) }, inputs, ports),
  }
}

/** A feed shows nothing to strangers: it is read as it is written, with the job's own token. */
async function feedTarget(repository: Repository & { readonly kind: 'feed' }, inputs: Inputs, ports: Ports): Promise<Target> {
  const { uploadUrl, checkUrl, credentials } = await ports.feed(repository)
  mask(credentials, ports)
  const index = ports.index(checkUrl, credentials)
  return {
    name: repositoryName(repository),
    index,
    checkUrl,
    reader: credentials,
    warnings: [],
    publish: async (files) => await upload(files, { url: uploadUrl, index, as: () => Promise.resolve(credentials) }, inputs, ports),
  }
}

/** An upload API, the index that shows what it took, and as whom it is used: asked for once there is something to upload. */
interface Api {
  readonly url: string
  readonly index: PackageIndex
  readonly as: () => Promise<Credentials>
}

async function upload(files: readonly ToUpload[], { url, index, as }: Api, inputs: Inputs, ports: Ports): Promise<UploadRun> {
  if (files.length === 0) return { outcomes: new Map(), failure: undefined }
  const uploader = await openUploader(url, await as(), inputs, ports)
  return await uploadFiles(files, { ...ports, uploader, index, random: () => ports.random() })
}
