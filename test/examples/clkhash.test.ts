import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runPipeline, type RunReport } from '../../local-agent/server/run-pipeline.ts'
import { findPython, findPythons, minorOf, requireTwine } from '../servers/python.ts'
import { copyExample, type Example, issues, stages } from './example.ts'

type Lines = Map<string, { hits: number; missing: Set<string> | undefined }>

/** What a Cobertura file says of each line, `path:line`: as it stands there, by nothing of ours. */
function linesIn(xml: string): Lines {
  const lines: Lines = new Map()
  for (const [, path = '', body = ''] of xml.matchAll(/<class [^>]*filename="([^"]*)"[^>]*>(.*?)<\/class>/gs))
    for (const [, tag = ''] of body.matchAll(/<line ([^>]*)>/g)) {
      const attribute = (name: string): string | undefined => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(tag)?.[1]
      const missing = attribute('branch') === 'true' ? new Set((attribute('missing-branches') ?? '').split(',').filter(Boolean)) : undefined
      lines.set(`${path}:${attribute('number') ?? ''}`, { hits: Number(attribute('hits')), missing })
    }
  return lines
}

/** Added by hand: hits, and of branches what none of them took. */
function merged(all: readonly Lines[]): Lines {
  const sum: Lines = new Map()
  for (const [at, { hits, missing }] of all.flatMap((one) => [...one])) {
    const before = sum.get(at)
    const both = before?.missing && missing ? new Set([...missing].filter((way) => before.missing?.has(way))) : (before?.missing ?? missing)
    sum.set(at, { hits: hits + (before?.hits ?? 0), missing: both })
  }
  return sum
}

