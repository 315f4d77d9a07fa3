import assert from 'node:assert/strict'
import { readFileSync, rmSync } from 'node:fs'
import { parseCobertura } from '../../../core/coverage/cobertura.ts'
import { setUp } from '../../../tasks/BuildWheels/bench.ts'
import { readInputs } from '../../../tasks/BuildWheels/inputs.ts'
import { publishCoverage } from '../../../tasks/BuildWheels/suites/publish-coverage.ts'
import { built } from '../../core/build/results.ts'
import { shown } from '../../core/coverage/coverages.ts'
import { suiteRun } from '../../core/suites/suite-runs.ts'
import { Yard } from './projects.ts'
import { type Done, suiteHost } from './suite-host.ts'
import { askOf, portsOf, type Tried, tryRun } from './try-run.ts'

/** A report as coverage.py writes it: each file with the hits of its lines. */
function report(files: Readonly<Record<string, readonly number[]>>, sources: readonly string[] = ['']): string {
  const classes = Object.entries(files).map(([file, hits]) => {
    const lines = hits.map((count, at) => `<line number="${at + 1}" hits="${count}"/>`)
    return `<class name="x" filename="${file}" line-rate="1"><methods/><lines>${lines.join('')}</lines></class>`
  })
  const folders = sources.map((source) => `<source>${source}</source>`).join('')
  return `<coverage line-rate="1"><sources>${folders}</sources><packages><package><classes>${classes.join('')}</classes></package></packages></coverage>`
}

