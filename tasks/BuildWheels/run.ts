import { join } from 'node:path'
import { formatManifest, manifestName } from '../../core/build/manifest.ts'
import { failuresOf, filesOf, type RowResult } from '../../core/build/result.ts'
import { labelsOf, type Row, titleOf } from '../../core/build/row.ts'
import { summary, tellResult } from '../../core/build/tell.ts'
import { nameOf } from '../../core/build/toolchain.ts'
import type { Outcome } from '../../core/outcome.ts'
import { Problem } from '../../core/problem.ts'
import { attach, type Bench, setUp } from './bench.ts'
import { buildRow } from './build-row.ts'
import type { Inputs } from './inputs.ts'
import { manifestOf } from './keep-wheel.ts'
import type { Ports } from './ports.ts'
import { type Interpreters, probeAll } from './probe.ts'
import { readRows } from './work.ts'

/** Builds every wheel of this job: each good one is attached the moment it is good, and a failing row fails alone. */
export async function run(inputs: Inputs, ports: Ports): Promise<Outcome> {
  const { rows, planDigest } = await readRows(inputs, ports)
  const bench = setUp(inputs, ports, planDigest)
  const interpreters = await probeAll(
    rows.map((row) => row.python),
    inputs,
    ports,
    bench.environment(ports.workspace.temp),
  )
  tellInterpreters(interpreters, ports)
  const results = await buildAll(rows, interpreters, bench)
  await writeManifest(results, bench)
  return outcome(results, bench)
}

function tellInterpreters(interpreters: Interpreters, { log }: Ports): void {
  for (const [label, found] of interpreters)
    log.say(
      'info',
      found instanceof Problem
        ? `Python ${label}: ${found.message}`
        : `Python ${label}: ${nameOf(found)} at ${found.executable}, pip ${found.pip}`,
    )
}

async function buildAll(rows: readonly Row[], interpreters: Interpreters, bench: Bench): Promise<RowResult[]> {
  const { log, pipeline } = bench.ports
  const labels = labelsOf(rows)
  const results: RowResult[] = []
  for (const [at, row] of rows.entries()) {
    pipeline.progress(Math.floor((100 * at) / rows.length), titleOf(row))
    const result = await oneRow(row, labels[at] ?? String(at), interpreters, bench)
    log.say('info', bench.redact(tellResult(result)))
    results.push(result)
  }
  pipeline.progress(100, 'done')
  return results
}

async function oneRow(row: Row, label: string, interpreters: Interpreters, bench: Bench): Promise<RowResult> {
  const found = interpreters.get(row.python.label)
  const failed = (problem: Problem): RowResult => ({ kind: 'failed', row, problem, log: '', seconds: 0 })
  if (bench.ports.cancelled())
    return failed(new Problem('BUILD_FAILED', `${titleOf(row)}: was not tried, because the run was cancelled.`, 'Run the job again.'))
  if (found === undefined || found instanceof Problem)
    return failed(found ?? new Problem('INTERPRETER_MISSING', 'It was not looked for.', ''))
  return await buildRow(row, label, found, bench)
}

async function writeManifest(results: readonly RowResult[], bench: Bench): Promise<void> {
  const path = join(bench.outputDirectory, manifestName)
  await bench.ports.files.write(path, formatManifest(manifestOf(filesOf(results), failuresOf(results), bench)))
  attach(bench, path)
}

function outcome(results: readonly RowResult[], bench: Bench): Outcome {
  const failed = results.filter((result) => result.kind === 'failed')
  return {
    result: failed.length === 0 ? 'succeeded' : bench.inputs.onFailure === 'continue' ? 'issues' : 'failed',
    outputs: {
      wheelsDirectory: bench.outputDirectory,
      artifactName: bench.artifact,
      builtCount: String(filesOf(results).length),
      failedCount: String(failed.length),
      restoredCount: '0',
    },
    summary: summary(results),
    // Rows that want the same missing python share its one Problem.
    problems: [...new Set(failed.map((result) => result.problem))],
  }
}
