import { basename } from 'node:path'
import type { Candidate, LeftFile } from '../../../core/index/plan.ts'
import type { Log, SdistFiles, WheelFiles } from '../../../core/ports.ts'
import { sdistEnding } from '../../../core/python/file-kind.ts'
import { type Finding, forPublisher } from '../../../core/wheel/finding.ts'
import { inParallel } from '../../../flows/in-parallel.ts'
import { readCandidate, type ReadCandidate } from '../../../flows/index-change/read-candidate.ts'
import type { Distribution } from './gather.ts'

/** The files, told apart: those that may be published, and those that are no good, with all that is wrong about them. */
export interface Inspected {
  readonly candidates: readonly Candidate[]
  readonly refused: readonly LeftFile[]
  /** Zips that only looked like old sdists. */
  readonly passed: readonly string[]
}

/** Looks into every file before anything is sent: a refused one never holds up the others. What fails a build of BuildWheels may be a warning here, for files come from elsewhere too. */
export async function inspect(files: readonly Distribution[], ports: Looking): Promise<Inspected> {
  const all = await inParallel(files, 4, async ({ path, build }) => await readCandidate(path, build, ports))
  const judged = files.map((file, at) => judge(file, all[at] ?? { findings: [] }, ports.log))
  return {
    candidates: judged.flatMap((one) => (typeof one === 'object' && 'project' in one ? [one] : [])),
    refused: judged.flatMap((one) => (typeof one === 'object' && 'why' in one ? [one] : [])),
    passed: judged.filter((one) => typeof one === 'string'),
  }
}

/** What looking into files needs. */
interface Looking {
  readonly wheelFiles: Pick<WheelFiles, 'open'>
  readonly sdistFiles: SdistFiles
  readonly log: Log
}

/** A text for what is passed over. */
function judge(file: Distribution, { candidate, findings: found }: ReadCandidate, log: Log): Candidate | LeftFile | string {
  const filename = basename(file.path)
  const findings = found.map(forPublisher)
  const errors = findings.filter((one) => one.severity === 'error')
  const says = errors.map((finding) => finding.says).join('; ')
  if (isOtherZip(file, errors)) return `${file.path} is passed over: ${says}, so it is no sdist.`
  for (const { severity, says: odd } of findings)
    if (severity !== 'error') log.say(severity === 'warning' ? 'warning' : 'info', `${filename}: ${odd}.`)
  log.say('info', says === '' ? `sound    ${filename}` : `refused  ${filename}: ${says}`)
  return candidate === undefined || says !== '' ? { file: filename, why: 'refused', says } : candidate
}

/** Zips of all sorts bear a version in their name. One that a manifest tells of is meant. */
function isOtherZip({ path, build }: Distribution, errors: readonly Finding[]): boolean {
  return sdistEnding(path) === '.zip' && build === undefined && errors.some(({ code }) => code === 'top-folder' || code === 'metadata')
}
