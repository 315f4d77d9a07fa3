import { basename } from 'node:path'
import type { Candidate, LeftFile } from '../../core/index/plan.ts'
import type { Log, WheelFiles } from '../../core/ports.ts'
import { inParallel } from '../../flows/in-parallel.ts'
import { inspectWheelFile } from '../../flows/inspect-wheel.ts'
import type { Wheel } from './gather.ts'

/** The wheels, told apart: those that may be published, and those that are no good, with all that is wrong about them. */
export interface Inspected {
  readonly candidates: readonly Candidate[]
  readonly refused: readonly LeftFile[]
}

/** Looks into every wheel before anything is sent: a refused one never holds up the others. */
export async function inspect(wheels: readonly Wheel[], ports: { readonly wheelFiles: WheelFiles; readonly log: Log }): Promise<Inspected> {
  const all = await inParallel(wheels, 4, async (wheel) => await inspectOne(wheel, ports))
  return {
    candidates: all.flatMap((one) => ('project' in one ? [one] : [])),
    refused: all.flatMap((one) => ('why' in one ? [one] : [])),
  }
}

async function inspectOne(wheel: Wheel, { wheelFiles, log }: Parameters<typeof inspect>[1]): Promise<Candidate | LeftFile> {
  const filename = basename(wheel.path)
  const { facts, findings } = await inspectWheelFile(wheel.path, { wheelFiles })
  const errors = findings.filter((finding) => finding.severity === 'error')
  for (const odd of findings.filter((finding) => finding.severity === 'warning')) log.say('warning', `${filename}: ${odd.says}.`)
  if (facts === undefined || errors.length > 0)
    return { file: filename, why: 'refused', says: errors.map((finding) => finding.says).join('; ') }
  const { requiresPython } = facts.metadata
  return {
    filename,
    project: facts.name.project,
    file: { path: wheel.path, size: facts.size, sha256: facts.sha256 },
    metadata: facts.metadataBytes,
    metadataSha256: facts.metadataSha256,
    ...(requiresPython === undefined ? {} : { requiresPython }),
    ...(wheel.build === undefined ? {} : { build: wheel.build }),
  }
}
