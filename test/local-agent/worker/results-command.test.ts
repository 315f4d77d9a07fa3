import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Bench } from './one-job.ts'
import { OneStep } from './one-step.ts'

describe('results.publish', () => {
  const bench = new Bench()
  after(() => bench.close())

  const publish = (properties: string): OneStep =>
    new OneStep({ variables: { 'build.buildId': '42' } }).say(`##vso[results.publish ${properties}]`)
  const report = (name: string, tests: string): string => bench.write(`files/${name}`, `<testsuite name="s">${tests}</testsuite>`)
  const good = report('good.xml', '<testcase name="a"/><testcase name="b"><skipped/></testcase>')
  const bad = report('bad.xml', '<testcase name="c"><failure/></testcase><testcase name="d"/>')
  const empty = report('empty.xml', '')
  const broken = bench.write('files/broken.xml', '<testsuite>')

  it('makes one run of all files, and does not fail for a failing test', () => {
    const step = publish(
      `type=JUnit;mergeResults=true;runTitle=spam 1.0 on Python 3.11: unit%3B docs;resultFiles=${good},${bad};failTaskOnFailedTests=false`,
    )
    assert.deepEqual(step.testRuns, [{ title: 'spam 1.0 on Python 3.11: unit; docs', passed: 2, failed: 1, skipped: 1, failures: ['c'] }])
    assert.deepEqual([step.context.commandResult, step.context.result, step.warnings], [undefined, undefined, 0])
  })
  it('shows no secret that the title or the name of a test holds, for what is kept of a run has none', () => {
    const parametrised = report('secret.xml', '<testcase name="t[hunter22]"><failure/></testcase>')
    const step = new OneStep()
    step.masker.add('hunter22')
    step.say(`##vso[results.publish type=JUnit;runTitle=hunter22;resultFiles=${parametrised}]`)
    assert.deepEqual(
      step.testRuns.map(({ title, failures }) => [title, failures]),
      [['***', ['t[***]']]],
    )
  })
  it('takes the files from its data, and makes a title of its own', () =>
    assert.deepEqual(
      new OneStep({ variables: { 'build.buildId': '42' } })
        .say(`##vso[results.publish type=junit]${good}`)
        .testRuns.map(({ title }) => title),
      ['junit_TestResults_42'],
    ))
  it('fails for a failing test where that is asked for', () => {
    const step = publish(`type=JUnit;resultFiles=${bad};failTaskOnFailedTests=true`)
    assert.deepEqual([step.testRuns.length, step.context.result], [1, 'failed'])
  })
  const WARNED: readonly (readonly [what: string, files: string, warnings: number])[] = [
    ['a file without tests', empty, 1],
    ['a broken file', broken, 1],
    ['a file that is not there', join(bench.folder, 'missing.xml'), 1],
    ['a path with a comma', good.replace('good', 'go,od'), 2],
  ]
  for (const [what, files, warnings] of WARNED)
    it(`only warns of ${what}, as the agent does`, () => {
      const step = publish(`type=JUnit;resultFiles=${files}`)
      assert.deepEqual([step.testRuns, step.warnings, step.context.commandResult], [[], warnings, undefined])
    })
  const REFUSED: readonly (readonly [why: string, properties: string])[] = [
    ['no type', `resultFiles=${good}`],
    ['no files', 'type=JUnit'],
    ['a type that is not read here', `type=NUnit;resultFiles=${good}`],
    ['a run for each file', `type=JUnit;mergeResults=false;resultFiles=${good}`],
  ]
  for (const [why, properties] of REFUSED)
    it(`fails for ${why}`, () => {
      const step = publish(properties)
      assert.deepEqual([step.testRuns, step.context.commandResult], [[], 'failed'])
    })
})
