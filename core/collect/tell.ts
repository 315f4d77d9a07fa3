import { legName, type Offer } from '../build/union.ts'
import { tellOffer } from '../cache/restored.ts'
import { counted } from '../counted.ts'
import { coverageSummary } from '../coverage/tell.ts'
import type { Coverage } from '../coverage/coverage.ts'
import { code, type Inline, lines, type Markdown, md, raw, table } from '../markdown.ts'
import type { Problem } from '../problem.ts'
import { checksumsName } from '../sha256-sums.ts'
import { formatSize } from '../size.ts'
import { suitesSummary } from '../suites/tell-suites.ts'
import type { ToldRun } from './suite-runs.ts'

/** What was found of a run, and what has become of it. */
export interface Findings {
  /** Why nothing was collected; none: all is well. */
  readonly problems: readonly Problem[]
  readonly files: readonly Offer[]
  readonly runs: readonly ToldRun[]
  /** Undefined where nothing was measured. */
  readonly coverage: Coverage | undefined
  /** When the last of it was measured, in seconds since 1970; 0 where that is not known. */
  readonly measured: number
  /** What was merged, left out, or not done; a sentence without a full stop each. */
  readonly notes: readonly string[]
}

const mostRows = 500

/** The summary of a collected run: what is wrong, tests with those that failed first, the release set, coverage, and what was merged and left. */
export function collectSummary({ problems, files, runs, coverage, notes }: Findings): Markdown {
  const wrong =
    problems.length === 0
      ? []
      : [md`### Nothing was collected, published or tagged`, md``, ...problems.map(({ text }) => md`- ${text}`), md``]
  const tests = runs.length === 0 ? [] : [suitesSummary(runs.map(({ run, manifest }) => ({ run, leg: legName(manifest) })))]
  const where = problems.length === 0 ? `${checksumsName} of the artifact has` : 'the log has'
  const set = [
    md`### ${problems.length === 0 ? 'Release set' : 'There for release, and not collected'}: ${counted(files.length, 'file')}`,
    md``,
    table(['File', 'Size', 'SHA-256', 'Built by'], files.slice(0, mostRows).map(tellFile)),
    ...(files.length > mostRows ? [md`and ${files.length - mostRows} more: ${where} them all.`, md``] : []),
  ]
  const told = notes.length === 0 ? [] : [md`### Merged and left`, md``, ...notes.map((note) => md`- ${note}.`), md``]
  return lines(...wrong, ...tests, ...set, ...(coverage === undefined ? [] : [coverageSummary(coverage), md``]), ...told)
}

function tellFile(offer: Offer): Inline[] {
  const { file } = offer
  return [code(file.name), raw(md`${formatSize(file.size)}`), code(file.sha256), raw(md`${tellOffer(offer)}`)]
}
