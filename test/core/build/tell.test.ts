import assert from 'node:assert/strict'
import type { RowResult } from '../../../core/build/result.ts'
import { summary, tellImported, tellResult } from '../../../core/build/tell.ts'
import { failedRun, testedRun } from '../suites/failed-runs.ts'
import { built, failed } from './results.ts'

const broken = failed('spam', 'spam for 3.14: the host is gone.')
const good = built('spam')
assert.ok(broken.kind === 'failed' && good.kind === 'built')
const checked = { kind: 'tested', row: good.row, wheel: good.file.name, besides: [], suites: [testedRun()], seconds: 2 } as const
const kept: RowResult = { kind: 'kept', row: good.row, file: good.file, attempt: 2, besides: [] }

describe('what is told of a row', () => {
  it('is its wheel', () =>
    assert.equal(tellResult(built('spam')), 'built   spam for 3.14: spam-1.0-py3-none-any.whl, 1.2 kB, 2.5 s, import ok'))
  it('is why it failed, in a line', () =>
    assert.equal(
      tellResult(failed('spam', 'spam for 3.14: pip wheel ended with exit code 1.\n    the last lines')),
      'FAILED  spam for 3.14 after 1.5 s: pip wheel ended with exit code 1.',
    ))
  it('is why nobody tried it', () => assert.equal(tellResult({ ...broken, tried: false }), 'SKIPPED spam for 3.14: the host is gone.'))
  it('is the attempt that it is kept from', () =>
    assert.equal(tellResult(kept), 'kept    spam for 3.14: spam-1.0-py3-none-any.whl, from attempt 2'))
  it('is the try of the step that it is kept from', () => assert.match(tellResult({ ...kept, attempt: 0 }), /, from the try before$/))
  it('is that a cache had it, who built it and what that took', () => {
    const file = { ...good.file, seconds: 400, made_by: 'run 41, build.wheels.linux' }
    const restored: RowResult = { kind: 'restored', row: good.row, file, besides: [], suites: [testedRun()] }
    const told = 'from the cache, built by run 41, build.wheels.linux, about 7 min saved, suites: 1 passed'
    assert.equal(tellResult(restored), `restored spam for 3.14: spam-1.0-py3-none-any.whl, ${told}`)
    const nobody = { ...restored, file: { ...file, made_by: '', seconds: 0 }, suites: [] }
    assert.equal(tellResult(nobody), 'restored spam for 3.14: spam-1.0-py3-none-any.whl, from the cache, built by nobody knows whom')
    const text = summary([restored, good])
    assert.match(text, /1 built, 1 restored from the cache, 0 failed/)
    assert.match(text, /spam-1\.0-py3-none-any\.whl<\/code> \(restored from the cache, about 7 min saved\).*suites: 1 passed/)
  })
  it('is what its tests ran on, and what became of its constraints', () => {
    const told = tellResult({ ...good, tested: ['3.14', '3.15'], file: { ...good.file, constraints: 'passed, not verified' } })
    assert.match(told, /import ok, tests ok \(3\.14, 3\.15\), constraints passed, not verified$/)
  })
  it('is what became of its suites', () => {
    const suites = [testedRun(), testedRun({ suite: 'mypy', result: 'allowed' }), testedRun({ suite: 'docs', result: 'skipped' })]
    assert.match(tellResult({ ...good, suites }), /, import ok, suites: 1 passed, 1 failed \(allowed\), 1 skipped$/)
  })
  it('is what was checked', () => {
    assert.equal(tellResult(checked), 'tested  spam for 3.14: spam-1.0-py3-none-any.whl, 2 s, suites: 1 passed')
    assert.equal(tellResult({ ...checked, wheel: '', suites: [] }), 'tested  spam for 3.14: its sources, 2 s')
  })
  const sizes: [bytes: number, told: string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [2_345_678, '2.3 MB'],
  ]
  for (const [bytes, told] of sizes)
    it(`is ${told} for ${bytes} bytes`, () => assert.ok(tellResult(built('spam', bytes)).includes(` ${told},`)))
  it('is an import that was not checked, and why', () =>
    assert.equal(tellImported({ kind: 'not-checked', said: 'needs numpy' }), 'not checked (needs numpy)'))
})

describe('the summary of a job', () => {
  const text = summary([
    built('spam'),
    failed('eggs', 'eggs for 3.14: no | <b>\u0007 way.'),
    built('ham', 10, { kind: 'not-checked', said: 'needs numpy' }),
  ])
  const rows = text.split('\n').filter((line) => line.startsWith('| '))
  it('counts', () => assert.match(text, /2 built, 1 failed/))
  it('puts failures first, then the order of the plan', () =>
    assert.deepEqual(
      rows.slice(1).map((line) => line.split(' ')[1]),
      ['eggs', 'spam', 'ham'],
    ))
  it('has a cell for each column in each row', () => assert.deepEqual(new Set(rows.map((line) => line.split(' | ').length)), new Set([8])))
  it('lets no text of a build become markup', () => assert.doesNotMatch(text, /<b>|no \|/))
  it('tells the version that only the wheel told', () =>
    assert.deepEqual(
      rows.slice(1).map((line) => line.split(' | ')[1]),
      ['', '1.0', '1.0'],
    ))
  it('names the log of what failed', () => assert.match(rows[1] ?? '', /see <code>eggs\.log<\/code>/))
  it('tells what was kept, and what nobody tried', () => {
    const told = summary([good, kept, broken, { ...broken, tried: false }])
    assert.match(told, /^### Wheels: 1 built, 1 kept from before, 1 failed, 1 not tried\n/)
    assert.match(told, /\*\*not tried\*\*: the host is gone\./)
    assert.match(told, /\(kept from attempt 2\)/)
  })
  it('tells what was only checked', () => {
    const told = summary([checked, { ...checked, wheel: '' }, broken])
    assert.match(told, /^### Wheels: 2 checked, 1 failed$/m)
    assert.match(told, /\| checked with <code>spam-1\.0-py3-none-any\.whl<\/code> \|  \| 2 \|  \| suites: 1 passed \|$/m)
    assert.match(told, /\| checked, its sources alone \|/)
    assert.match(summary([checked, good]), /^### Wheels: 1 built, 1 checked, 0 failed$/m)
    assert.match(summary([broken], true), /^### Packages: 0 checked, 1 failed$/m)
  })
  it('begins with failing tests, then suites, those of rows that failed too', () => {
    const told = summary([
      { ...good, suites: [testedRun()] },
      { ...broken, suites: [failedRun(['a.b'])] },
    ])
    const order = [
      '### Tests: 19 passed, 1 failed; suites: 1 passed, 1 failed',
      '**Failing tests**',
      '<code>a.b</code>',
      '| Package | Suite',
      '### Wheels:',
    ]
    const places = order.map((part) => told.indexOf(part))
    assert.ok(places[0] === 0 && places.every((at) => at >= 0), told)
    assert.deepEqual(
      places.toSorted((one, other) => one - other),
      places,
    )
  })
  it('tells of a kept wheel what its manifest does', () =>
    assert.match(summary([{ ...kept, file: { ...kept.file, constraints: 'verified' } }]), /\| constraints verified \|$/m))
  it('shows the import of each', () => assert.match(rows.at(-1) ?? '', /not checked \(needs numpy\)/))
})
