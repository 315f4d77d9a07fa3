import { counted } from '../counted.ts'
import { inShort } from '../in-short.ts'
import { Problem } from '../problem.ts'
import { readXml } from '../xml.ts'
import { type ToldPlace, placesIn } from './places.ts'
import type { TestCounts } from './suite-run.ts'

/** What a JUnit report tells, in whichever of its dialects: pytest (xunit1, xunit2), unittest-xml-reporting, nose, surefire. */
export interface TestReport {
  readonly counts: TestCounts
  readonly failing: readonly ReportedFailure[]
}

/** A test that failed, as its report has it. */
export interface ReportedFailure {
  readonly name: string
  /** One line. */
  readonly says: string
  /** Where it may have been, as the machine that ran it names its files, the most telling first. */
  readonly places: readonly ToldPlace[]
}

/** Whether a document with that outermost element is a report of tests. */
export function isJunit(root: string): boolean {
  return root === 'testsuites' || root === 'testsuite'
}

/**
 * Reads a JUnit report. Its tests are counted: what its attributes say of their number is not believed. A test with both a failure and an
 * error counts once, and each failure of a whole suite as a test. A broken document is `FILE_INVALID`, as is one that counts failures and
 * shows none: what it lacks may be all that failed.
 */
export function readJunit(text: string, source: string): TestReport {
  const cases: Case[] = []
  const suites: Attributes[] = []
  let test: Case | undefined
  let verdict: Verdict | undefined
  let claimed = 0
  readXml(text, source, {
    open(name, attributes) {
      if (isJunit(name)) claimed = Math.max(claimed, claimOf(attributes))
      if (name === 'testsuite') suites.push(attributes)
      else if (name === 'testcase') test = caseOf(attributes, suites.at(-1) ?? {}, cases)
      else if (isKind(name)) verdict = begin(name, attributes, test ?? ofSuite(suites.at(-1) ?? {}, name, cases))
    },
    text(part) {
      if (verdict !== undefined && verdict.text.length < mostText) verdict.text += part
    },
    close(name) {
      if (name === 'testsuite') suites.pop()
      else if (name === 'testcase') test = undefined
      else if (isKind(name)) verdict = undefined
    },
  })
  const failing = cases.flatMap(failureOf)
  if (claimed > 0 && failing.length === 0)
    throw new Problem(
      'FILE_INVALID',
      `${source} counts ${counted(claimed, 'failure')}, and shows no test that failed.`,
      'See what wrote it.',
    )
  return { counts: countsOf(cases), failing }
}

type Attributes = Readonly<Record<string, string>>

/** The worst first. */
const kinds = ['failure', 'error', 'skipped'] as const

/** How many failures a suite says that it has. */
function claimOf({ failures = '', errors = '' }: Attributes): number {
  return [failures, errors].reduce((sum, text) => sum + (/^\d{1,9}$/.test(text) ? Number(text) : 0), 0)
}

interface Verdict {
  readonly kind: (typeof kinds)[number]
  readonly attributes: Attributes
  text: string
}

interface Case {
  readonly attributes: Attributes
  readonly suite: Attributes
  readonly verdicts: Verdict[]
}

/** More of a failure than anybody reads: what it ends with is rarely so far off. */
const mostText = 1_000_000

function isKind(name: string): name is Verdict['kind'] {
  return kinds.some((kind) => kind === name)
}

function begin(kind: Verdict['kind'], attributes: Attributes, { verdicts }: Case): Verdict {
  const verdict = { kind, attributes, text: '' }
  verdicts.push(verdict)
  return verdict
}

/** pytest writes a test that failed, and whose teardown failed too, twice in a row: it is one. */
function caseOf(attributes: Attributes, suite: Attributes, cases: Case[]): Case {
  const last = cases.at(-1)
  const isSame = (key: string): boolean => last?.attributes[key] === attributes[key]
  if (last !== undefined && suite['name'] === 'pytest' && last.suite === suite && isSame('name') && isSame('classname')) return last
  const one = { attributes, suite, verdicts: [] }
  cases.push(one)
  return one
}

