import { code, lines, type Markdown, md, table } from '../markdown.ts'
import type { Sha256 } from '../sha256.ts'
import type { Approver } from './approvers.ts'
import type { Finding } from './audit.ts'
import type { Instant } from '../instant.ts'
import { names } from './tell.ts'

/** One record of a run, as it was audited. */
export interface AuditedRecord {
  readonly artifact: string
  readonly at: Instant
  readonly digest: Sha256
  /** `released`, `dry run`, `refused`, `broke off`. */
  readonly came: string
  /** Whose approvals the service tells of now; empty where nothing was released. */
  readonly approvers: readonly Approver[]
}

/** What an audit found of a run's releases. */
export function tellReleaseAudit(
  run: number,
  records: readonly AuditedRecord[],
  findings: readonly Finding[],
  files: { readonly there: number; readonly all: number },
): Markdown {
  const wrong = findings.filter(({ level }) => level === 'wrong').length
  const verdict = wrong === 0 ? md`**Nothing speaks against it.**` : md`**${wrong} of what was recorded cannot be proved.**`
  const rows = records.map(({ artifact, at, digest, came, approvers }) => [artifact, at, came, names(approvers), code(digest.slice(0, 16))])
  return lines(
    md`## Release of run ${run}, audited`,
    md``,
    verdict,
    md``,
    table(['record', 'written', 'came to', 'approved by', 'plan'], rows),
    md`${files.there} of ${files.all} approved files are in the index with the approved bytes.`,
    md``,
    table(
      ['', 'finding', 'what it is'],
      findings.map(({ level, code: what, says }) => [level, code(what), says]),
    ),
  )
}
