import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { messageOf } from '../mistake.ts'
import type { LoggingCommand } from './command.ts'
import { readTests, type TestResult } from './junit.ts'
import type { CommandHandler, StepContext } from './step-context.ts'

// Agent sources: Agent.Worker/TestResults/ResultsCommandExtension.cs and Legacy/LegacyTestRunDataPublisher.cs.

/** The commands of area `results`. */
export const RESULTS_COMMANDS: ReadonlyMap<string, CommandHandler> = new Map([['publish', publish]])

/** What cannot be published is a warning, but for a command that is wrong itself; failing tests fail the step only where that is asked for. */
function publish(context: StepContext, { properties, data }: LoggingCommand): void {
  const given = data.trim() === '' ? (properties.get('resultfiles') ?? '') : data
  if (given === '') throw new Error("'TestResults' has to be specified.")
  const type = properties.get('type') ?? ''
  if (type === '') throw new Error("'Testrunner' has to be specified.")
  if (type.toLowerCase() !== 'junit') throw new Error(`The local agent reads no test results but those of JUnit, not of '${type}'.`)
  if (flag(properties, 'mergeresults') === false)
    throw new Error('The local agent publishes no test run for each file: mergeResults must be true.')
  const tests = given.split(',').flatMap((file) => testsOf(context, file))
  const failures = tests.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
  const skipped = tests.filter(({ outcome }) => outcome === 'skipped').length
  if (tests.length > 0) {
    const title = properties.get('runtitle')?.trim() || `${type}_TestResults_${context.job.variables.get('build.buildId') ?? ''}`
    const passed = tests.length - failures.length - skipped
    const shown = (text: string): string => context.job.masker.mask(text)
    context.job.sink.testRun({ title: shown(title), passed, failed: failures.length, skipped, failures: failures.map(shown) })
  }
  context.await('Publish test results', Promise.resolve())
  if (failures.length > 0 && flag(properties, 'failtaskonfailedtests') === true) {
    context.error(
      'There are one or more test failures detected in result files. Detailed summary of published test results can be viewed in the Tests tab.',
    )
    context.merge('failed')
  }
}

function testsOf(context: StepContext, file: string): readonly TestResult[] {
  try {
    const tests = readTests(readFileSync(resolve(file), 'utf8'))
    if (tests.length === 0) context.warning(`No test results found in '${file}' that the reader of JUnit knows.`)
    return tests
  } catch (error) {
    context.warning(`Failed to read ${file}. Error : ${messageOf(error)}`)
    return []
  }
}

function flag(properties: LoggingCommand['properties'], name: string): boolean | undefined {
  const value = properties.get(name)?.trim().toLowerCase()
  return value === 'true' ? true : value === 'false' ? false : undefined
}
