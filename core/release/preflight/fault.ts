import { few } from '../../few.ts'
import { inShort } from '../../in-short.ts'

/** What a fault of a release is about; tests assert the code, `says` is for people. */
export type FaultCode =
  | 'classifier'
  | 'content-type'
  | 'damaged'
  | 'direct-url'
  | 'dist-info'
  | 'dynamic'
  | 'email'
  | 'entry-points'
  | 'extra'
  | 'field-repeated'
  | 'field-too-new'
  | 'file-name'
  | 'file-size'
  | 'license'
  | 'license-file'
  | 'local-version'
  | 'metadata-version'
  | 'platform'
  | 'project-size'
  | 'project-url'
  | 'requires-dist'
  | 'requires-dist-differs'
  | 'requires-python'
  | 'requires-python-differs'
  | 'sdist-missing'
  | 'sdists'
  | 'summary'
  | 'url'
  | 'version'
  | 'versions'
  | 'zip-comment'
  | 'zip-descriptor'
  | 'zip-differs'
  | 'zip-extra'
  | 'zip-hidden'
  | 'zip-method'
  | 'zip-name'
  | 'zip-ratio'
  | 'zip-tar'

/** What keeps files from being released (`fault`), or what whoever approves should know (`warning`). */
export interface Fault {
  /** A file, or a project and its version. */
  readonly about: string
  readonly code: FaultCode
  readonly severity: 'fault' | 'warning'
  /** What is the case, as a clause without a full stop; may quote the file, so it is untrusted text. */
  readonly says: string
}

/** A fault of a file that the caller knows. */
export type Flaw = Omit<Fault, 'about'>

/** What refuses. */
export function flaw(code: FaultCode, says: string): Flaw {
  return { code, severity: 'fault', says: inShort(says) }
}

/** What is told, and no more. */
export function doubt(code: FaultCode, says: string): Flaw {
  return { code, severity: 'warning', says: inShort(says) }
}

/** One flaw about any number of things, of which the first few are told; none about none. */
export function aboutAll(things: readonly string[], make: (told: string) => Flaw): Flaw[] {
  return things.length === 0 ? [] : [make(few(things, 3))]
}
