import { standing } from '../../../core/index/standing.ts'
import type { Clock, Log, PackageIndex, Pipeline, Upload, Uploaded, Uploader } from '../../../core/ports.ts'
import { Problem } from '../../../core/problem.ts'
import { normalizeName } from '../../../core/python/name.ts'
import { refusedUpload } from '../../../core/release/upload/refused-upload.ts'
import type { Sha256 } from '../../../core/sha256.ts'
import { delay, type RetryPolicy } from '../../../core/retry.ts'

/** A file to upload, and the project it belongs to. */
export interface ToUpload extends Upload {
  readonly project: string
  /** Digest of the recipe that it was made by, which an index of ours keeps; undefined where nobody knows. */
  readonly recipe?: Sha256 | undefined
  /** Of what came from a cache: who built it, which an index of ours keeps too. */
  readonly madeBy?: string | undefined
}

/** What uploads are made with. */
export interface UploadNeeds {
  readonly uploader: Uploader
  readonly index: PackageIndex
  readonly clock: Clock
  readonly log: Log
  readonly pipeline: Pipeline
  random(): number
}

/** How far the uploads came. */
export interface UploadRun {
  /** By file name; a file that was not tried is missing. */
  readonly outcomes: ReadonlyMap<string, 'published' | 'skipped' | 'failed'>
  /** What stopped it. */
  readonly failure: Problem | undefined
}

/** Six tries within about two minutes: an index that is being deployed comes back in that time. One that asks to be left alone is, for five minutes at most. */
const persistent: RetryPolicy = { attempts: 6, base: 2000, most: 300_000 }

/**
 * Uploads one file after the other, in their order. The index is the journal: what it lists with the same bytes is done, whoever put it there, so that a
 * release that was killed at any moment is taken up again by running it again. The first failure ends it.
 */
export async function uploadFiles(files: readonly ToUpload[], needs: UploadNeeds): Promise<UploadRun> {
  const outcomes = new Map<string, 'published' | 'skipped' | 'failed'>()
  for (const [at, file] of files.entries()) {
    needs.pipeline.progress((100 * at) / files.length, `Uploading ${file.name}`)
    try {
      const outcome = await settle(file, needs)
      outcomes.set(file.name, outcome)
      needs.log.say('info', `${outcome} ${file.name} sha256:${file.sha256}`)
    } catch (error) {
      outcomes.set(file.name, 'failed')
      if (!(error instanceof Problem)) throw error
      return { outcomes, failure: error }
    }
  }
  return { outcomes, failure: undefined }
}

/** Tries until the index has the file or has refused it. An answer that leaves it open is settled by what the index lists. */
async function settle(file: ToUpload, needs: UploadNeeds): Promise<'published' | 'skipped'> {
  let sent = false
  for (let attempt = 1; ; attempt++) {
    const answer = await needs.uploader.upload(file)
    sent ||= answer.kind === 'unsure'
    if (answer.kind === 'stored') return 'published'
    if (answer.kind === 'refused') throw refusedUpload(file.name, answer.says)
    const listed = standing({ filename: file.name, sha256: file.sha256 }, await needs.index.project(normalizeName(file.project)))
    // That it exists may be the doing of a try before, whose answer was lost.
    if (listed === 'same') return sent ? 'published' : 'skipped'
    if (listed === 'conflict') throw conflict(file, needs.index)
    const wait = delay(persistent, attempt, needs.random(), answer.kind === 'unsure' ? answer.wait : 0)
    if (wait === undefined) throw gaveUp(file, answer)
    needs.log.say('info', `${file.name}: ${answer.kind === 'unsure' ? answer.says : 'said to exist, but not listed yet'}; trying again`)
    await needs.clock.sleep(wait)
  }
}

function conflict(file: ToUpload, index: PackageIndex): Problem {
  return new Problem(
    'CONFLICT',
    `${index.name} has other bytes under the name ${file.name}; somebody published it meanwhile.`,
    'Find out who did. The name cannot be used again: raise the version, or rebuild with a build tag.',
  )
}

function gaveUp(file: ToUpload, answer: Uploaded): Problem {
  if (answer.kind === 'unsure')
    return new Problem(
      'RELEASE_FAILED',
      `${file.name} could not be uploaded: ${answer.says}.`,
      'Run this stage again: it goes on where this one ended.',
    )
  return new Problem(
    'CONFLICT',
    `The index says that ${file.name} exists, but does not list it with these bytes.`,
    'It may hold the same bytes under another name, or a deleted file under this one: look there.',
  )
}
