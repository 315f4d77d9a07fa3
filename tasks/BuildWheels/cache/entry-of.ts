import { basename, join } from 'node:path'
import type { BuiltFile } from '../../../core/build/manifest.ts'
import { failuresOf, filesOf, type RowResult, suitesOf } from '../../../core/build/result.ts'
import { makesSdist, sdistKey } from '../../../core/build/sdist-file.ts'
import type { CacheEntry, Observed, StoredFile } from '../../../core/cache/entry.ts'
import type { EntryKind } from '../../../core/cache/place.ts'
import type { RowUnit } from '../../../core/cache/row-units.ts'
import { Problem } from '../../../core/problem.ts'
import type { Bench } from '../bench.ts'
import type { Interpreters } from '../host/probe.ts'
import { observe } from '../host/observe.ts'
import { resultPath } from '../suites/publish-results.ts'
import { manifestOf, wheelPath } from '../wheel/keep-wheel.ts'
import type { JobCache } from './job-cache.ts'
import { keyInputsOf } from './key-inputs.ts'
import { settingsText } from './settings.ts'

/** An entry, and where its files lie on this agent. */
export interface NewEntry {
  readonly entry: CacheEntry
  readonly pathOf: (file: Pick<StoredFile, 'as' | 'name'>) => string
}

/** What a unit came to, and how that is kept. */
export interface Ended extends Pick<RowUnit, 'ref' | 'rows'> {
  readonly kind: EntryKind
  readonly results: readonly RowResult[]
  readonly interpreters: Interpreters
}

/** All that the rows of a unit have left, as the cache keeps it: the part of this job's manifest that is theirs, files, reports, coverage and logs. */
export async function entryOf(ended: Ended, cache: JobCache, bench: Bench): Promise<NewEntry> {
  const { ref, kind, results } = ended
  const files = [...new Map([...filesOf(results), ...earlierSdists(ended, bench)].map((file) => [file.name, file])).values()]
  const suites = suitesOf(results)
  const paths = new Map(files.map((file): [string, string] => [`file ${file.name}`, wheelPath(file, bench)]))
  const stored: StoredFile[] = files.map(({ name, size, sha256 }) => ({ name, size, sha256, as: 'file' }))
  const store = async (name: string, path: string, as: StoredFile['as']): Promise<void> => {
    if (paths.has(`${as} ${name}`)) return
    const { size, sha256 } = await bench.ports.files.measure(path)
    paths.set(`${as} ${name}`, path)
    stored.push({ name, size, sha256, as })
  }
  for (const run of suites) {
    for (const name of run.reports) await store(name, resultPath(name, bench), 'report')
    if (run.coverage !== '') await store(run.coverage, resultPath(run.coverage, bench), 'coverage')
  }
  for (const path of logsOf(results, cache, bench)) await store(basename(path), path, 'log')
  const manifest = { ...manifestOf(files, failuresOf(results, bench.inputs.release), bench), suites }
  const observed = await observedBy(ended, cache, bench)
  const seconds = results.reduce((sum, result) => sum + ('file' in result ? result.file.seconds : result.seconds), 0)
  const made = { seconds, settings: settingsText(cache.settings), observed, ...(await keyInputsOf(ref.key, cache, bench)) }
  const entry: CacheEntry = { version: 1, key: ref.key, place: ref.place, kind, manifest, stored, ...made }
  return { entry, pathOf: ({ as, name }) => paths.get(`${as} ${name}`) ?? '' }
}

/** The sdists of an earlier attempt that these wheels were built from: its manifest tells of them, and an entry has to stand alone. */
function earlierSdists({ rows }: Ended, { inputs, sdists }: Bench): BuiltFile[] {
  return rows.flatMap((row) => {
    const sdist = makesSdist(row, inputs.distributions) ? sdists.get(sdistKey(row)) : undefined
    return sdist === undefined || sdist.attempt === 0 ? [] : [sdist.file]
  })
}

/** Of a row that failed its log is attached already; those of good ones are kept for this alone. */
function logsOf(results: readonly RowResult[], { logs }: JobCache, { outputDirectory }: Bench): string[] {
  return results.flatMap((result) => {
    const log = result.kind === 'failed' ? join(outputDirectory, 'logs', result.log) : logs.get(result.row)
    return log === undefined || (result.kind === 'failed' && result.log === '') ? [] : [log]
  })
}

async function observedBy({ rows, interpreters }: Ended, { requirements }: JobCache, bench: Bench): Promise<Record<string, Observed>> {
  const seen: [string, Observed][] = []
  for (const row of rows) {
    const toolchain = interpreters.get(row.python.label)
    if (toolchain === undefined || toolchain instanceof Problem) continue
    seen.push([row.python.label, { ...(await observe(toolchain, bench, row.recipe)), requirements: requirements.get(row) }])
  }
  return Object.fromEntries(seen)
}
