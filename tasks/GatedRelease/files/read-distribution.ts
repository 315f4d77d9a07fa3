import { inspectSdistFile } from '../../../flows/inspect-sdist.ts'
import { inspectWheelFile } from '../../../flows/inspect-wheel.ts'
import { Problem } from '../../../core/problem.ts'
import { isWheelFile } from '../../../core/python/file-kind.ts'
import type { CoreMetadata } from '../../../core/python/metadata.ts'
import type { Fault } from '../../../core/release/preflight/fault.ts'
import { fileFaults } from '../../../core/release/preflight/file-faults.ts'
import type { ReadFile } from '../../../core/release/preflight/read-file.ts'
import type { Repository } from '../../../core/release/plan/repository.ts'
import type { Sha256 } from '../../../core/sha256.ts'
import type { Finding } from '../../../core/wheel/finding.ts'
import type { ZipLayout } from '../../../core/wheel/zip-layout.ts'
import type { Ports } from '../ports.ts'

/** A wheel or an sdist that was read. */
export interface Distribution {
  /** Undefined where they cannot be read. */
  readonly metadata: CoreMetadata | undefined
  /** Of the bytes that were read; undefined where they are no archive. */
  readonly measured: { readonly size: number; readonly sha256: Sha256 } | undefined
  /** What is wrong with it, or odd where it goes; what is odd wherever it goes was told when it was built. */
  readonly faults: readonly Fault[]
}

type Needs = Pick<Ports, 'wheelFiles' | 'sdistFiles'>

/** Reads a file once through for all that has to be known of it before it is released to a repository. */
export async function readDistribution(path: string, repository: Repository, ports: Needs): Promise<Distribution> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const { file, measured, faults } = isWheelFile(name) ? await readWheel(name, path, ports) : await readSdist(name, path, ports)
  const more = file === undefined ? [] : fileFaults(file, repository)
  return { metadata: file?.metadata, measured, faults: [...faults, ...more] }
}

/** All its members are told of, which nobody needs any longer once it is judged. */
interface Read extends Omit<Distribution, 'metadata'> {
  readonly file: ReadFile | undefined
}

const entryPoints = /^[^/]+\.dist-info\/entry_points\.txt$/

async function readWheel(name: string, path: string, ports: Needs): Promise<Read> {
  const { facts, contents, findings } = await inspectWheelFile(path, ports, (member) => entryPoints.test(member))
  const { layout, faults } = await layoutOf(name, path, contents !== undefined, ports)
  const kept = [...(contents?.members ?? [])].find(([member]) => entryPoints.test(member))
  return distribution(name, { ...facts, contents, findings, layout, entryPoints: kept?.[1], faults })
}

/** Of what is no zip at all that has been said. */
async function layoutOf(
  name: string,
  path: string,
  isZip: boolean,
  { wheelFiles }: Needs,
): Promise<{ readonly layout?: ZipLayout; readonly faults: Fault[] }> {
  if (!isZip) return { faults: [] }
  try {
    return { layout: await wheelFiles.layout(path), faults: [] }
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'WHEEL_INVALID') throw error
    return { faults: [damaged(name, error.message.replace(name, 'it').replace(/\.$/, ''))] }
  }
}

async function readSdist(name: string, path: string, ports: Needs): Promise<Read> {
  const { facts, contents, findings } = await inspectSdistFile(path, ports)
  return distribution(name, { ...facts, contents, findings, layout: undefined, entryPoints: undefined, faults: [] })
}

interface Inspected {
  readonly metadata?: CoreMetadata
  readonly contents: { readonly size: number; readonly sha256: Sha256; readonly entries: readonly { readonly path: string }[] } | undefined
  readonly findings: readonly Finding[]
  readonly layout?: ZipLayout | undefined
  readonly entryPoints: Uint8Array | undefined
  readonly faults: readonly Fault[]
}

function distribution(name: string, { metadata, contents, findings, layout, entryPoints: bytes, faults }: Inspected): Read {
  const wrong = findings.filter(({ severity }) => severity === 'error').map(({ says }) => damaged(name, says))
  const measured = contents === undefined ? undefined : { size: contents.size, sha256: contents.sha256 }
  if (contents === undefined || metadata === undefined)
    return { file: undefined, measured, faults: wrong.length === 0 ? [damaged(name, 'it cannot be read')] : wrong }
  const paths = new Set(contents.entries.map((entry) => entry.path))
  return { file: { name, size: contents.size, metadata, paths, entryPoints: bytes, layout }, measured, faults: [...wrong, ...faults] }
}

function damaged(about: string, says: string): Fault {
  return { about, code: 'damaged', severity: 'fault', says }
}
