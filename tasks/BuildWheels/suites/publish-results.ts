import { join } from 'node:path'
import { formatCobertura } from '../../../core/coverage/format.ts'
import { mergeCoverage } from '../../../core/coverage/merge.ts'
import { totalsOfAll } from '../../../core/coverage/totals.ts'
import { Problem } from '../../../core/problem.ts'
import { cleanXml } from '../../../core/suites/clean-xml.ts'
import { decodeXml } from '../../../core/suites/decode-xml.ts'
import { isJunit, readJunit, type TestReport } from '../../../core/suites/junit.ts'
import { addCounts, faultOf } from '../../../core/suites/results.ts'
import { runTitle } from '../../../core/suites/run-title.ts'
import type { FailingTest, TestCounts } from '../../../core/suites/suite-run.ts'
import { nameOfRun } from '../../../core/suites/tell-run.ts'
import { sha256Of } from '../../../core/sha256.ts'
import { formatSize } from '../../../core/size.ts'
import { attach, type Desk } from '../bench.ts'
import type { Place } from '../place.ts'
import type { EndedSuite } from './ended-suite.ts'
import { freeName } from './free-name.ts'
import { findFailing } from './find-failing.ts'
import { publishTests } from './publish-tests.ts'
import { type MappedCoverage, mapCoverage } from './map-coverage.ts'

/** What its reports came to. */
export interface Results {
  /** Undefined where it left no report of tests. */
  readonly counts: TestCounts | undefined
  readonly failing: readonly FailingTest[]
  /** Names in the artifact. */
  readonly reports: readonly string[]
  readonly coverage: string
  /** Why it fails, whatever its commands ended with: failing tests (`TESTS_FAILED`), a broken report (`FILE_INVALID`) or a missing or empty one (`RESULTS_MISSING`). */
  readonly fault: Problem | undefined
}

/** Where a report or coverage that a suite left lies on this agent, by its name in the artifact. */
export function resultPath(name: string, { outputDirectory }: Pick<Desk, 'outputDirectory'>): string {
  return join(outputDirectory, 'results', name)
}

/**
 * Brings a suite's reports (every `*.xml` of its folder of results) to this agent without the secrets that they may show, keeps and attaches
 * them as `<label>-<suite>.junit.xml`, `.coverage.xml`, and publishes its tests as one run.
 */
export async function publishResults(ended: EndedSuite, place: Place): Promise<Results> {
  const found = await bring(ended, place)
  const reports: string[] = []
  for (const { text } of found.tests) reports.push(await keep(text, 'junit', ended, place))
  for (const { text, root } of found.others) await keep(text, root, ended, place)
  const coverage = await keepCoverage(found.coverage, ended, place)
  const counts = addCounts(found.tests.map(({ report }) => report.counts))
  const failing = await findFailing(
    found.tests.flatMap(({ report }) => report.failing),
    ended,
    place,
  )
  if ((counts?.tests ?? 0) > 0) publish(ended, reports, place)
  if (counts !== undefined && counts.tests > 0 && counts.skipped === counts.tests)
    place.bench.ports.log.say(
      'warning',
      `The suite ${nameOfRun({ ...ended, suite: ended.suite.name })} tested nothing: ${allSkipped(counts)}.`,
    )
  const isCovered = coverage === '' ? undefined : found.coverage.some((one) => totalsOfAll(one.coverage).lines.covered > 0)
  return { counts, failing, reports, coverage, fault: faultOf(ended.suite, { counts, broken: found.broken, isCovered }) }
}

function allSkipped({ tests }: TestCounts): string {
  return tests === 1 ? 'its only test was skipped' : `all of its ${tests} tests were skipped`
}

/** What was found in a folder of results. */
interface Found {
  readonly tests: { readonly text: string; readonly report: TestReport }[]
  readonly coverage: MappedCoverage[]
  readonly others: { readonly root: string; readonly text: string }[]
  broken: Problem | undefined
}

/** Some test runners write one report a class. */
const mostReports = 1000

