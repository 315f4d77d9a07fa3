import { basename } from 'node:path'
import type { WheelFiles } from '../core/ports.ts'
import type { WheelContents } from '../core/wheel/contents.ts'
import { Problem } from '../core/problem.ts'
import { type Finding, inspectWheel, type WheelFacts } from '../core/wheel/inspect.ts'
import { error as remark } from '../core/wheel/finding.ts'
import { keepMember } from '../core/wheel/kept.ts'
import { nativeLook } from '../core/wheel/native-look.ts'

/** Reads a wheel on disk and inspects it; a file that is no sound zip is a finding, not a throw, and has no contents. `also` names members that are kept besides. */
export async function inspectWheelFile(
  path: string,
  { wheelFiles }: { readonly wheelFiles: Pick<WheelFiles, 'open'> },
  also: (member: string) => boolean = () => false,
): Promise<{ readonly facts?: WheelFacts; readonly contents?: WheelContents; readonly findings: Finding[] }> {
  const file = basename(path)
  try {
    const { look, seen } = nativeLook(file)
    const contents = await wheelFiles.open(path, (member) => keepMember(member) || also(member), look)
    return { contents, ...inspectWheel(file, contents, seen) }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'WHEEL_INVALID') throw error
    const says = error.message.replace(file, 'it').replace(/\.$/, '')
    return { findings: [{ file, ...remark('zip', says) }] }
  }
}
