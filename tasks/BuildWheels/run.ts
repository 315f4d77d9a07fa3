import { join } from 'node:path'
import { type BuiltFile, formatManifest, manifestNameOf } from '../../core/build/manifest.ts'
import { failuresOf, filesOf, lackOf, type RowResult, suitesOf } from '../../core/build/result.ts'
import { labelsOf, type Row, titleOf } from '../../core/build/row.ts'
import { summary, tellResult } from '../../core/build/tell.ts'
import { nameOf, pipOf } from '../../core/build/toolchain.ts'
import type { Coverage } from '../../core/coverage/coverage.ts'
import { coverageSummary } from '../../core/coverage/tell.ts'
import { lines, md } from '../../core/markdown.ts'
import type { Outcome } from '../../core/outcome.ts'
import { Problem } from '../../core/problem.ts'
import { isWheelFile } from '../../core/python/file-kind.ts'
import { attach, type Bench, type Desk, setUp } from './bench.ts'
import { buildRow } from './build-row.ts'
import { despiteLoss, isGone } from './host/despite-loss.ts'
import { bringWarm } from './cache/bring-warm.ts'
import { leftToDo } from './cache/left-to-do.ts'
import { restoreAtTurn, restoreHeld } from './cache/restore-held.ts'
import { type FromCache, restoreRows } from './cache/restore-rows.ts'
import { saveUnit } from './cache/save-unit.ts'
import { cacheSummary, tellCache } from './cache/tell-cache.ts'
import type { Inputs } from './inputs.ts'
import { manifestOf } from './wheel/keep-wheel.ts'
import { keepEarlier } from './again/keep-earlier.ts'
import { manifestPlaceOf } from './again/manifest-file.ts'
import { orderRows } from './rows/order-rows.ts'
import type { OpenHost, Ports } from './ports.ts'
import { prepareHost, type Unprepared } from './host/prepare-host.ts'
import { type Interpreters, probeAll } from './host/probe.ts'
import type { Rows } from './rows/rows.ts'
import { issuesOf } from './suites/issues-of.ts'
import { publishCoverage } from './suites/publish-coverage.ts'
import { readSuites } from './suites/read-suites.ts'
import { readRows } from './rows/work.ts'

/** Builds every wheel of this job that no earlier attempt has built: each good one is attached the moment it is good, and a failing row fails alone. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const work = await readRows(inputs, ports)
  const desk = setUp(inputs, ports, work, await readSuites(inputs, ports))
  const { artifact, outputDirectory } = desk
  const place = await manifestPlaceOf({ id: inputs.step, artifact, outputDirectory }, ports.workspace.temp, ports.files)
  const kept = await keepEarlier(work, place, desk)
  const unkept = work.rows.filter((row) => !kept.has(row))
  const had = await restoreRows(unkept, work.rows, desk)
  for (const result of had.restored.values()) ports.log.say('info', desk.redact(tellResult(result)))
  const made = had.left.length === 0 ? new Map<Row, RowResult>() : await tryAll(had, work, desk)
  const all = new Map([...kept, ...had.restored, ...made])
  const results = work.rows.map((row) => all.get(row)).filter((result) => result !== undefined)
  await writeManifest(results, manifestNameOf(place), desk)
  return outcome(results, await publishCoverage(results, desk), desk)
}

/** A host that cannot be reached, or is lost before anything is built on it, is why none of the rows was tried. */
async function tryAll(had: FromCache, work: Rows, desk: Desk): Promise<ReadonlyMap<Row, RowResult>> {
  let host: OpenHost | undefined
  try {
    host = await desk.ports.openHost()
    return await buildAll(had, work, { ...desk, host })
  } catch (error) {
    if (!(error instanceof Problem) || !error.code.startsWith('HOST_')) throw error
    return new Map(had.left.map((row) => [row, notTried(row, error)]))
  } finally {
    await host?.close?.()
  }
}

/** Builds the rows that are left, on a host that is prepared once for all of them. */
async function buildAll(had: FromCache, { rows, warm = [] }: Rows, bench: Bench): Promise<Map<Row, RowResult>> {
  const { log, pipeline } = bench.ports
  const named = labelsOf(rows)
  const labels = new Map(rows.map((row, at) => [row, named[at] ?? String(at)]))
  const ordered = await orderRows(had.left, bench)
  await despiteLoss('The work folder', bench, async () => await bench.host.make(bench.host.folder))
  const unprepared = await prepareHost(ordered, bench)
  // What prepares a host may be what brings the interpreters.
  const prepared = ordered.filter((row) => !unprepared.has(row))
  const interpreters = await findInterpreters(prepared, bench)
  await bringWarm(ordered, warm, bench)
  const seen = { interpreters, unprepared, labels }
  const { restored, later } = await restoreHeld({ ...had, left: ordered }, seen, bench)
  const results = new Map<Row, RowResult>(restored)
  const toBuild =
    results.size === 0
      ? ordered
      : leftToDo(
          ordered.filter((row) => !results.has(row)),
          bench,
        )
  let gone: Problem | undefined
  for (const [at, row] of toBuild.entries()) {
    pipeline.progress(Math.floor((100 * at) / toBuild.length), titleOf(row))
    if (gone === undefined) for (const [one, result] of await restoreAtTurn(row, later, seen, bench)) results.set(one, result)
    if (results.has(row)) continue
    const result =
      gone === undefined
        ? await oneRow(row, labels.get(row) ?? '', { interpreters, unprepared, lacking: lackOf(row, results) }, bench)
        : notTried(row, gone)
    log.say('info', bench.redact(tellResult(result)))
    results.set(row, result)
    await saveUnit(row, { rows, toTry: toBuild, results, interpreters }, bench)
    gone ??= await goneAfter(result, bench)
  }
  pipeline.progress(100, 'done')
  return results
}