describe('BuildWheels with coverage', () => {
  let yard: Yard
  beforeEach(() => {
    yard = new Yard()
    yard.write('sources/libs/spam/pyproject.toml', '')
    yard.write('sources/libs/spam/src/spam.py', '1\n')
    yard.write('sources/libs/spam/tests/test_spam.py', '1\n')
  })
  afterEach(() => yard.remove())

  const folder = (suite = 'unit'): string => yard.path(`temp/wheelworks/spam-3/suites/3.14-${suite}`)
  const installed = (suite?: string): string => `${folder(suite)}/venv/lib/python3.14/site-packages/spam.py`

  /** Suites by what they do leave. */
  async function test(suites: Readonly<Record<string, Done | (() => Done)>>, inputs: Record<string, string> = {}): Promise<Tried> {
    const text = Object.keys(suites).map((name) => `${name}: { run: ${name} }`)
    const host = suiteHost((name) => {
      const does = suites[name] ?? {}
      return typeof does === 'function' ? does() : does
    })
    return await tryRun(yard, { packages: 'libs/spam', suites: text.join('\n'), ...inputs }, { host })
  }
  const leaves = (text: string): Done => ({ leaves: { 'coverage.xml': text } })
  const kept = (tried: Tried, at = 0): Record<string, string> => {
    const name = tried.manifest.suites?.[at]?.coverage ?? ''
    return name === '' ? {} : shown(parseCobertura(readFileSync(yard.path(`staging/results/${name}`), 'utf8'), name).coverage)
  }
  const published = ({ pipeline }: Tried): Record<string, string>[] =>
    pipeline.coverage.map((bytes) => shown(parseCobertura(new TextDecoder().decode(bytes), 'c.xml').coverage))

  it('keeps it by the paths of the checkout, the wheel and the tests alike', async () => {
    const tried = await test({ unit: leaves(report({ [installed()]: [1, 0], 'tests/test_spam.py': [1] }, ['', `${folder()}/work`])) })
    assert.deepEqual(kept(tried), { 'libs/spam/src/spam.py': '1:1 2:0', 'libs/spam/tests/test_spam.py': '1:1' })
    assert.ok(tried.pipeline.attached.some(({ path }) => path.endsWith('spam-3-unit.coverage.xml')))
    assert.deepEqual(published(tried), [])
    assert.match(tried.log.text(), /Coverage: 66\.6 % of 3 lines, over 1 suite\./)
    assert.match(tried.outcome.summary ?? '', /### Coverage: 66\.6 % of 3 lines/)
  })

  it('publishes once what all suites have covered together', async () => {
    const one = leaves(report({ [installed('one')]: [1, 0, 0] }))
    const two = leaves(report({ [installed('two')]: [2, 3, 0] }))
    const tried = await test({ one, two }, { publishCoverage: 'true' })
    assert.deepEqual(published(tried), [{ 'libs/spam/src/spam.py': '1:3 2:3 3:0' }])
    assert.match(tried.log.text(), /Coverage: 66\.6 % of 3 lines, over 2 suites\./)
  })

  it('publishes that of a suite that failed too', async () => {
    const failing = { ...leaves(report({ [installed('one')]: [1] })), exit: { kind: 'exited', code: 1 } } as const
    const tried = await test({ one: failing }, { publishCoverage: 'true' })
    assert.deepEqual([tried.outcome.result, published(tried)], ['failed', [{ 'libs/spam/src/spam.py': '1:1' }]])
  })

  it('is the same bytes on every run: its time is that of the sources', async () => {
    const publish = async (): Promise<string> => {
      const { pipeline } = await test({ unit: leaves(report({ [installed()]: [1] })) }, { publishCoverage: 'true' })
      return new TextDecoder().decode(pipeline.coverage[0])
    }
    const [first, second] = [await publish(), await publish()]
    assert.equal(first, second)
    assert.match(first, /timestamp="315532800"/)
  })

  it('leaves out what is none of the sources, and says so', async () => {
    const site = installed().replace('spam.py', '')
    const tried = await test({ unit: leaves(report({ [installed()]: [1], [`${site}attr.py`]: [1], [`${site}spam/made.py`]: [0] })) })
    assert.deepEqual(kept(tried), { 'libs/spam/src/spam.py': '1:1' })
    assert.match(tried.log.text(), /2 files are not of the sources, and left out: .*attr\.py, .*made\.py/)
  })

  it('says that the sources were measured where the wheel was to be', async () => {
    const tried = await test({ unit: leaves(report({ [yard.path('temp/wheelworks/spam-3/src/src/spam.py')]: [1] })) })
    assert.deepEqual(kept(tried), { 'libs/spam/src/spam.py': '1:1' })
    assert.match(tried.log.text(), /measured in the sources, and not where the wheel is installed: libs\/spam\/src\/spam\.py/)
  })

  const nothing: [why: string, text: string, says: RegExp][] = [
    ['of other files alone', report({ '/tmp/a.py': [1] }), /nothing that was measured is of the sources: \/tmp\/a\.py/],
    ['of nothing', report({}), /measured nothing: name the package/],
  ]
  for (const [why, text, says] of nothing)
    it(`is none ${why}: a suite that expects some fails`, async () => {
      const suites = 'unit: { run: unit, expects: coverage }'
      const tried = await test({ unit: leaves(text) }, { suites, publishCoverage: 'true' })
      assert.deepEqual([tried.outcome.result, kept(tried), published(tried)], ['failed', {}, []])
      assert.match(tried.log.text(), says)
      assert.match(tried.log.text(), /'publishCoverage' is set, and no suite of this job left coverage/)
    })

  it('what cannot be read any more when all has ended is told, and the rest published', async () => {
    const drop = (): Done => {
      rmSync(yard.path('staging/results/spam-3-one.coverage.xml'))
      return leaves(report({ [installed('two')]: [4] }))
    }
    const tried = await test({ one: leaves(report({ [installed('one')]: [1] })), two: drop }, { publishCoverage: 'true' })
    assert.deepEqual([tried.outcome.result, published(tried)], ['succeeded', [{ 'libs/spam/src/spam.py': '1:4' }]])
    assert.match(tried.log.text(), /spam-3-one\.coverage\.xml is empty\. Its coverage is left out\./)
  })

  it('is not published where none of it can be read any more: of nothing all would be covered', async () => {
    const inputs = readInputs(askOf({ packages: 'libs/spam', publishCoverage: 'true' }))
    const ports = portsOf(yard)
    const row = built('spam')
    assert.ok(row.kind === 'built')
    const results = [{ ...row, suites: [suiteRun({ coverage: 'gone.coverage.xml' })] }]
    assert.equal(await publishCoverage(results, setUp(inputs, ports, { rows: [], planDigest: '' }, [])), undefined)
    assert.deepEqual(ports.pipeline.coverage, [])
    assert.ok(!ports.log.text().includes('100 %'), ports.log.text())
  })

  for (const attempt of [0, 1])
    it(`of rows that ${attempt === 0 ? 'an earlier try of this attempt' : 'an earlier attempt'} has tested`, async () => {
      const inputs = readInputs(askOf({ packages: 'libs/spam', publishCoverage: 'true' }))
      const ports = portsOf(yard)
      const [wheel, other] = [built('spam'), built('eggs')]
      assert.ok(wheel.kind === 'built' && other.kind === 'built')
      const suites = [suiteRun({ coverage: 'spam.coverage.xml' })]
      yard.write('staging/results/spam.coverage.xml', report({ 'src/spam.py': [1] }))
      yard.write('staging/results/eggs.coverage.xml', report({ 'src/eggs.py': [0] }))
      const kept = { ...wheel, kind: 'kept', attempt, suites: attempt === 0 ? suites : [] } as const
      const results = [kept, { ...other, suites: [suiteRun({ project: 'eggs', coverage: 'eggs.coverage.xml' })] }]
      const coverage = await publishCoverage(results, setUp(inputs, ports, { rows: [], planDigest: '' }, []))
      const eggs = { 'src/eggs.py': '1:0' }
      assert.deepEqual(shown(coverage ?? new Map()), attempt === 0 ? { ...eggs, 'src/spam.py': '1:1' } : eggs)
      assert.equal(/Coverage of what an earlier attempt has tested is not part of/.test(ports.log.text()), attempt === 1)
    })

  it('a folder that is not of the checkout has paths of its own', async () => {
    yard.write('other/spam/pyproject.toml', '')
    yard.write('other/spam/spam.py', '1\n')
    const tried = await test({ unit: leaves(report({ [installed()]: [1] })) }, { packages: '../other/spam' })
    assert.deepEqual(kept(tried), { 'spam.py': '1:1' })
  })
})
