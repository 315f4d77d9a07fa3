import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseCobertura } from '../../core/coverage/cobertura.ts'
import { formatCobertura } from '../../core/coverage/format.ts'
import { mergeCoverage } from '../../core/coverage/merge.ts'
import { type Totals, totalsOfAll } from '../../core/coverage/totals.ts'
import { root } from '../root.ts'
import { findPythons } from '../servers/python.ts'

const fixtures = join(root, 'test/fixtures/coverage')

/** By hand, from what a report says of each line: `12: run, 1 of 2 ways`. */
function linesIn(xml: string): Map<number, { run: boolean; ways: string; missing: string }> {
  const tags = [...xml.matchAll(/<line ([^>]*?)\/?>/g)].map(
    ([, tag = '']) =>
      (key: string) =>
        new RegExp(`\\b${key}="([^"]*)"`).exec(tag)?.[1] ?? '',
  )
  return new Map(
    tags.map((of) => [Number(of('number')), { run: of('hits') !== '0', ways: of('condition-coverage'), missing: of('missing-branches') }]),
  )
}

const merged = (...texts: readonly string[]): string =>
  formatCobertura(mergeCoverage(texts.map((text) => parseCobertura(text, 'c.xml').coverage)), 0)

describe('three reports of three pythons, against what coverage combine makes of their data', () => {
  const read = (file: string): string => readFileSync(join(fixtures, file), 'utf8')
  const parts = ['python-3.8.xml', 'python-3.11.xml', 'python-3.13.xml'].map(read)
  const [own, combined] = [linesIn(merged(...parts)), linesIn(read('combined-by-3.13.xml'))]

  it('every line that it covers is covered, and no other that it knows', () => {
    assert.ok(combined.size > 30)
    for (const [number, { run }] of combined) assert.equal(own.get(number)?.run, run, String(number))
  })

  it('further lines are such as hold code for another python alone', () => {
    const further = [...own.keys()].filter((number) => !combined.has(number))
    // `break` of a loop without end, whose place moved with 3.10.
    assert.deepEqual(further, [])
    assert.deepEqual(
      [...own.keys()].filter((number) => !parts.every((part) => linesIn(part).has(number))),
      [49],
    )
  })

  it('every branch is taken as far as there, but where it is one for another python alone', () => {
    const other = [...combined].filter(
      ([number, { ways, missing }]) => own.get(number)?.ways !== ways || own.get(number)?.missing !== missing,
    )
    // Comprehensions and `with` leave otherwise in 3.8, which did not run them.
    assert.deepEqual(
      other.map(([number]) => `${number}: ${own.get(number)?.ways}`),
      ['34: 0% (0/2)', '36: 0% (0/2)', '38: 0% (0/2)'],
    )
  })

  it('each alone is written as coverage.py wrote it', () => {
    for (const part of parts) assert.deepEqual(linesIn(merged(part)), linesIn(part))
  })

  it('is what the three say of each line, merged by hand', () => {
    const by = parts.map(linesIn)
    for (const [number, { run }] of own)
      assert.equal(
        run,
        by.some((lines) => lines.get(number)?.run),
        String(number),
      )
  })
})

/** Runs the package three times with coverage.py: what each run covered, and what it makes of all of them. */
function measure(python: string, folder: string): { parts: string[]; combined: string } {
  mkdirSync(join(folder, 'src/spam'), { recursive: true })
  copyFileSync(join(fixtures, '__init__.py'), join(folder, 'src/spam/__init__.py'))
  copyFileSync(join(fixtures, 'drive.py'), join(folder, 'drive.py'))
  const env = { ...process.env, PYTHONPATH: join(folder, 'src') }
  const run = (...args: readonly string[]): string =>
    execFileSync(python, ['-m', 'coverage', ...args], { cwd: folder, env, encoding: 'utf8' })
  const report = (data: string): string => {
    run('xml', `--data-file=${data}`, '-o', `${data}.xml`, '-q')
    return readFileSync(join(folder, `${data}.xml`), 'utf8')
  }
  const parts = ['1', '2', '3'].map((part) => {
    run('run', '--branch', '--source=spam', `--data-file=part.${part}`, 'drive.py', part)
    return report(`part.${part}`)
  })
  run('combine', '--keep', '-q', '--data-file=all', 'part.1', 'part.2', 'part.3')
  return { parts, combined: report('all') }
}

describe('reports of several runs on this machine, against its own coverage combine', function () {
  this.timeout(20_000)
  let folder: string
  let measured: { parts: string[]; combined: string }

  before(function () {
    const [python = ''] = findPythons('coverage')
    if (python === '' && process.env['CI'] === 'true') throw new Error('This machine has no python3 with coverage, which CI promises.')
    if (python === '') this.skip()
    folder = mkdtempSync(join(tmpdir(), 'coverage-'))
    measured = measure(python, folder)
  })
  after(() => folder && rmSync(folder, { recursive: true }))

  it('agree line by line and way by way', () => assert.deepEqual(linesIn(merged(...measured.parts)), linesIn(measured.combined)))

  it('count the same in all', () => {
    const totals = (text: string): Totals => totalsOfAll(parseCobertura(text, 'c.xml').coverage)
    assert.deepEqual(totals(merged(...measured.parts)), totals(measured.combined))
  })
})