async function findInterpreters(rows: readonly Row[], bench: Bench): Promise<Interpreters> {
  const asked = rows.flatMap((row) => [row.python, ...row.testOn])
  const found = await despiteLoss('Finding interpreters', bench, async () => await probeAll(asked, bench))
  for (const [label, one] of found) {
    const told = one instanceof Problem ? one.message : `${nameOf(one)} at ${one.executable}, ${pipOf(one)}`
    bench.ports.log.say('info', `Python ${label}: ${told}`)
  }
  return found
}

/** What stands before a row. */
interface Before {
  readonly interpreters: Interpreters
  readonly unprepared: Unprepared
  /** Why what it needs of its leg is not there. */
  readonly lacking: Problem | undefined
}

async function oneRow(row: Row, label: string, { interpreters, unprepared, lacking }: Before, bench: Bench): Promise<RowResult> {
  if (bench.ports.cancelled())
    return notTried(
      row,
      new Problem('BUILD_FAILED', `${titleOf(row)}: was not tried, because the run was cancelled.`, 'Run the job again.'),
    )
  const unmade = unprepared.get(row)
  if (unmade !== undefined) return notTried(row, unmade)
  const found = [row.python, ...row.testOn].map((python) => interpreters.get(python.label))
  const missing = found.find((one) => one instanceof Problem)
  if (missing !== undefined) return notTried(row, missing)
  const [toolchain, ...testOn] = found.flatMap((one) => (one === undefined || one instanceof Problem ? [] : [one]))
  if (lacking !== undefined) return notTried(row, lacking)
  if (toolchain === undefined) throw new Error('every python was looked for')
  return await buildRow({ row, label, toolchain, testOn }, bench)
}

function notTried(row: Row, problem: Problem): RowResult {
  return { kind: 'failed', tried: false, row, problem, log: '', seconds: 0, suites: [] }
}

/** Why the rows after one are not tried any more: the host that it lost does not answer. */
async function goneAfter(result: RowResult, bench: Bench): Promise<Problem | undefined> {
  if (result.kind !== 'failed' || result.problem.code !== 'HOST_LOST' || !(await isGone(bench))) return undefined
  return new Problem(
    'HOST_LOST',
    `${bench.host.name} does not answer any more; what was left was not tried.`,
    'See why the host went away, then run the job again: what is built already is kept.',
  )
}

async function writeManifest(results: readonly RowResult[], name: string, desk: Desk): Promise<void> {
  const path = join(desk.outputDirectory, name)
  await desk.ports.files.write(
    path,
    formatManifest({ ...manifestOf(filesOf(results), failuresOf(results, desk.inputs.release), desk), suites: suitesOf(results) }),
  )
  attach(desk, path)
}

function outcome(results: readonly RowResult[], coverage: Coverage | undefined, desk: Desk): Outcome {
  const failed = results.filter((result) => result.kind === 'failed')
  // Rows that want the same missing python share its one Problem.
  const problems = [...new Set(failed.map(({ problem }) => problem))]
  const cached = tellCache(results, desk)
  for (const line of cached) desk.ports.log.say('info', line)
  const counts = (origin: BuiltFile['origin']): string =>
    String(filesOf(results).filter((file) => isWheelFile(file.name) && file.origin === origin).length)
  const told = [summary(results, desk.inputs.distributions === 'none'), ...(cached.length === 0 ? [] : [md``, cacheSummary(cached)])]
  return {
    result: failed.length === 0 ? 'succeeded' : desk.inputs.onFailure === 'continue' ? 'issues' : 'failed',
    outputs: {
      wheelsDirectory: desk.outputDirectory,
      artifactName: desk.artifact,
      builtCount: counts('built'),
      failedCount: String(failed.length),
      restoredCount: counts('restored'),
    },
    summary: lines(...told, ...(coverage === undefined ? [] : [coverageSummary(coverage)])),
    ...issuesOf(problems, suitesOf(results), desk.ports.workspace.sources),
  }
}
