import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunRecord } from '../record.ts'
import { writeWhole } from '../services/write-whole.ts'

const VERSION = 1
const MOST = 100

/** Of a run that has ended what a list of builds shows of it: itself and its stages. */
type Content = Omit<RunRecord, 'tags'> & { readonly tags: readonly string[] }

function pastFile(folder: string): string {
  return join(folder, 'past.json')
}

/** The runs that have ended in this folder, whatever their pipeline, the latest first; without jobs, artifacts, approvals, coverage and tests. None where nothing is kept that can be read. */
export function readPastRuns(folder: string): readonly RunRecord[] {
  try {
    const content: unknown = JSON.parse(readFileSync(pastFile(folder), 'utf8'))
    if (!isContent(content)) return []
    return content.runs.map((run) => ({
      ...run,
      records: run.records.map((record) => ({ ...record, outputs: new Map() })),
      tags: new Set(run.tags),
    }))
  } catch {
    return []
  }
}

/** Keeps a run that has ended among them, in the place of an earlier attempt of it. */
export function keepPastRun(folder: string, run: RunRecord): void {
  const others = readPastRuns(folder).filter(({ buildId }) => buildId !== run.buildId)
  const bare = {
    ...run,
    records: run.records.filter(({ type }) => type === 'Stage').map((stage) => ({ ...stage, issues: [], previousAttempts: [] })),
    artifacts: [],
    attachments: [],
    approvals: [],
    coverage: [],
    testRuns: [],
  }
  const runs = [bare, ...others].slice(0, MOST).map((one) => ({ ...one, tags: [...one.tags] }))
  writeWhole(pastFile(folder), `${JSON.stringify({ version: VERSION, runs })}\n`)
}

/** Only this module writes the file: whoever wrote its version wrote its whole. */
function isContent(value: unknown): value is { readonly runs: readonly Content[] } {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === VERSION
}
