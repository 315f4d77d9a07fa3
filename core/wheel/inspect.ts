import type { WheelContents } from './contents.ts'
import { type CoreMetadata, parseMetadata } from '../python/metadata.ts'
import type { Tag } from '../python/tag.ts'
import { type WheelName, parseWheelName } from '../python/wheel-name.ts'
import { type Sha256, sha256Of } from '../sha256.ts'
import { auditAbi3 } from './abi3.ts'
import { judgeMetadata } from './described.ts'
import { findDistInfo } from './dist-info.ts'
import { type Finding, type Remark, error } from './finding.ts'
import { judgeMachines, judgePythonDlls } from './machines.ts'
import { judgeMembers } from './members.ts'
import { modulesIn } from './modules.ts'
import { nothingSeen, type SeenNatives } from './native-look.ts'
import { judgeMissing, judgeNatives, nativesIn } from './natives.ts'
import { judgeSpelling } from './platforms.ts'
import { judgeRecord, parseRecord } from './record.ts'
import { judgeStableNames } from './stable-names.ts'
import { judgeWheelFile } from './wheel-file.ts'

export type { Finding, FindingCode } from './finding.ts'

/** What a wheel is, read from its bytes. */
export interface WheelFacts {
  readonly name: WheelName
  readonly size: number
  readonly sha256: Sha256
  readonly metadata: CoreMetadata
  /** METADATA byte for byte, to be served beside the wheel (PEP 658). */
  readonly metadataBytes: Uint8Array
  readonly metadataSha256: Sha256
  readonly tags: readonly Tag[]
  /** Importable top-level names. */
  readonly modules: readonly string[]
  /** Paths of members with native code. */
  readonly natives: readonly string[]
}

/**
 * All that is wrong or odd about a wheel, and what of it was not checked; facts wherever its name and METADATA could be read, whatever
 * else was found. `seen` is what `nativeLook` has seen of the same file.
 */
export function inspectWheel(
  file: string,
  contents: WheelContents,
  seen: SeenNatives = nothingSeen,
): { readonly facts?: WheelFacts; readonly findings: Finding[] } {
  const name = parseWheelName(file)
  if (name === undefined) return { findings: [{ file, ...error('file-name', 'its name is none of a wheel (PEP 427)') }] }
  const paths = contents.entries.map(({ path }) => path)
  const { folder, remarks } = findDistInfo(paths, name)
  const info = folder === undefined ? undefined : readDistInfo(folder, name, contents)
  const facts = info?.metadata === undefined ? {} : { facts: factsOf(name, contents, paths, info.metadata) }
  const findings = [
    ...judgeMembers(paths),
    ...remarks,
    ...(info?.remarks ?? []),
    ...judgeSpelling(name),
    ...judgeNativeCode(nativesIn(paths), seen, name.tags),
  ]
  return { ...facts, findings: findings.map((remark) => ({ file, ...remark })) }
}

function judgeNativeCode(natives: readonly string[], { images, programs }: SeenNatives, tags: readonly Tag[]): Remark[] {
  return [
    ...judgeNatives(natives, tags),
    ...judgeMissing(natives, programs, tags),
    ...judgeStableNames(natives, tags),
    ...judgeMachines(images, tags),
    ...judgePythonDlls(images, tags),
    ...auditAbi3(natives, images, tags),
  ]
}

interface Metadata {
  readonly bytes: Uint8Array
  readonly fields: CoreMetadata
}

function factsOf(name: WheelName, { size, sha256 }: WheelContents, paths: readonly string[], metadata: Metadata): WheelFacts {
  return {
    name,
    size,
    sha256,
    metadata: metadata.fields,
    metadataBytes: metadata.bytes,
    metadataSha256: sha256Of(metadata.bytes),
    tags: name.tags,
    modules: modulesIn(paths),
    natives: nativesIn(paths),
  }
}

function readDistInfo(
  folder: string,
  name: WheelName,
  contents: WheelContents,
): { readonly metadata?: Metadata; readonly remarks: Remark[] } {
  const text = (member: string): string | undefined => decode(contents.members.get(`${folder}/${member}`))
  const record = text('RECORD')
  const rows = record === undefined ? undefined : parseRecord(record)
  const wheel = text('WHEEL')
  const described = text('METADATA')
  const fields = described === undefined ? undefined : parseMetadata(described)
  const bytes = contents.members.get(`${folder}/METADATA`)
  return {
    ...(fields === undefined || bytes === undefined ? {} : { metadata: { fields, bytes } }),
    remarks: [
      ...(fields === undefined ? [error('metadata', 'METADATA is missing or is not UTF-8')] : judgeMetadata(fields, name)),
      ...(wheel === undefined
        ? [error('wheel-file', 'WHEEL is missing or is not UTF-8')]
        : judgeWheelFile(wheel, name, nativesIn(contents.entries.map(({ path }) => path)))),
      ...(rows === undefined
        ? [error('record', 'RECORD is missing or is no table of paths, hashes and sizes')]
        : judgeRecord(rows, folder, contents.entries)),
    ],
  }
}

function decode(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
