import { resumeBy } from '../../../core/release/upload/deadline.ts'
import { isPyPI, repositoryName } from '../../../core/release/plan/repository.ts'
import type { ReleasePlan } from '../../../core/release/plan/plan.ts'
import { inUploadOrder, type StandingFile } from '../../../core/release/plan/standings.ts'
import { uploadFields } from '../../../core/release/upload/upload-fields.ts'
import type { Inputs } from '../inputs.ts'
import type { Ports } from '../ports.ts'
import { holdAgainst } from '../upload/hold-against.ts'
import { readListings } from '../upload/read-listings.ts'
import { openTarget, type Target } from '../upload/target.ts'
import type { ToUpload, UploadRun } from '../upload/upload-files.ts'
import { requirePip } from '../upload/verify-by-pip.ts'
import { verifyUpload } from '../upload/verify-upload.ts'
import { type Done, nothingDone } from './done.ts'
import type { Replanned } from './replan.ts'

/** Uploads what the index lacks, and looks whether it then shows everything. What breaks an upload off is in what comes back; what forbids to begin is thrown. */
export async function publishFiles({ plan, files, ...made }: Replanned, inputs: Inputs, ports: Ports): Promise<Done> {
  const target = await openTarget(plan.repository, inputs, ports)
  const { files: standings, incomplete } = await holdAgainst(target, plan, made.missing, ports)
  for (const warning of [...target.warnings, ...incomplete]) ports.log.say('warning', warning)
  const there = standings.filter((one) => one.standing === 'same').map((one): [string, 'skipped'] => [one.file.name, 'skipped'])
  const missing = inUploadOrder(standings.filter((one) => one.standing === 'absent'))
  if (missing.length > 0 && inputs.verifyUpload === 'pip') await requirePip(target, ports)
  const upload = async (): Promise<UploadRun> => await target.publish(toUpload(missing, files), plan)
  const run = await (missing.length === 0 ? upload() : ports.log.group(`Upload to ${repositoryName(plan.repository)}`, upload))
  const outcomes = new Map([...there, ...run.outcomes])
  if (run.failure !== undefined) return { ...nothingDone, outcomes, failure: run.failure, resumeBy: await deadline(plan, target) }
  // What was there already has just been seen; pip may never have been asked, for whoever uploaded it may have been killed before.
  if (missing.length === 0 && inputs.verifyUpload === 'index') return { ...nothingDone, outcomes }
  return { ...nothingDone, outcomes, ...(await verifyUpload(plan, target, inputs, ports)) }
}

/** When a release that broke off can no longer be completed; nothing that is told on the way out may hide why it broke off. */
async function deadline(plan: ReleasePlan, { index }: Target): Promise<string> {
  if (!isPyPI(plan.repository)) return ''
  return await readListings(plan, index).then(
    (listings) => resumeBy(plan, listings),
    () => '',
  )
}

function toUpload(missing: readonly StandingFile[], files: Replanned['files']): ToUpload[] {
  return missing.flatMap(({ file }) =>
    files
      .filter((candidate) => candidate.name === file.name)
      .map(({ path, project, metadata, recipe, madeBy }) => ({
        ...file,
        path,
        project,
        recipe,
        madeBy,
        fields: uploadFields(file, metadata),
      })),
  )
}
