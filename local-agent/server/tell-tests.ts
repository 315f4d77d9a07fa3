import type { RunRecord } from '../record.ts'

/** The tests that the service shows: those of the last attempts of jobs. A line of the numbers, and one for each run with failures. */
export function testsOf({ testRuns, records }: Pick<RunRecord, 'testRuns' | 'records'>): readonly string[] {
  const current = testRuns.filter(({ jobId }) => records.some(({ id }) => id === jobId))
  if (current.length === 0) return []
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => current.reduce((total, run) => total + run[key], 0)
  const told = [`${sum('passed')} passed`, `${sum('failed')} failed`, ...(sum('skipped') === 0 ? [] : [`${sum('skipped')} skipped`])]
  const failed = current.filter((run) => run.failed > 0).map(({ title, failures }) => `  ${plain(title)}: ${few(failures)}`)
  return [`Tests: ${current.length} ${current.length === 1 ? 'run' : 'runs'}, ${told.join(', ')}`, ...failed]
}

function few(names: readonly string[]): string {
  const told = names.slice(0, 3).map(plain).join(', ')
  return names.length > 3 ? `${told} and ${names.length - 3} more` : told
}

/** A name may be anything, and this agent may itself run in a job of another: that takes no command from it, and a terminal no escape. */
function plain(name: string): string {
  return name
    .slice(0, 200)
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
    .replaceAll(/##(?=\s*(?:vso)?\[)/gi, '#_#')
}
