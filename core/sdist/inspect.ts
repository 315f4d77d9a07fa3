import { type CoreMetadata, parseMetadata } from '../python/metadata.ts'
import { normalizeName, type ProjectName } from '../python/name.ts'
import { parseSdistName, type SdistName, sdistNames } from '../python/sdist-name.ts'
import type { Version } from '../python/version.ts'
import type { Sha256 } from '../sha256.ts'
import { judgeMetadata } from '../wheel/described.ts'
import { error, type Finding, type Remark, warning } from '../wheel/finding.ts'
import type { SdistContents, SdistEntry } from './contents.ts'
import { judgeSdistMembers } from './members.ts'

/** What an sdist is, read from its bytes. */
export interface SdistFacts {
  readonly project: ProjectName
  readonly version: Version
  readonly size: number
  readonly sha256: Sha256
  /** Of PKG-INFO. */
  readonly metadata: CoreMetadata
}

/** Whether a member's bytes are needed to inspect an sdist: PKG-INFO of the folder on top. */
export function keepSdistMember(path: string): boolean {
  return /^[^/]+\/PKG-INFO$/.test(path)
}

/** All that is wrong or odd about an sdist (PEP 625 and the source distribution format); facts wherever its name and PKG-INFO could be read. */
export function inspectSdist(file: string, contents: SdistContents): { readonly facts?: SdistFacts; readonly findings: Finding[] } {
  const { entries, members, size, sha256 } = contents
  const { folder, remarks } = findTop(entries)
  const text = folder === undefined ? undefined : decode(members.get(`${folder}/PKG-INFO`))
  const metadata = text === undefined ? undefined : parseMetadata(text)
  const name = nameOf(file, metadata)
  const findings = [
    ...remarks,
    ...judgeSdistMembers(entries),
    ...(name === undefined ? [error('file-name', 'its name is none of an sdist (PEP 625)')] : judgeSpelling(file, name, folder)),
    ...(metadata === undefined ? missing(folder) : name === undefined ? [] : judgeMetadata(metadata, name, 'PKG-INFO')),
  ].map((remark) => ({ file, ...remark }))
  return name === undefined || metadata === undefined ? { findings } : { facts: { ...name, size, sha256, metadata }, findings }
}

/** The one folder on top of an sdist; undefined when there is none, or something beside it. */
function findTop(entries: readonly SdistEntry[]): { readonly folder: string | undefined; readonly remarks: Remark[] } {
  const [top, ...others] = [...new Set(entries.map(({ path }) => path.split('/', 1)[0] ?? ''))].filter((one) => one !== '')
  if (top === undefined || !entries.some(({ path }) => path.startsWith(`${top}/`)))
    return { folder: undefined, remarks: [error('top-folder', 'it holds no folder')] }
  if (others.length === 0) return { folder: top, remarks: [] }
  return {
    folder: undefined,
    remarks: [error('top-folder', `it holds more than one folder on top: ${[top, ...others].slice(0, 4).join(', ')}`)],
  }
}

/** An old name can be divided in several ways; what PKG-INFO says decides, if it fits. Installers and file systems see nothing but plain letters. */
function nameOf(file: string, metadata: CoreMetadata | undefined): SdistName | undefined {
  if (!/^[A-Za-z0-9._+!-]+$/.test(file)) return undefined
  return parseSdistName(file, normalizeName(metadata?.name ?? '')) ?? sdistNames(file)[0]
}

function judgeSpelling(file: string, { project, version }: SdistName, folder: string | undefined): Remark[] {
  const stem = `${project.replaceAll('-', '_')}-${version.canonical}`
  return [
    ...(file === `${stem}.tar.gz` ? [] : [warning('file-name', `its name is of an older form; PEP 625 has ${stem}.tar.gz`)]),
    ...(folder === undefined || folder === stem || file.startsWith(`${folder}.`)
      ? []
      : [warning('top-folder', `the folder in it is ${folder}, and not as its name`)]),
  ]
}

function missing(folder: string | undefined): Remark[] {
  return folder === undefined ? [] : [error('metadata', 'PKG-INFO is missing in the folder on top, or is not UTF-8')]
}

function decode(bytes: Uint8Array | undefined): string | undefined {
  try {
    return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
