import type { PackageIndex } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import type { ReleasePlan } from '../../../core/release/plan.ts'
import type { Credentials } from '../../../core/release/credentials.ts'
import { type Repository, repositoryName } from '../../../core/release/repository.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { openUploader } from './open-uploader.ts'
import { signIn } from './sign-in.ts'
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
  /** Puts files of a plan there in their order, each whole or not at all. Called also where none is missing: a store may have been left by a run that was stopped. */
  publish(files: readonly ToUpload[], plan: ReleasePlan): Promise<UploadRun>
}

/** Opens the index, the feed or the store that a repository names. */
export async function openTarget(repository: Repository, inputs: Inputs, ports: Ports): Promise<Target> {
  if (repository.kind === 'index') return await Promise.resolve(indexTarget(repository, inputs, ports))
  throw new Problem('NOT_SUPPORTED', `${repositoryName(repository)} cannot be released to yet.`, 'Use pypi, testpypi or an upload address.')
}

function indexTarget(repository: Repository & { readonly kind: 'index' }, inputs: Inputs, ports: Ports): Target {
  const index = ports.index(repository.checkUrl)
  return {
    name: index.name,
    index,
    checkUrl: repository.checkUrl,
    reader: undefined,
    publish: async (files) => {
      if (files.length === 0) return { outcomes: new Map(), failure: undefined }
      const credentials = await signIn(repository, ports)
      const uploader = await openUploader(repository.uploadUrl, credentials, inputs, ports)
      return await uploadFiles(files, { ...ports, uploader, index, random: () => ports.random() })
    },
  }
}
