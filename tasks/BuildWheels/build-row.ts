import { join } from 'node:path'
import { errorLine, tellingLines } from '../../core/build/output.ts'
import type { RowResult } from '../../core/build/result.ts'
import { type Row, titleOf } from '../../core/build/row.ts'
import { nameOf, type Toolchain } from '../../core/build/toolchain.ts'
import { asProblem, Problem, reason } from '../../core/problem.ts'
import { attach, type Bench } from './bench.ts'
import { importWheel } from './import-wheel.ts'
import { judgeWheel } from './judge-wheel.ts'
import { keepWheel } from './keep-wheel.ts'
import { makeWheel } from './make-wheel.ts'
import { Transcript } from './transcript.ts'

/** Builds one row from its source to the attached wheel. Whatever goes wrong is this row's failure and nobody else's. */
export async function buildRow(row: Row, label: string, toolchain: Toolchain, bench: Bench): Promise<RowResult> {
  const began = Date.parse(bench.ports.clock.now())
  const seconds = (): number => Math.round((Date.parse(bench.ports.clock.now()) - began) / 100) / 10
  const transcript = new Transcript(bench.ports.log, bench.redact)
  try {
    return await bench.ports.log.group(
      titleOf(row),
      async () => await steps(row, join(bench.folder, label), toolchain, bench, transcript, seconds),
    )
  } catch (error) {
    const log = await keepLog(transcript.lines, label, bench)
    return { kind: 'failed', row, problem: failure(error, row, transcript.unsettled, log, bench), log: log.name, seconds: seconds() }
  }
}

async function steps(
  row: Row,
  folder: string,
  toolchain: Toolchain,
  bench: Bench,
  transcript: Transcript,
  seconds: () => number,
): Promise<RowResult> {
  const { log, files } = bench.ports
  log.say('info', `${nameOf(toolchain)} at ${toolchain.executable}, pip ${toolchain.pip}`)
  const tree = await bench.tree(row.source)
  await files.remove(folder)
  const wheel = await makeWheel(row, tree, toolchain, folder, bench, transcript.take)
  transcript.settle()
  const facts = await judgeWheel(wheel, row, toolchain, bench.ports)
  const imported = await importWheel(wheel, facts, toolchain, folder, bench, transcript.take)
  const file = await keepWheel(wheel, facts, { source: tree.source, seconds: seconds() }, bench)
  await files.remove(folder)
  return { kind: 'built', row, file, imported }
}

/** The log's name, or empty, and where to read the whole output. */
interface KeptLog {
  readonly name: string
  readonly where: string
}

async function keepLog(output: readonly string[], label: string, bench: Bench): Promise<KeptLog> {
  if (output.length === 0) return { name: '', where: '' }
  const name = `${label}.log`
  const path = join(bench.outputDirectory, 'logs', name)
  try {
    await bench.ports.files.write(path, `${output.join('\n')}\n`)
  } catch (error) {
    // The wheels of other rows must not be lost with it.
    return { name: '', where: `Its log could not be kept: ${reason(error)}` }
  }
  attach(bench, path)
  return { name, where: `The whole output is in ${bench.artifact === '' ? path : `${name} of the artifact ${bench.artifact}`}.` }
}

/** The row's Problem: what is the case, the lines that tell most of it, what to do and where the rest is. */
function failure(error: unknown, row: Row, output: readonly string[], log: KeptLog, bench: Bench): Problem {
  const problem = asProblem(error, 'BUILD_FAILED', 'The build stopped', 'If this is no fault of the machine, report it with the log.')
  const cause = problem.remedy === '' ? errorLine(output) : undefined
  const headline = cause === undefined ? problem.message : `${problem.message.replace(/\.$/, '')} (${cause}).`
  const lines = tellingLines(output).map((line) => `\n    ${line}`)
  const remedy = [problem.remedy, log.where].filter((part) => part !== '').join(' ')
  const message = bench.redact(`${titleOf(row)}: ${headline}${lines.join('')}`)
  return new Problem(problem.code, message, remedy === '' ? '' : `\n${bench.redact(remedy)}`, error)
}
