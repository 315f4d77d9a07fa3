import { causeLine, tellingLines } from '../../../core/build/output.ts'
import { projectOf } from '../../../core/build/row.ts'
import { pythonLabelOf } from '../../../core/build/toolchain.ts'
import { Problem } from '../../../core/problem.ts'
import type { FailedSuite } from '../../../core/suites/failed-suites.ts'
import { markerVariable, skipReason } from '../../../core/suites/skip.ts'
import type { Suite } from '../../../core/suites/suite.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { isLoss } from '../host/despite-loss.ts'
import type { Place } from '../place.ts'
import { stopwatch } from '../stopwatch.ts'
import { Transcript } from '../transcript.ts'
import type { EndedSuite } from './ended-suite.ts'
import { publishResults, type Results } from './publish-results.ts'
import { prepareRoom, type Room, runIn, strayIn } from './room.ts'
import type { Trial } from './subject.ts'

/** Characters of a suite's output that are looked at for why it failed. */
const mostRead = 4 * 1024 * 1024

/** Runs one suite on one python to its end and publishes its results; whatever goes wrong is its own failure, but for a lost connection and a cancelled run. */
export async function runSuite(trial: Trial, place: Place): Promise<FailedSuite> {
  const { suite, toolchain } = trial
  const { clock, variable } = place.bench.ports
  const measured = stopwatch(clock)
  const told = toldOf(trial, place)
  const passedOver = skipReason(suite, markerVariable(toolchain, variable), place.bench.redact)
  if (passedOver !== '') return { run: { ...told, result: 'skipped', says: passedOver }, lines: [] }
  const printed = new Transcript({ foreign: place.on }, (line) => line, mostRead)
  const { faults, results } = await attempt(trial, told, { ...place, on: printed.take }, printed)
  const seconds = measured()
  const says = place.bench.redact(faults.map((fault) => fault.trim().replace(/\.$/, '')).join('; ')).replaceAll(/\s+/g, ' ')
  const result = says === '' ? 'passed' : suite.allowFailure ? 'allowed' : 'failed'
  const { counts, failing, reports, coverage } = results ?? told
  return { run: { ...told, result, says, seconds, counts, failing, reports, coverage }, lines: tellingLines(printed.unsettled, 10) }
}

/** What is known of it before it begins. */
function toldOf({ suite, subject: { facts }, toolchain }: Trial, { row }: Place): SuiteRun {
  const of = { project: facts?.name.project ?? projectOf(row), version: facts?.name.version.text ?? row.version }
  const wheel = suite.install === 'wheel' ? (facts?.name.text ?? '') : ''
  const nothing = { result: 'passed', says: '', seconds: 0, counts: undefined, failing: [], reports: [], coverage: '' } as const
  return { suite: suite.name, ...of, wheel, python: pythonLabelOf(toolchain), ...nothing }
}

interface Attempt {
  /** Why it failed; none where it passed. */
  readonly faults: readonly string[]
  /** Undefined where it did not come to run. */
  readonly results: Results | undefined
}

async function attempt(trial: Trial, known: SuiteRun, place: Place, printed: Transcript): Promise<Attempt> {
  try {
    const room = await prepareRoom(trial, place)
    printed.settle()
    const { fault, hasRun } = await perform(room, trial)
    if (!hasRun) return { faults: [fault], results: undefined }
    const ended = { failed: fault !== '', output: printed.lines }
    const results = await publishResults({ ...endedIn(room, trial, known), ...ended }, place)
    // What is missing after a failure is no news, and no reason to mend the suite.
    const told = fault === '' ? [results.fault?.text ?? ''] : [fault, goingOn(results.fault?.message ?? ''), hintFor(trial.suite, results)]
    return { faults: told.filter((one) => one !== ''), results }
  } catch (error) {
    if (!(error instanceof Problem) || isLoss(error) || place.bench.ports.cancelled()) throw error
    return { faults: [withCause(error, printed.unsettled.map(place.bench.redact))], results: undefined }
  }
}

/** What could not be installed, pip alone says. */
function withCause({ message, remedy, text }: Problem, printed: readonly string[]): string {
  const cause = remedy === '' ? causeLine(printed) : undefined
  return cause === undefined ? text : `${message.replace(/\.$/, '')} (${cause})`
}

function goingOn(sentence: string): string {
  return sentence.replace(/^(?:Its?|By) /, (word) => word.toLowerCase())
}

/** `pytest tests` in a folder that has none: who comes from a checkout does not think of `files`. */
function hintFor({ before, expects, files, run }: Suite, { counts }: Results): string {
  const isBare = files.length === 0 && before === '' && !/\{(?:project|package)\}|WHEELWORKS_PROJECT/.test(run)
  return isBare && expects.includes('tests') && (counts?.tests ?? 0) === 0 ? 'it has no files: the folder where it ran was empty' : ''
}

/** `before`, then `run` if all is well until then, and `after` in any case. */
async function perform(room: Room, { suite, subject }: Trial): Promise<{ readonly fault: string; readonly hasRun: boolean }> {
  const { clock, log } = room.place.bench.ports
  const began = Date.parse(clock.now())
  const left = (): number => (suite.seconds === 0 ? 0 : Math.max(1, Math.ceil(suite.seconds - (Date.parse(clock.now()) - began) / 1000)))
  const early = (await runIn(room, 'before', suite.seconds)) || (suite.install === 'wheel' ? await strayIn(room, subject) : '')
  const fault = early || (await runIn(room, 'run', left()))
  const late = await runIn(room, 'after', suite.seconds)
  if (late !== '') log.say('warning', room.place.bench.redact(`The suite ${suite.name}: ${late}.`))
  return { fault, hasRun: early === '' }
}

function endedIn(
  { cwd, results, place }: Room,
  { suite, subject, toolchain }: Trial,
  told: SuiteRun,
): Omit<EndedSuite, 'failed' | 'output'> {
  const { label } = place
  const { project, version, python } = told
  const isOwn = python === pythonLabelOf(place.toolchain)
  const facts = suite.install === 'wheel' ? subject.facts : undefined
  return { suite, label: isOwn ? label : `${label}-${pythonLabelOf(toolchain)}`, project, version, python, facts, cwd, results }
}
