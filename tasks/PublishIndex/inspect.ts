import { basename } from 'node:path'
import type { Candidate, LeftFile } from '../../core/index/plan.ts'
import type { Log, WheelFiles } from '../../core/ports.ts'
import { forPublisher } from '../../core/wheel/finding.ts'
import type { WheelFacts } from '../../core/wheel/inspect.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import { inspectWheelFile } from '../../flows/inspect-wheel.ts'
import type { Wheel } from './gather.ts'

/** The wheels, told apart: those that may be published, and those that are no good, with all that is wrong about them. */
export interface Inspected {
  readonly candidates: readonly Candidate[]
  readonly refused: readonly LeftFile[]
}

/** Looks into every wheel before anything is sent: a refused one never holds up the others. What fails a build of BuildWheels may be a warning here, for wheels come from elsewhere too. */
export async function inspect(wheels: readonly Wheel[], ports: { readonly wheelFiles: WheelFiles; readonly log: Log }): Promise<Inspected> {
  const all = await inParallel(wheels, 4, async (wheel) => await inspectWheelFile(wheel.path, ports))
  const judged = wheels.map((wheel, at) => judge(wheel, all[at] ?? { findings: [] }, ports.log))
  return {
    candidates: judged.flatMap((one) => ('project' in one ? [one] : [])),
    refused: judged.flatMap((one) => ('why' in one ? [one] : [])),
  }
}

type Inspection = Awaited<ReturnType<typeof inspectWheelFile>>

function judge(wheel: Wheel, { facts, findings: found }: Inspection, log: Log): Candidate | LeftFile {
  const filename = basename(wheel.path)
  const findings = found.map(forPublisher)
  const errors = findings.filter((one) => one.severity === 'error')
  const says = errors.map((finding) => finding.says).join('; ')
  for (const { severity, says: odd } of findings)
    if (severity !== 'error') log.say(severity === 'warning' ? 'warning' : 'info', `${filename}: ${odd}.`)
  log.say('info', says === '' ? `sound    ${filename}` : `refused  ${filename}: ${says}`)
  return facts === undefined || says !== '' ? { file: filename, why: 'refused', says } : candidateOf(wheel, facts)
}

function candidateOf({ path, build }: Wheel, { name, size, sha256, metadata, metadataBytes, metadataSha256 }: WheelFacts): Candidate {
  return {
    filename: basename(path),
    project: name.project,
    file: { path, size, sha256 },
    metadata: { bytes: metadataBytes, sha256: metadataSha256 },
    ...(metadata.requiresPython === undefined ? {} : { requiresPython: metadata.requiresPython }),
    ...(metadata.summary === undefined ? {} : { summary: metadata.summary }),
    ...(build === undefined ? {} : { build }),
  }
}
