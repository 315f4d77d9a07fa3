import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import type { Exit } from '../../../core/ports.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { Yard } from './projects.ts'
import { type Done, junit, suiteHost } from './suite-host.ts'
import { type Change, type Tried, tryRun } from './try-run.ts'

const failed: Exit = { kind: 'exited', code: 1 }

/** A report of one failing test, that went through these places. */
const failing = (trace: string, message = 'assert 1 == 2'): string =>
  `<testsuite name="pytest"><testcase classname="a" name="b"><failure message="${message}">${trace}</failure></testcase></testsuite>`

const cobertura = (file: string, ...hits: readonly number[]): string =>
  `<coverage version="7.2" line-rate="0.5" lines-valid="${hits.length}" lines-covered="1"><sources><source>/x</source></sources><packages><package name="spam"><classes><class name="a" filename="${file}"><methods/><lines>${hits.map((hit, at) => `<line number="${at + 1}" hits="${hit}"/>`).join('')}</lines></class></classes></package></packages></coverage>`

describe('what suites leave', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/libs/spam/pyproject.toml', '')
    yard.write('sources/libs/spam/spam.py', '# one\n# two\n')
    yard.write('sources/libs/spam/tests/test_spam.py', '# one\n# two\n# three\n')
  })
  afterEach(() => yard.remove())

  interface Left extends Tried {
    readonly run: SuiteRun
    /** Names of what was attached besides the wheel and its manifests. */
    readonly attached: readonly string[]
    readonly text: (name: string) => string
  }
  async function leave(
    done: Done,
    { suite = 'run: "x {results}"', inputs = {}, more = {} }: { suite?: string; inputs?: Record<string, string>; more?: Change } = {},
  ): Promise<Left> {
    const tried = await tryRun(
      yard,
      { packages: 'libs/spam', suites: `unit: { files: [tests], ${suite} }`, ...inputs },
      { host: suiteHost(() => done), ...more },
    )
    const [run] = tried.manifest.suites ?? []
    assert.ok(run !== undefined)
    const { attached } = tried.pipeline
    const names = attached.map(({ name }) => name).filter((name) => name.endsWith('.xml'))
    const text = (name: string): string => new TextDecoder().decode(attached.find((one) => one.name === name)?.bytes)
    return { ...tried, run, attached: names, text }
  }
  const places = ({ outcome }: Tried): string[] =>
    outcome.problems.flatMap(({ at }) => (at === undefined ? [] : [`${at.path.replace(`${yard.path('sources')}/`, '')}:${at.line}`]))

  it('is one test run of all reports, attached by the name of row and suite', async () => {
    const left = await leave({ leaves: { 'a.xml': junit(['one', 'two']), 'deep/b.xml': junit(['three']), 'c.txt': 'no report' } })
    assert.equal(left.outcome.result, 'succeeded', left.outcome.problems[0]?.text)
    assert.deepEqual(left.run.counts, { tests: 3, failures: 0, errors: 0, skipped: 0 })
    assert.deepEqual([left.run.reports, left.attached], [left.attached, ['spam-3-unit.junit.xml', 'spam-3-unit.2.junit.xml']])
    assert.deepEqual(
      left.pipeline.testRuns.map(({ title, reports }) => [title, reports.length]),
      [['spam 1.0 on Python 3.14 (wheel_any): unit', 2]],
    )
  })

  it('is published also where tests fail, which are issues at their places in the sources', async () => {
    const left = await leave({ exit: failed, leaves: { 'a.xml': junit(['one', 'two'], ['two']) } })
    assert.equal(left.outcome.result, 'failed')
    assert.deepEqual(
      [left.run.result, left.run.failing],
      ['failed', [{ name: 'tests.test_spam.two', says: 'assert 1 == 2', at: { path: 'libs/spam/tests/test_spam.py', line: 3 } }]],
    )
    assert.deepEqual([left.pipeline.testRuns.length, places(left)], [1, ['libs/spam/tests/test_spam.py:3']])
    assert.match(left.outcome.summary, /^### Tests: 1 passed, 1 failed; suites: 1 failed\n/)
  })

  const site = 'venv/lib/python3.14/site-packages'
  const traces: [what: string, trace: string, at: string | undefined][] = [
    ['where it ran', 'WORK/tests/test_spam.py:2: AssertionError', 'libs/spam/tests/test_spam.py:2'],
    ['the source tree', 'PROJECT/spam.py:1: ValueError', 'libs/spam/spam.py:1'],
    ['the installed wheel, at last', `tests/test_spam.py:2: in x\n../${site}/spam.py:1: ValueError`, 'libs/spam/spam.py:1'],
    [
      'a library, called from a test',
      `tests/test_spam.py:2: in x\n../${site}/attr/_make.py:1: ValueError`,
      'libs/spam/tests/test_spam.py:2',
    ],
    ['Python alone', '/usr/lib/python3.14/json/decoder.py:353: JSONDecodeError', undefined],
    ['a file above the sources', '../../../../../../sources/libs/spam/spam.py:1: x', undefined],
  ]
  for (const [what, trace, at] of traces)
    it(`tells the place of a failure in ${what}`, async () => {
      const folder = yard.path('temp/wheelworks/spam-3')
      const text = trace.replace('WORK', `${folder}/suites/3.14-unit/work`).replace('PROJECT', `${folder}/src`)
      const left = await leave({ leaves: { 'a.xml': failing(text) } })
      assert.deepEqual(places(left), at === undefined ? [] : [at])
    })

  it('shows no secret, however it is written', async () => {
    const token = 'very<secret&token'
    const leaves = {
      'a.xml': failing('x very&lt;secret&amp;token y', 'very&#60;secret&#38;token'),
      'b.xml': '<odd>very<![CDATA[<secret]]>&amp;token</odd>',
      'c.xml': `<${'long'.repeat(100)}/>`,
    }
    const left = await leave({ leaves, exit: failed, prints: [token] }, { more: { secrets: [token] } })
    assert.deepEqual(left.attached, ['spam-3-unit.junit.xml', 'spam-3-unit.odd.xml', `spam-3-unit.${'long'.repeat(10)}.xml`])
    assert.equal(left.text('spam-3-unit.odd.xml').split('\n')[1], '<odd>***</odd>')
    const kept = [...left.pipeline.attached.map(({ bytes }) => bytes), ...left.pipeline.testRuns.flatMap(({ reports }) => reports)]
    const told = [
      ...kept.map((bytes) => new TextDecoder().decode(bytes)),
      left.outcome.summary,
      ...left.outcome.problems.map((problem) => problem.text),
    ]
    for (const text of told) assert.doesNotMatch(text, /very.{0,9}secret/)
    assert.match(left.run.failing[0]?.says ?? '', /\*\*\*/)
  })

  it('shows no secret that a checker without reports prints', async () => {
    const token = 'very-secret-token'
    const prints = [`tests/test_spam.py:2: error: ${token}`, `Traceback: ${token}`, `ValueError: ${token}`]
    const left = await leave({ exit: failed, prints }, { suite: 'run: mypy', more: { secrets: [token] } })
    const told = [
      JSON.stringify(left.manifest),
      left.outcome.summary,
      left.log.text(),
      ...left.outcome.problems.map(({ text, at }) => `${text} ${at?.path}`),
      ...left.pipeline.attached.map(({ bytes }) => new TextDecoder().decode(bytes)),
    ]
    for (const text of told) assert.doesNotMatch(text, /very-secret/)
    assert.deepEqual(
      left.run.failing.map(({ says }) => says),
      ['error: ***'],
    )
    const silent = await leave({ exit: failed, prints: prints.slice(1) }, { suite: 'run: mypy', more: { secrets: [token] } })
    for (const { text } of silent.outcome.problems) assert.doesNotMatch(text, /very-secret/)
    assert.match(silent.outcome.problems[0]?.text ?? '', /ValueError: \*\*\*/)
  })

  it('is nothing where the folder is gone, which is told', async () => {
    const folder = yard.path('temp/wheelworks/spam-3/suites/3.14-unit/results')
    const host = suiteHost(() => {
      rmSync(folder, { recursive: true })
      return {}
    })
    const { run } = await leave({}, { more: { host } })
    assert.deepEqual([run.result, run.reports], ['failed', []])
    assert.match(run.says, /no report of tests/)
  })

  it('fails where a report is broken, with its line; the others are published', async () => {
    const left = await leave({ leaves: { 'a.xml': '<testsuite>\n<testcase name="a">', 'b.xml': junit(['one']) } })
    assert.deepEqual([left.run.result, left.run.reports, left.pipeline.testRuns.length], ['failed', ['spam-3-unit.junit.xml'], 1])
    assert.match(left.run.says, /a\.xml, line 2 /)
  })

  it('fails where there are more reports than are read: one of them may tell of a failure', async () => {
    const leaves = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`${at}.xml`, '<odd/>']))
    const { run } = await leave({ leaves })
    assert.deepEqual([run.result, run.reports], ['failed', []])
    assert.match(run.says, /1001 reports/)
  })

  it('has names that differ by more than their case', async () => {
    const left = await leave({ leaves: { 'a.xml': '<Odd/>', 'b.xml': '<odd/>', 'c.xml': '<Coverage/>', 't.xml': junit(['a']) } })
    const names = left.attached.map((name) => name.toLowerCase())
    assert.deepEqual([new Set(names).size, left.attached.length], [4, 4])
  })

  it('passes where all tests were skipped, which is said', async () => {
    const text = '<testsuite name="pytest"><testcase name="a"><skipped/></testcase><testcase name="b"><skipped/></testcase></testsuite>'
    const left = await leave({ leaves: { 'a.xml': text } })
    assert.equal(left.run.result, 'passed')
    assert.match(left.log.text(), /warning: The suite unit on 3\.14 tested nothing: all of its 2 tests were skipped\./)
  })

  it('is a failure of a module that was not imported', async () => {
    const text =
      '<testsuite name="pytest"><testcase classname="" name="tests.test_spam"><error message="collection failure">tests/test_spam.py:1: in x\nE   ImportError: no</error></testcase></testsuite>'
    const { run } = await leave({ leaves: { 'a.xml': text } })
    assert.deepEqual(
      [run.result, run.says, run.failing],
      [
        'failed',
        '1 of 1 test failed',
        [{ name: 'tests.test_spam', says: 'ImportError: no', at: { path: 'libs/spam/tests/test_spam.py', line: 1 } }],
      ],
    )
  })

  it('is told of a checker without reports by what it prints of the sources', async () => {
    const prints = [
      'PROJECT/spam.py:2: error: Name "x" is not defined  [name-defined]',
      'tests/test_spam.py:1:5: F401 unused',
      'missing.py:1: error: no',
      'Found 2 errors',
    ]
    const project = yard.path('temp/wheelworks/spam-3/src')
    const left = await leave(
      { exit: failed, prints: prints.map((line) => line.replace('PROJECT', project)) },
      { suite: 'install: none, run: mypy' },
    )
    assert.deepEqual(
      left.run.failing.map(({ says }) => says),
      ['error: Name "x" is not defined  [name-defined]', 'F401 unused'],
    )
    assert.deepEqual(
      [places(left), left.run.counts, left.pipeline.testRuns],
      [['libs/spam/spam.py:2', 'libs/spam/tests/test_spam.py:1'], undefined, []],
    )
  })

  it('is at most ten issues, however many tests fail', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `t${at}`)
    const left = await leave({ leaves: { 'a.xml': junit(names, names) } })
    assert.ok(left.outcome.problems.length <= 10)
    assert.equal(left.run.failing.length, 20)
    assert.ok(left.outcome.problems.some(({ message }) => /\d+ more/.test(message)))
  })

  it('is coverage by the paths of the sources, several reports of it one', async () => {
    const leaves = {
      'a.xml': cobertura(`${yard.path('temp/wheelworks/spam-3/suites/3.14-unit')}/${site}/spam.py`, 1, 0),
      'b.xml': cobertura('tests/test_spam.py', 0, 0, 2),
      't.xml': junit(['a']),
    }
    const left = await leave({ leaves })
    assert.equal(left.run.coverage, 'spam-3-unit.coverage.xml', left.run.says)
    const text = left.text('spam-3-unit.coverage.xml')
    assert.deepEqual(
      [...text.matchAll(/filename="([^"]*)"/g)].map(([, file]) => file),
      ['libs/spam/spam.py', 'libs/spam/tests/test_spam.py'],
    )
  })

  it('fails where coverage was expected and nothing of the sources is in it', async () => {
    const { run } = await leave(
      { leaves: { 'a.xml': cobertura('/usr/lib/python3.14/json/decoder.py', 1) } },
      { suite: 'run: x, expects: [coverage]' },
    )
    assert.deepEqual([run.result, run.coverage], ['failed', ''])
    assert.match(run.says, /no coverage of the sources/)
  })

  it('fails where coverage was expected and no line of the sources was run', async () => {
    const { run } = await leave({ leaves: { 'a.xml': cobertura('tests/test_spam.py', 0, 0) } }, { suite: 'run: x, expects: [coverage]' })
    assert.deepEqual([run.result, run.coverage], ['failed', 'spam-3-unit.coverage.xml'])
    assert.match(run.says, /no line of the sources was run/)
  })

  it('is kept, but published nowhere, where that is not asked for', async () => {
    const left = await leave({ leaves: { 'a.xml': junit(['one']) } }, { inputs: { publishTestResults: 'false' } })
    assert.deepEqual([left.attached.length, left.pipeline.testRuns], [1, []])
  })

  for (const outputDirectory of ['a,b', 'a|b'])
    it(`is not published by a path that the agent would split, and that is said: ${outputDirectory}`, async () => {
      const left = await leave({ leaves: { 'a.xml': junit(['one']) } }, { inputs: { outputDirectory } })
      assert.deepEqual([left.attached.length, left.pipeline.testRuns], [1, []])
      assert.match(left.log.text(), /comma/)
    })
})
