import { basename } from 'node:path'
import type { WheelFiles } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import { type Finding, inspectWheel, type WheelFacts } from '../core/wheel/inspect.ts'
import { error as remark } from '../core/wheel/finding.ts'
import { keepMember } from '../core/wheel/kept.ts'
import { nativeLook } from '../core/wheel/native-look.ts'

/** Reads a wheel on disk and inspects it; a file that is no sound zip is a finding, not a throw. */
export async function inspectWheelFile(
  path: string,
  { wheelFiles }: { readonly wheelFiles: Pick<WheelFiles, 'open'> },
): Promise<{ readonly facts?: WheelFacts; readonly findings: Finding[] }> {
  const file = basename(path)
  try {
    const { look, seen } = nativeLook(file)
    return inspectWheel(file, await wheelFiles.open(path, keepMember, look), seen)
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'WHEEL_INVALID') throw error
    const says = error.message.replace(file, 'it').replace(/\.$/, '')
    return { findings: [{ file, ...remark('zip', says) }] }
  }
}
