import { basename } from 'node:path'
import type { SdistFiles } from '../core/ports.ts'
import { Problem } from '../core/problem.ts'
import type { SdistContents } from '../core/sdist/contents.ts'
import { inspectSdist, keepSdistMember, type SdistFacts } from '../core/sdist/inspect.ts'
import { error as remark, type Finding } from '../core/wheel/finding.ts'

/** Reads an sdist on disk and inspects it, without unpacking it; a file that is no sound archive is a finding, not a throw, and has no contents. */
export async function inspectSdistFile(
  path: string,
  { sdistFiles }: { readonly sdistFiles: SdistFiles },
): Promise<{ readonly facts?: SdistFacts; readonly contents?: SdistContents; readonly findings: Finding[] }> {
  const file = basename(path)
  try {
    const contents = await sdistFiles.open(path, keepSdistMember)
    return { contents, ...inspectSdist(file, contents) }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'FILE_INVALID') throw error
    return { findings: [{ file, ...remark('archive', error.message.replace(file, 'it').replace(/\.$/, '')) }] }
  }
}
