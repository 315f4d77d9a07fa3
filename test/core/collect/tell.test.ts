import assert from 'node:assert/strict'
import { collectSummary, type Findings } from '../../../core/collect/tell.ts'
import { Problem } from '../../../core/problem.ts'
import type { SuiteRun } from '../../../core/suites/suite-run.ts'
import { manifest, offer, pure, suiteRun } from './told.ts'

const found = (change: Partial<Findings> = {}): Findings => ({
  problems: [],
  files: [offer('x')],
  runs: [],
  coverage: undefined,
  measured: 0,
  notes: [],
  ...change,
})
const ran = (...runs: Partial<SuiteRun>[]): Pick<Findings, 'runs'> => ({
  runs: runs.map((run, at) => ({ run: suiteRun(run), manifest: manifest({ leg: `leg${at}` }) })),
})

describe('collectSummary', () => {
  it('tells each file of the set with its whole digest and who built it', () => {
    const text = collectSummary(found())
    assert.match(text, /^### Release set: 1 file\n/)
    assert.ok(text.includes(`| <code>${pure}</code> | 1 B | <code>${offer('x').file.sha256}</code> | build.test.a, attempt 1 |`))
  })

  it('tells five hundred files, and how many more there are', () => {
    const files = Array.from({ length: 502 }, (_, at) => offer('x', {}, { name: `${at}.exe` }))
    const text = collectSummary(found({ files }))
    assert.match(text, /^### Release set: 502 files\n/)
    assert.equal(text.match(/\.exe</g)?.length, 500)
    assert.match(text, /\nand 2 more: SHA256SUMS of the artifact has them all\.\n/)
    const refused = collectSummary(found({ files, problems: [new Problem('LEG_MISSING', 'a', 'b')] }))
    assert.match(refused, /\nand 2 more: the log has them all\.\n/)
  })

  it('tells what is wrong before anything else', () => {
    const problems = [new Problem('LEG_MISSING', 'No <b>leg</b>.', 'Run it.')]
    assert.match(
      collectSummary(found({ problems, ...ran({}) })),
      /^### Nothing was collected, published or tagged\n\n- No &#60;b&#62;leg&#60;\/b&#62;\. Run it\.\n\n### Tests/,
    )
  })

  it('tells of tests before the files, those that failed first', () => {
    const failing = [{ name: 'tests.test_a', says: 'assert 1 == 2', at: undefined }]
    const counts = { tests: 3, failures: 1, errors: 1, skipped: 0 }
    const text = collectSummary(
      found(
        ran(
          {},
          { result: 'skipped', says: "x is 'y'" },
          {},
          { result: 'allowed', suite: 'lint', counts: undefined, says: 'ended with 1' },
          { result: 'failed', counts, failing },
        ),
      ),
    )
    assert.match(
      text,
      /^### Tests: 7 passed, 2 failed; suites: 2 passed, 1 failed, 1 failed \(allowed\), 1 skipped\n\n\*\*Failing tests\*\*/,
    )
    assert.ok(text.includes('| <code>tests.test_a</code> |  | assert 1 == 2 | unit on 3.11 (build.test.leg4) |'))
    const rows = text.split('\n').filter((line) => /^\| \S+ \S+ \| (?:unit|lint) /.test(line))
    assert.deepEqual(
      rows.map((line) => line.split(' | ').slice(1, 4).join(' ')),
      [
        'unit 3.11 (build.test.leg4) **failed**: ',
        'lint 3.11 (build.test.leg3) failed (allowed): ended with 1',
        'unit 3.11 (build.test.leg0), 3.11 (build.test.leg2) passed',
        "unit 3.11 (build.test.leg1) skipped (x is 'y')",
      ],
    )
    assert.ok(text.indexOf('### Tests') < text.indexOf('### Release set'))
  })

  it('stays readable with hundreds of failures', () => {
    const text = collectSummary(found(ran(...Array.from({ length: 300 }, () => ({ result: 'failed' as const })))))
    assert.ok(text.length < 10_000)
  })

  it('tells coverage and what was merged and left', () => {
    const coverage = new Map([
      [
        'src/a.py',
        new Map([
          [1, { hits: 1, branches: undefined }],
          [2, { hits: 0, branches: undefined }],
        ]),
      ],
    ])
    const text = collectSummary(found({ coverage, notes: ['a: built by 2 legs'] }))
    assert.match(text, /### Coverage: 50 % of 2 lines[^]*### Merged and left\n\n- a: built by 2 legs\./)
  })
})
