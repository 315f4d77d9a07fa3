import { few } from '../few.ts'
import { inShort } from '../in-short.ts'

/** What a finding is about; tests assert the code, `says` is for people. */
export type FindingCode =
  | 'abi3'
  | 'archive'
  | 'build-tag'
  | 'dist-info'
  | 'file-name'
  | 'machine'
  | 'member-case'
  | 'member-duplicate'
  | 'member-path'
  | 'metadata'
  | 'metadata-version'
  | 'name'
  | 'native'
  | 'native-missing'
  | 'platform'
  | 'record'
  | 'record-hash'
  | 'record-missing'
  | 'record-unlisted'
  | 'requires-dist'
  | 'requires-python'
  | 'tags'
  | 'top-folder'
  | 'version'
  | 'wheel-file'
  | 'wheel-version'
  | 'zip'

/** Something that is wrong (`error`: not to be published) or odd (`warning`) about a wheel or an sdist, or that was not checked or matters little (`notice`). */
export interface Finding {
  readonly file: string
  readonly code: FindingCode
  readonly severity: 'error' | 'warning' | 'notice'
  /** What is the case, as a clause without a full stop; may quote the file, so it is untrusted text. */
  readonly says: string
}

/** A finding of a file that the caller knows. */
export type Remark = Omit<Finding, 'file'>

/** A remark that keeps the file from being published. */
export function error(code: FindingCode, says: string): Remark {
  return { code, severity: 'error', says: inShort(says) }
}

/** A remark that is told, and no more. */
export function warning(code: FindingCode, says: string): Remark {
  return { code, severity: 'warning', says: inShort(says) }
}

/** A remark for who looks closely: what was not checked, or what tools spell otherwise. */
export function notice(code: FindingCode, says: string): Remark {
  return { code, severity: 'notice', says: inShort(says) }
}

/** What says that a wheel will not do its work, while every index and installer takes it: who did not build it can do nothing about it. */
const buildersOwn: readonly FindingCode[] = ['abi3', 'machine', 'native-missing']

/** A finding as it stands for who publishes a wheel that others may have built: of what only its build could mend, nothing is worse than a warning. */
export function forPublisher(finding: Finding): Finding {
  return finding.severity === 'error' && buildersOwn.includes(finding.code) ? { ...finding, severity: 'warning' } : finding
}

/** One remark about any number of paths, of which the first few are told; none about none. */
export function about(paths: readonly string[], remark: (told: string) => Remark): Remark[] {
  return paths.length === 0 ? [] : [remark(few(paths, 3))]
}
