import { basename } from 'node:path'
import type { BuildNote } from '../../core/index/document-file.ts'
import type { Candidate } from '../../core/index/plan.ts'
import type { SdistFiles, WheelFiles } from '../../core/ports.ts'
import { isWheelFile } from '../../core/python/file-kind.ts'
import type { SdistFacts } from '../../core/sdist/inspect.ts'
import type { Finding } from '../../core/wheel/finding.ts'
import type { WheelFacts } from '../../core/wheel/inspect.ts'
import { inspectSdistFile } from '../inspect-sdist.ts'
import { inspectWheelFile } from '../inspect-wheel.ts'

/** A file as an index would tell of it, where it can be read at all, and what was found on the way. */
export interface ReadCandidate {
  readonly candidate?: Candidate
  readonly findings: readonly Finding[]
}

/** Reads a wheel or an sdist on this machine for an index; `build` is what is known of its making. Whether its findings forbid to list it is the caller's. */
export async function readCandidate(
  path: string,
  build: BuildNote | undefined,
  ports: { readonly wheelFiles: Pick<WheelFiles, 'open'>; readonly sdistFiles: SdistFiles },
): Promise<ReadCandidate> {
  if (isWheelFile(path)) {
    const { facts, findings } = await inspectWheelFile(path, ports)
    return facts === undefined ? { findings } : { candidate: wheelCandidate(path, build, facts), findings }
  }
  const { facts, findings } = await inspectSdistFile(path, ports)
  return facts === undefined ? { findings } : { candidate: candidateOf(path, build, facts), findings }
}

function wheelCandidate(path: string, build: BuildNote | undefined, facts: WheelFacts): Candidate {
  const { name, metadataBytes, metadataSha256 } = facts
  return { ...candidateOf(path, build, { ...facts, project: name.project }), metadata: { bytes: metadataBytes, sha256: metadataSha256 } }
}

function candidateOf(
  path: string,
  build: BuildNote | undefined,
  { project, size, sha256, metadata }: Omit<SdistFacts, 'version'>,
): Candidate {
  return {
    filename: basename(path),
    project,
    file: { path, size, sha256 },
    ...(metadata.requiresPython === undefined ? {} : { requiresPython: metadata.requiresPython }),
    ...(metadata.summary === undefined ? {} : { summary: metadata.summary }),
    ...(build === undefined ? {} : { build }),
  }
}
