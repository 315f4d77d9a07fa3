import { dirname, join, resolve } from 'node:path'
import { causeLine, errorPlace, type SourcePlace, tellingLines, withoutFolder } from '../../core/build/output.ts'
import { recipeDigest } from '../../core/build/recipe.ts'
import type { Built, RowResult } from '../../core/build/result.ts'
import { type Row, titleOf } from '../../core/build/row.ts'
import { nameOf, pipOf, type Toolchain } from '../../core/build/toolchain.ts'
import { asProblem, Problem, reason } from '../../core/problem.ts'
import { isSafeMemberPath } from '../../core/safe-path.ts'
import type { WheelFacts } from '../../core/wheel/inspect.ts'
import { attach, type Bench, type Sdist } from './bench.ts'
import { keepPrinted } from './cache/keep-printed.ts'
import { despiteLoss } from './host/despite-loss.ts'
import { repairWheel, retagWheel } from './wheel/finish-wheel.ts'
import { importWheel } from './wheel/import-wheel.ts'
import { judgeWheel } from './wheel/judge-wheel.ts'
import { keepWheel } from './wheel/keep-wheel.ts'
import { makeWheel } from './wheel/make-wheel.ts'
import { layOut, type Place, treeOf } from './place.ts'
import { bringWheel } from './sdist/bring-wheel.ts'
import { besideSources, fromSdist, requireSameProject, treeFor } from './sdist/build-from.ts'
import { keepSdist } from './sdist/keep-sdist.ts'
import { sdistOf } from './sdist/make-sdist.ts'
import { runSuites } from './suites/run-suites.ts'
import { makeExtras } from './extras/make-extras.ts'
import type { SuiteRun } from '../../core/suites/suite-run.ts'
import { stopwatch } from './stopwatch.ts'
import { testWheel } from './wheel/test-wheel.ts'
import { Transcript } from './transcript.ts'

/** A row, and what it is built and tested with. */
export interface Assignment {
  readonly row: Row
  /** Its folder and log are named by it. */
  readonly label: string
  readonly toolchain: Toolchain
  /** Further interpreters that the wheel is tested on. */
  readonly testOn: readonly Toolchain[]
}

/** Builds one row from its source to the attached wheel, from its beginning again where the connection to the host breaks. Whatever goes wrong is this row's failure. */
export async function buildRow(assignment: Assignment, bench: Bench): Promise<RowResult> {
  const { row, label } = assignment
  const { clock, log } = bench.ports
  const seconds = stopwatch(clock)
  const transcript = new Transcript(log, bench.redact)
  const suites: SuiteRun[] = []
  try {
    const result = await log.group(
      titleOf(row),
      async () =>
        await despiteLoss(titleOf(row), bench, async () => {
          transcript.settle()
          suites.length = 0
          return await steps({ ...assignment, suites }, bench, transcript, seconds)
        }),
    )
    await keepPrinted(row, label, transcript.lines, bench)
    return result
  } catch (error) {
    const kept = await keepLog(transcript.lines, label, bench)
    return {
      kind: 'failed',
      tried: true,
      row,
      problem: await failure(error, assignment, transcript.unsettled, kept, bench),
      log: kept.name,
      seconds: seconds(),
      suites,
    }
  }
}

/** What ran of its suites is told also where it fails. */
interface Watched extends Assignment {
  readonly suites: SuiteRun[]
}

async function steps(watched: Watched, bench: Bench, transcript: Transcript, seconds: () => number): Promise<RowResult> {
  const { row, label, toolchain, testOn, suites } = watched
  const { distributions } = bench.inputs
  bench.ports.log.say('info', `${nameOf(toolchain)} at ${toolchain.executable}, ${pipOf(toolchain)}`)
  const unset = row.recipe.environment_pass.filter((name) => bench.ports.environment[name] === undefined)
  if (unset.length > 0) bench.ports.log.say('warning', `environment_pass: this step does not set ${unset.join(', ')}.`)
  const sources = await bench.tree(row.source, row.recipe.patches)
  const sdist = await sdistOf(watched, sources, bench, transcript)
  if (sdist !== undefined && distributions === 'sdist') return await ofSdist(row, sdist, bench)
  const tree = await treeFor(sdist, sources, bench)
  const place = await layOut(row, label, toolchain, tree, bench, transcript.take)
  if (distributions === 'none') return await checkOnly(place, watched, transcript, seconds)
  const made = await fromSdist(sdist, sources, bench, transcript, async () => await makeWheel(place))
  if (made.requirements !== undefined) bench.cache?.requirements.set(row, made.requirements)
  transcript.settle()
  const wheel = await retagWheel(await repairWheel(made.wheel, place), place)
  transcript.settle()
  const fetched = await fetchWheel(wheel, label, place)
  const facts = await judgeWheel(fetched, row, toolchain, bench.ports)
  requireSameProject(facts, sdist)
  const among = await besideSources(place, sources)
  const tell = (run: SuiteRun): void => void suites.push(run)
  const check = async (): Promise<Pick<Built, 'imported' | 'tested'>> => await checks(wheel, facts, among, testOn, tell)
  const { imported, tested } = await fromSdist(sdist, sources, bench, transcript, check)
  const subject = { wheel, facts }
  const isDependency = row.origin === 'dependency'
  if (!isDependency) await transcript.apart(async () => await runSuites(subject, among, [toolchain, ...testOn], tell))
  const extras = isDependency ? [] : await makeExtras(subject, among)
  const constraints = made.constraints === undefined ? {} : { constraints: made.constraints }
  const told = { source: tree.source, seconds: seconds(), recipe: recipeDigest(row.recipe), ...constraints }
  const from = await keepSdist(sdist, bench)
  const file = await keepWheel(fetched, facts, { ...told, suites }, row, bench)
  await clear(place, fetched)
  return { kind: 'built', row, file, imported, tested, besides: [...from, ...extras], suites: [...suites] }
}