/** A suite that fails outside of any test of its counts as a test by its name; one that is skipped as a whole as none. */
function ofSuite(suite: Attributes, kind: Verdict['kind'], cases: Case[]): Case {
  const whole = { attributes: { name: suite['name'] ?? 'the suite' }, suite, verdicts: [] }
  if (kind !== 'skipped') cases.push(whole)
  return whole
}

function worst({ verdicts }: Case): Verdict | undefined {
  return kinds.map((kind) => verdicts.find((verdict) => verdict.kind === kind)).find((verdict) => verdict !== undefined)
}

function countsOf(cases: readonly Case[]): TestCounts {
  const found = cases.map((one) => worst(one)?.kind)
  const count = (kind: Verdict['kind']): number => found.filter((one) => one === kind).length
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') }
}

function failureOf(test: Case): ReportedFailure[] {
  const verdict = worst(test)
  if (verdict === undefined || verdict.kind === 'skipped') return []
  return [{ name: nameOf(test), says: saysOf(verdict), places: [...placesIn(verdict.text), ...declaredPlace(test)] }]
}

/** What stands in for a class where a module could not be loaded: the test is the module's name then. */
const standIns = ['', 'unittest.loader._FailedTest', 'unittest.loader.ModuleImportFailure']

function nameOf({ attributes: { classname = '', name = '' } }: Case): string {
  // A doctest of a file is called by it twice.
  const isFile = name.includes('.') && classname.endsWith(`.${name}`)
  const whole = isFile ? classname : standIns.includes(classname) || name.startsWith(`${classname}.`) ? name : `${classname}.${name}`
  return inShort(oneLine(whole)) || 'a test without a name'
}

/** Where the test itself stands; pytest counts its lines from 0. */
function declaredPlace({ attributes: { file = '', line = '' }, suite }: Case): ToldPlace[] {
  if (file === '' || !/^\d{1,9}$/.test(line)) return []
  return [{ path: file, line: Number(line) + (suite['name'] === 'pytest' ? 1 : 0) }]
}

/** The message's first line with the exception's name; pytest's `collection failure` says nothing, and the trace below it all. */
function saysOf({ attributes: { message = '', type = '' }, text }: Verdict): string {
  const [first = ''] = message.trim().split(/[\r\n]/)
  const said = doctestIn(message) ?? (first === '' || first === 'collection failure' ? (traceEnd(text) ?? first) : first)
  const exception = type.split('.').at(-1) ?? ''
  return inShort(oneLine(exception === '' || said.includes(exception) ? said : `${exception}: ${said}`)) || 'it says nothing'
}

/** The example that failed, what it was to say and what it said: pytest shows a doctest from its first line on, each line with its number. */
function doctestIn(message: string): string | undefined {
  if (!/^\d{3}(?: |$)/m.test(message.slice(0, 4))) return undefined
  const lines = message.split(/[\r\n]+/)
  const from = lines.findLastIndex((line) => /^\d{3,} +>>> /.test(line))
  const end = lines.findIndex((line, at) => at > from && /^Traceback |:\d+: \w+$/.test(line))
  if (from < 0) return undefined
  return lines
    .slice(from, end < 0 ? undefined : end)
    .map((line) => line.replace(/^\d{3,} +/, '').trim())
    .join(' ')
}

/** The last line that names an exception, else the first that says anything. */
function traceEnd(text: string): string | undefined {
  const lines = text.split(/[\r\n]+/).map((line) => line.replace(/^E\s+/, '').trim())
  return lines.findLast((line) => /^[\w.]*(?:Error|Exception|Exit|Interrupt|Failed)\b/.test(line)) ?? lines.find((line) => line !== '')
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}