async function bring(ended: EndedSuite, place: Place): Promise<Found> {
  const names = await place.bench.host.find(ended.results, ['**/*.xml'])
  const found: Found = { tests: [], coverage: [], others: [], broken: undefined }
  if (names.length > mostReports) return { ...found, broken: tooMany(names.length) }
  let left = mostBytes
  for (const name of names) {
    try {
      left -= await readInto(found, name, left, ended, place)
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'FILE_INVALID') throw error
      found.broken ??= error
    }
  }
  return found
}

function tooMany(count: number): Problem {
  const says = `It left ${count} reports, and no more than ${mostReports} are read.`
  return new Problem('FILE_INVALID', says, 'Have it write one for many tests.')
}

/** Reads a report of at most `most` bytes; its size. */
async function readInto(found: Found, name: string, most: number, ended: EndedSuite, place: Place): Promise<number> {
  const { host, redact } = place.bench
  const bytes = await fetch(host.join(ended.results, ...name.split('/')), most, place)
  if (bytes === undefined) throw tooLarge(name)
  const written = decodeXml(bytes)
  const { root, text } = cleanXml(written, name, redact)
  if (isJunit(root)) found.tests.push({ text, report: readJunit(text, name) })
  else if (root === 'coverage') found.coverage.push(await mapCoverage(written, name, ended, place))
  else
    found.others.push({
      root: root
        .replaceAll(/[^A-Za-z0-9_]+/g, '_')
        .slice(0, 40)
        .toLowerCase(),
      text,
    })
  return bytes.length
}

/** Of all reports of a suite, which are held at once; escaped, each byte may become six, and half a billion is more than a text may have. */
const mostBytes = 64_000_000

function tooLarge(name: string): Problem {
  const says = `With ${name} its reports are larger than ${formatSize(mostBytes)} together.`
  return new Problem('FILE_INVALID', says, 'Have less of its output in them, such as pytest -o junit_logging=no.')
}

/** Undefined where it is larger than `most`. */
async function fetch(from: string, most: number, { bench, label }: Place): Promise<Uint8Array | undefined> {
  const { host, ports, folder } = bench
  const path = join(folder, 'results', label, 'report.xml')
  await ports.files.remove(path)
  await ports.files.write(`${path}.made`, '')
  try {
    await host.get(from, path)
    const found = await ports.files.behind(path)
    return found === undefined || found.size > most ? undefined : await ports.files.read(path)
  } finally {
    await ports.files.remove(path)
  }
}

/** Several of one suite become one. */
async function keepCoverage(measured: readonly MappedCoverage[], ended: EndedSuite, place: Place): Promise<string> {
  const { ports, redact } = place.bench
  for (const line of new Set(measured.flatMap(({ warnings }) => warnings))) ports.log.say('warning', redact(`${ended.suite.name}: ${line}`))
  const [first, ...more] = measured.filter(({ coverage }) => coverage.size > 0)
  if (first === undefined) return ''
  const whole =
    more.length === 0 ? first.text : formatCobertura(mergeCoverage([first, ...more].map(({ coverage }) => coverage)), place.tree.epoch)
  return await keep(cleanXml(whole, 'the coverage', redact).text, 'coverage', ended, place)
}

/** Keeps a report under a name that nothing else of this run has, and attaches it; its name. */
async function keep(text: string, kind: string, { label, suite }: EndedSuite, { bench }: Place): Promise<string> {
  const name = freeName(`${label}-${suite.name}.${kind}.xml`, (one) => !bench.kept.has(one))
  bench.kept.set(name, sha256Of(text))
  await bench.ports.files.write(resultPath(name, bench), text)
  attach(bench, resultPath(name, bench))
  return name
}

function publish(ended: EndedSuite, reports: readonly string[], { bench }: Place): void {
  const { inputs, ports, redact } = bench
  if (!inputs.publishTestResults) return
  const title = redact(runTitle({ ...ended, suite: ended.suite.name }, legOf(inputs.where)))
  publishTests(
    title,
    reports.map((name) => resultPath(name, bench)),
    ports,
  )
}

/** What a test run calls its job: its leg; one without a matrix is told by its name, where it was given one. */
export function legOf({ leg, job }: Place['bench']['inputs']['where']): string {
  return leg !== '' || /^(?:__default|job\d*)$/i.test(job) ? leg : job
}
