import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatCobertura } from '../core/coverage/format.ts'
import { findPythons } from '../test/servers/python.ts'
import { coverageOfLeg, fileOf } from './legs-coverage.ts'
import { median, type Row } from './row.ts'
import type { Figure } from './table.ts'
import { wholeProcess } from './whole-process.ts'

const rounds = 3
const reports = 20
const size = { files: 100, lines: 200 }

const mostTime = 1.5

/** Merging twenty Cobertura reports, beside `coverage combine` and `coverage xml` of the same data; nothing where no python here has coverage. */
export async function merging(core: string): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const [python] = findPythons('coverage')
  if (python === undefined) return { rows: [], figures: [] }
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'))
  try {
    await lay(folder, python)
    const env = { PATH: process.env['PATH'] ?? '' }
    const [ours, theirs]: [Timed[], Timed[]] = [[], []]
    for (let round = 0; round <= rounds; round++) {
      const pair = [
        await timed(process.execPath, ['--input-type=module', '-e', merge(core)]),
        await timed('sh', ['-e', '-c', combine(python)]),
      ] as const
      assert.equal(rateOf(join(folder, 'merged.xml')), rateOf(join(folder, 'combined.xml')))
      if (round === 0) continue
      ours.push(pair[0])
      theirs.push(pair[1])
    }
    return told(ours, theirs)

    async function timed(program: string, args: readonly string[]): Promise<Timed> {
      const { code, output, seconds, mebibytes } = await wholeProcess(program, args, { cwd: folder, env })
      assert.equal(code, 0, output)
      return { seconds, mebibytes }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Timed {
  readonly seconds: number
  readonly mebibytes: number
}

/** The sources, a report of every leg, and its data as coverage.py keeps them. */
async function lay(folder: string, python: string): Promise<void> {
  mkdirSync(join(folder, 'demo'))
  for (let at = 0; at < size.files; at++) writeFileSync(join(folder, fileOf(at)), 'x = 1\n'.repeat(size.lines))
  const run: Record<string, number[]>[] = []
  for (let leg = 0; leg < reports; leg++) {
    const coverage = coverageOfLeg(leg, size)
    writeFileSync(join(folder, `${leg}.xml`), formatCobertura(coverage, 0))
    run.push(
      Object.fromEntries(
        [...coverage].map(([file, lines]) => [join(folder, file), [...lines].flatMap(([line, { hits }]) => (hits > 0 ? [line] : []))]),
      ),
    )
  }
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
  const program = `import json, coverage
for at, files in enumerate(json.load(open('run.json'))):
    data = coverage.CoverageData(f'part.{at}')
    data.add_lines(files)
    data.write()`
  const { code, output } = await wholeProcess(python, ['-c', program], { cwd: folder, env: { PATH: process.env['PATH'] ?? '' } })
  assert.equal(code, 0, output)
}

function merge(core: string): string {
  const from = (file: string): string => JSON.stringify(`file://${join(core, 'coverage', file)}`)
  return `
    import { readFileSync, writeFileSync } from 'node:fs'
    import { parseCobertura } from ${from('cobertura.js')}
    import { formatCobertura } from ${from('format.js')}
    import { addCoverage } from ${from('merge.js')}
    const merged = new Map()
    for (let at = 0; at < ${reports}; at++) addCoverage(merged, parseCobertura(readFileSync(at + '.xml', 'utf8'), 'c.xml').coverage)
    writeFileSync('merged.xml', formatCobertura(merged, 0))`
}

function combine(python: string): string {
  const run = `'${python}' -m coverage`
  return `${run} combine --keep -q --data-file=all part.*\n${run} xml -q --data-file=all -o combined.xml`
}

function rateOf(path: string): string {
  const text = readFileSync(path, 'utf8')
  return ['lines-valid', 'lines-covered'].map((key) => new RegExp(`${key}="(\\d+)"`).exec(text)?.[1] ?? '').join(' ')
}

function told(ours: readonly Timed[], theirs: readonly Timed[]): { readonly rows: Row[]; readonly figures: Figure[] } {
  const what = `merge ${reports} reports of ${size.files} files x ${size.lines} lines`
  const figureOf = (tool: string, all: readonly Timed[]): Figure => ({
    tool,
    what,
    latency: 0,
    seconds: median(all.map(({ seconds }) => seconds)),
    mebibytes: median(all.map(({ mebibytes }) => mebibytes)),
  })
  const [own, peer] = [figureOf('BuildWheels, core/coverage alone', ours), figureOf('coverage combine, coverage xml', theirs)]
  const ratio = median(ours.map(({ seconds }, at) => seconds / (theirs[at]?.seconds ?? Number.NaN)))
  const row = { what: `${what}: ${own.seconds.toFixed(2)} s`, beside: `${peer.tool}, ${peer.seconds.toFixed(2)} s`, ratio, most: mostTime }
  return { rows: [row], figures: [own, peer] }
}