describe('examples/clkhash', function () {
  this.timeout(240_000)
  let example: Example
  let pythons: string[]
  let broken: RunReport
  let run: RunReport

  const variables = (): Record<string, string> => ({ PIP_NO_INDEX: '1', pythons: `3\\.(${pythons.join('|')})` })
  /** The one on which a test fails at first. */
  const last = (): string => pythons.at(-1) ?? ''
  /** The legs on it: where 3.11 is all there is, those for Windows too. */
  const failing = (): string[] => legs(broken).filter((leg) => leg.startsWith(`py3${last()}_`))
  const suiteFile = (): string => join(example.folder, 'tests/test_bloom.py')
  const text = (report: RunReport, artifact: RegExp, file: RegExp): string[] =>
    report.run.artifacts
      .filter(({ name }) => artifact.test(name))
      .flatMap(({ files }) => [...files].filter(([name]) => file.test(name)).map(([, bytes]) => new TextDecoder().decode(bytes)))
  const legs = (report: RunReport): string[] =>
    report.run.records
      .filter(({ type, identifier }) => type === 'Job' && identifier.startsWith('build.test.'))
      .map(({ identifier }) => identifier.split('.').at(-1) ?? '')

  before(async function () {
    if (process.platform === 'win32') this.skip()
    findPython(this)
    const minors = new Set(findPythons('pip').map(minorOf))
    // As many of the example's own as this machine has.
    pythons = ['9', '10', '11', '12'].filter((minor) => minors.has(Number(minor)))
    if (!pythons.includes('11')) this.skip()
    example = copyExample('clkhash')
    const whole = readFileSync(suiteFile(), 'utf8')
    const condition = `__import__("sys").version_info[:2] == (3, ${last()})`
    writeFileSync(suiteFile(), whole.replace('> 0.8 >', `> (0.99 if ${condition} else 0.8) >`))
    broken = await example.run({ variables: variables() })
    writeFileSync(suiteFile(), whole)
    run = await example.run({ variables: variables(), rerun: true })
  })
  after(() => example?.remove())

  describe('with a test that fails on one python', () => {
    it('runs every leg to its end and collects nothing', () => {
      assert.equal(broken.code, 1)
      assert.deepEqual(stages(broken), { checks: 'succeeded', build: 'failed', package: 'skipped' })
      assert.equal(legs(broken).length, pythons.length + 2)
      assert.deepEqual(text(broken, /^release/, /./), [])
      assert.deepEqual([...broken.run.tags], [])
      assert.equal(broken.run.coverage.length, 0)
    })

    it('publishes the results of its legs as of all others, and tells the test at its line of the sources', () => {
      const told = issues(broken, 'error').filter((message) => /tests\/test_bloom\.py\(\d+,/.test(message))
      assert.ok(failing().length > 0)
      assert.equal(told.length, failing().length, issues(broken, 'error').join('\n'))
      for (const message of told) assert.match(message, /a_misspelt_name_is_nearer_than_another/)
      const units = broken.run.testRuns.filter(({ title }) => title.endsWith(': unit'))
      assert.equal(units.length, pythons.length + 2)
      assert.deepEqual(
        units
          .filter(({ failed }) => failed > 0)
          .map(({ title, passed, failed }) => `${title} ${passed} ${failed}`)
          .sort(),
        failing()
          .map((leg) => `linkkeys 1.2.0 on Python 3.${last()} (${leg}): unit 9 1`)
          .sort(),
      )
    })
  })

  describe('run again when it is mended', () => {
    it('ends well: what failed ran again, and what was good stood', () => {
      assert.equal(run.code, 0, run.log.join('\n'))
      assert.deepEqual(issues(run, 'error'), [])
      assert.deepEqual(stages(run), { checks: 'succeeded', build: 'succeeded', package: 'succeeded' })
      const names = run.run.artifacts.map(({ name }) => name)
      assert.equal(new Set(names).size, names.length)
      assert.deepEqual(
        names.filter((name) => !/^(?:tests\.|Code Coverage Report_)/.test(name)).sort(),
        ['checks.checks.lint.1', 'plan_gm.build.plan.1', 'release.package.collect.1', 'wheels.build.wheel.1'].sort(),
      )
      assert.deepEqual(
        names.filter((name) => name.endsWith('.2')).sort(),
        failing()
          .map((leg) => `tests.build.test.${leg}.2`)
          .sort(),
      )
    })

    it('has a leg for each python, named so that people can read it, and says of those for Windows that they run here', () => {
      const own = pythons.map((minor) => `py3${minor}_ubuntu_x64`)
      assert.deepEqual(legs(run).sort(), [...own, 'py311_windows_x64', 'py311_windows_x86'].sort())
      assert.ok(broken.log.some((line) => /windows/i.test(line) && /here|this machine/.test(line)))
    })

    it('calls each test run by wheel, python, leg and suite; what is skipped is none', () => {
      const titles = run.run.testRuns.map(({ title }) => title)
      assert.ok(titles.includes('linkkeys 1.2.0 on Python 3.11 (py311_windows_x64): tutorial'), titles.join('\n'))
      assert.ok(!titles.includes('linkkeys 1.2.0 on Python 3.11 (py311_windows_x86): tutorial'))
      assert.deepEqual(
        titles.filter((title) => title.endsWith(': full')).map((title) => title.split(':')[0]),
        titles.filter((title) => title.includes('(py312_ubuntu_x64): unit')).map((title) => title.split(':')[0]),
      )
    })

    it('collects one set: a wheel, its sdist and an executable for each architecture, each with its hash', () => {
      const [manifest = '{}'] = text(run, /^release\.package\.collect\./, /^manifest\.json$/)
      const { files } = JSON.parse(manifest) as { files: { name: string; origin: string }[] }
      assert.deepEqual(files.map(({ name, origin }) => `${name} ${origin}`).sort(), [
        'linkkeys-1.2.0-py3-none-any.whl built',
        'linkkeys-1.2.0.tar.gz built',
        'linkutil-x64.exe extra',
        'linkutil-x86.exe extra',
      ])
      const [sums = ''] = text(run, /^release\./, /^SHA256SUMS$/)
      assert.equal(sums.trim().split('\n').length, 4)
    })

    it('publishes coverage once: that of all legs, line by line what their reports come to when merged by hand', () => {
      const attempts = run.run.artifacts.filter(({ name }) => name.startsWith('tests.')).map(({ name }) => name)
      const latest = attempts.filter((name) => !attempts.includes(name.replace(/1$/, '2')) || name.endsWith('.2'))
      const parts = latest.flatMap((name) => text(run, new RegExp(`^${name}$`), /\.coverage\.xml$/)).map(linesIn)
      assert.equal(parts.length, pythons.length + 2)
      const [published = ''] = text(run, /^Code Coverage Report_/, /\.xml$/)
      assert.equal(run.run.coverage.length, 1)
      assert.deepEqual(linesIn(published), merged(parts))
      assert.ok([...linesIn(published).keys()].every((at) => at.startsWith('src/linkkeys/')))
    })

    it('puts the tag on the run', () => assert.deepEqual([...run.run.tags], ['Automated']))
  })

  describe('released by the pipeline of its own', () => {
    let out: string
    const release = async (approve: boolean | string): Promise<RunReport> =>
      await runPipeline({
        file: join(example.folder, 'release/azure-pipelines.yml'),
        out,
        approve,
        local: { pipelines: { build: example.out } },
      })
    const uploaded = (): string[] => readdirSync(join(out, 'pypi')).sort()

    before(function () {
      requireTwine(this)
      out = join(example.out, '../release')
    })

    it('uploads nothing without the code', async () => {
      const report = await release('looks good')
      assert.equal(report.code, 1)
      assert.deepEqual(uploaded(), [])
    })

    it('uploads the wheel and the sdist that were collected, and no executable', async () => {
      const report = await release(true)
      assert.equal(report.code, 0, report.log.join('\n'))
      assert.deepEqual(uploaded(), ['linkkeys-1.2.0-py3-none-any.whl', 'linkkeys-1.2.0.tar.gz'])
      const collected = run.run.artifacts.find(({ name }) => name.startsWith('release.'))?.files
      for (const name of uploaded()) assert.deepEqual(readFileSync(join(out, 'pypi', name)), Buffer.from(collected?.get(name) ?? []))
      assert.ok(!report.log.join('\n').includes('pypi-clkhash-token'))
    })
  })
})
