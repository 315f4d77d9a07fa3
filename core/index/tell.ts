import { code, lines, md, type Markdown, table } from '../markdown.ts'
import { Problem } from '../problem.ts'
import { isWheelFile } from '../python/file-kind.ts'
import { parseSdistName } from '../python/sdist-name.ts'
import { parseWheelName } from '../python/wheel-name.ts'
import { formatSize } from '../size.ts'
import type { FilePut, IndexPlan, LeftFile, Removal } from './plan.ts'

/** What came of a publish, or would come of it. */
export interface Told {
  readonly published: readonly FilePut[]
  readonly adopted: readonly FilePut[]
  readonly left: readonly LeftFile[]
  /** Development versions that were not kept. */
  readonly removed: readonly Removal[]
  readonly dryRun: boolean
  readonly indexUrl: string
}

const whys = { same: 'already there', conflict: 'conflict', refused: 'refused', closed: 'refused' }

/** The plan in lines for the log: every file, and of every file that stays out, why. */
export function tellPlan(plan: IndexPlan): string[] {
  const puts = plan.puts.map((put) => `publish  ${put.entry.filename} (${formatSize(put.file.size)})`)
  const left = plan.left.map(
    (one) => `${one.why === 'same' ? 'skip    ' : 'leave   '} ${one.file}: ${one.says === '' ? whys[one.why] : one.says}`,
  )
  const none = puts.length === 0 && left.length === 0 ? ['nothing to publish'] : []
  return [...puts, ...left, ...none, ...tellRemovals(plan.removals)]
}

function tellRemovals(removals: readonly Removal[]): string[] {
  const gone = removals.flatMap(({ files, why }) => files.map(({ filename }) => `remove   ${filename}: ${why}`))
  return gone.length === 0 ? [] : [...gone, `removing them takes ${2 * gone.length} requests more, two for each file`]
}

/** How to install what was published. */
export function pipLine({ published, left, indexUrl }: Pick<Told, 'published' | 'left' | 'indexUrl'>): string {
  const there = left.find((one) => one.why === 'same')
  const first = published[0]?.project ?? (there && (parseWheelName(there.file) ?? parseSdistName(there.file))?.project)
  return `pip install --index-url ${indexUrl} ${first ?? 'PROJECT'}`
}

/** What came of it in one line; `skipped` of those that stay out were not to be published. */
export function countLine({ published, left, removed, dryRun }: Told, skipped: number): string {
  const would = dryRun ? 'would be ' : ''
  const gone = removed.reduce((sum, { files }) => sum + files.length, 0)
  const counts = [`${published.length} ${would}published`, `${skipped} skipped`, `${left.length - skipped} left out`]
  return [...counts, ...(gone === 0 ? [] : [`${gone} ${would}removed`])].join(', ')
}

/** The summary on the run's page. */
export function summaryOf(told: Told, skipped: number): Markdown {
  const adopted = new Set(told.adopted.map((put) => put.key))
  const puts = told.published.map((put) => [
    code(put.entry.filename),
    put.project,
    formatSize(put.file.size),
    told.dryRun ? 'would be published' : adopted.has(put.key) ? 'published (was stored, unlisted)' : 'published',
  ])
  const left = told.left.map((one) => [code(one.file), '', '', one.says === '' ? whys[one.why] : `${whys[one.why]}: ${one.says}`])
  const removed = told.removed.flatMap(({ files, project, why }) =>
    files.map(({ filename, size }) => [
      code(filename),
      project,
      size === undefined ? '' : formatSize(size),
      `${told.dryRun ? 'would be removed' : 'removed'}: ${why}`,
    ]),
  )
  const head = told.dryRun ? md`### Index (dry run)` : md`### Index`
  const rows = table(['File', 'Project', 'Size', 'What came of it'], [...puts, ...left, ...removed])
  return lines(
    head,
    md``,
    md`${countLine(told, skipped)}.`,
    md``,
    rows,
    md`Index: ${told.indexUrl}`,
    md``,
    md`${code(pipLine(told))}`,
    md``,
  )
}

/** What is wrong with files that stay out, each as a Problem: a bad file, a name that is taken. */
export function problemsOf(left: readonly LeftFile[]): Problem[] {
  return left.flatMap((one) => {
    if (one.why === 'same') return []
    if (one.why === 'refused')
      return [
        new Problem(
          isWheelFile(one.file) ? 'WHEEL_INVALID' : 'FILE_INVALID',
          `${one.file} is not published: ${one.says}.`,
          'Mend its build; the other files are not held up.',
        ),
      ]
    if (one.why === 'closed')
      return [new Problem('REFUSED', one.says, 'Set the status of the project back (mode status), or leave its files out.')]
    return [new Problem('CONFLICT', one.says, 'Give it a new version or a build tag; a published file never changes.')]
  })
}