async function ofSdist(row: Row, sdist: Sdist, bench: Bench): Promise<RowResult> {
  await keepSdist(sdist, bench)
  const { file, attempt } = sdist
  if (attempt > 0) return { kind: 'kept', row, file, attempt, besides: [] }
  return { kind: 'built', row, file, imported: { kind: 'not-checked', said: 'it is an sdist' }, tested: [], besides: [], suites: [] }
}

/** Nothing is built: the suites run on a wheel of another job, or on the sources. */
async function checkOnly(place: Place, { suites, testOn }: Watched, transcript: Transcript, seconds: () => number): Promise<RowResult> {
  const { row, toolchain } = place
  const subject = await bringWheel(place)
  const tell = (run: SuiteRun): void => void suites.push(run)
  const checked = subject.facts === undefined ? undefined : await checks(subject.wheel, subject.facts, place, testOn, tell)
  const isDependency = row.origin === 'dependency'
  if (!isDependency) await transcript.apart(async () => await runSuites(subject, place, [toolchain, ...testOn], tell))
  if (!isDependency && checked?.imported.kind === 'not-checked' && suites.length === 0) requireAfter(checked.imported.said, place)
  const besides = isDependency ? [] : await makeExtras(subject, place)
  await clear(place)
  return { kind: 'tested', row, wheel: subject.facts?.name.text ?? '', besides, suites: [...suites], seconds: seconds() }
}

/** It would be green with nothing tested. */
function requireAfter(said: string, { bench }: Place): void {
  if (bench.inputs.after !== '') return
  throw new Problem(
    'TESTS_FAILED',
    `Nothing has tested it: there is no suite and no test command, and its import was not checked, for ${said}.`,
    'Name suites or a testCommand: they run with what the wheel depends on.',
  )
}

/** What a dependency is worth shows where it is used. */
async function checks(
  wheel: string,
  facts: WheelFacts,
  place: Place,
  testOn: readonly Toolchain[],
  tell: (run: SuiteRun) => void,
): Promise<Pick<Built, 'imported' | 'tested'>> {
  if (place.row.origin === 'dependency') return { imported: { kind: 'not-checked', said: 'it is a dependency' }, tested: [] }
  return { imported: await importWheel(wheel, facts, place), tested: await testWheel({ wheel, facts }, place, testOn, tell) }
}

/** What was made is good and attached by now: what cannot be cleared away is no failure of its row. */
async function clear({ bench, folder }: Place, fetched?: string): Promise<void> {
  try {
    if (fetched !== undefined) await bench.ports.files.remove(dirname(fetched))
    await bench.host.remove(folder)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    bench.ports.log.say('warning', `${folder} could not be removed: ${error.message}`)
  }
}

/** Brings a wheel from the host to this agent; the path there. */
async function fetchWheel(wheel: string, label: string, { bench }: Place): Promise<string> {
  const folder = join(bench.folder, 'fetched', label)
  const path = join(folder, wheel.split(/[/\\]/).at(-1) ?? '')
  await bench.ports.files.remove(folder)
  await bench.ports.files.write(join(folder, '.made'), '')
  await bench.host.get(wheel, path)
  return path
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

/** The row's Problem: what is the case, the lines that tell most of it, what to do and where the rest is. Its files are named as its source tree has them. */
async function failure(
  error: unknown,
  { row, label }: Assignment,
  output: readonly string[],
  log: KeptLog,
  bench: Bench,
): Promise<Problem> {
  const problem = asProblem(error, 'BUILD_FAILED', 'The build stopped', 'If this is no fault of the machine, report it with the log.')
  const printed = withoutFolder(await projectOn(row, label, bench), output)
  const cause = problem.remedy === '' ? causeLine(printed) : undefined
  const headline = cause === undefined ? problem.message : `${problem.message.replace(/\.$/, '')} (${cause}).`
  // Suites that failed have told it themselves, each its own.
  const lines = problem.code === 'TESTS_FAILED' ? [] : tellingLines(printed).map((line) => `\n    ${line}`)
  const remedy = [problem.remedy, log.where].filter((part) => part !== '').join(' ')
  const message = bench.redact(`${titleOf(row)}: ${headline}${lines.join('')}`)
  const at = cause === undefined ? undefined : await inSources(errorPlace(printed), row, bench)
  return new Problem(problem.code, message, remedy === '' ? '' : `\n${bench.redact(remedy)}`, error, at)
}

/** The folder of a row's project on the host, as far as its tree could be had. */
async function projectOn({ source, recipe }: Row, label: string, bench: Bench): Promise<string> {
  const top = treeOf(label, bench)
  try {
    const { inside } = await bench.tree(source, recipe.patches)
    return inside === '' || source.kind !== 'folder' ? top : bench.host.join(top, ...inside.split('/'))
  } catch (error) {
    if (error instanceof Problem) return top
    throw error
  }
}

/** A place that the run's page can show: one of a file of the sources that are checked out here. */
async function inSources(place: SourcePlace | undefined, { source }: Row, { ports }: Bench): Promise<SourcePlace | undefined> {
  const told = place?.path.replaceAll('\\', '/') ?? ''
  if (place === undefined || source.kind !== 'folder' || !isSafeMemberPath(told)) return undefined
  const path = resolve(ports.workspace.sources, source.path, told)
  return (await ports.files.kind(path)) === 'file' ? { ...place, path } : undefined
}
