import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { documentKey } from '../core/index/project-document.ts'
import { normalizeName } from '../core/python/name.ts'
import { sha256Of } from '../core/sha256.ts'
import { median, type Row } from './row.ts'
import { peersHere, task } from './publishers.ts'
import { ourIndex, projectAt, type Size, sizes, wheelsOf } from './sized-index.ts'
import type { Figure } from './table.ts'
import { type Cost, wholeProcess } from './whole-process.ts'

const times = 3
const machine = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' }

/** Making all pages of an index in a folder anew from its documents, beside dumb-pypi's generation of as many from a list that tells the same. */
export async function rebuild(main: string): Promise<{ readonly rows: Row[]; readonly figures: Figure[] }> {
  const rows: Row[] = []
  const figures: Figure[] = []
  for (const size of sizes.slice(0, 2)) {
    const temp = mkdtempSync(join(tmpdir(), 'bench-rebuild-'))
    const folder = join(temp, 'index')
    writeIndex(folder, size)
    writeFileSync(join(temp, 'list.json'), listOf(size))
    const [own, theirs]: [Cost[], Cost[]] = [[], []]
    for (let time = 0; time <= times; time++) {
      const ours = await rebuildOurs(main, temp, folder)
      const peer = peersHere().dumbPypi ? await generate(temp, join(temp, `peer-${time}`)) : undefined
      if (time === 0) continue
      own.push(ours)
      if (peer !== undefined) theirs.push(peer)
    }
    const what = `all pages of ${size.files} files of ${size.projects} projects anew`
    for (const [tool, costs] of [
      ['PublishIndex', own],
      ['dumb-pypi', theirs],
    ] as const)
      if (costs.length > 0) figures.push({ tool, what, latency: 0, ...middle(costs) })
    if (theirs.length === 0) continue
    const ratio = median(own.map((cost, at) => cost.seconds / (theirs[at]?.seconds ?? Number.NaN)))
    rows.push({
      what: `${what}: ${middle(own).seconds.toFixed(2)} s`,
      beside: `dumb-pypi, ${middle(theirs).seconds.toFixed(2)} s`,
      ratio,
      most: mostOf(size),
    })
    rmSync(temp, { recursive: true, force: true })
  }
  return { rows, figures }
}

/** Of a small index most of it is the start of a process. */
function mostOf({ files }: Size): number {
  return files < 10_000 ? 0.6 : 0.2
}

function middle(costs: readonly Cost[]): { readonly seconds: number; readonly mebibytes: number } {
  return { seconds: median(costs.map((cost) => cost.seconds)), mebibytes: median(costs.map((cost) => cost.mebibytes)) }
}

/** Files of the size that their documents tell, with something beside each that passes for metadata. */
function writeIndex(folder: string, size: Size): void {
  const objects = new Map<string, string | Uint8Array>(ourIndex(size, folder))
  for (const wheel of [...wheelsOf(size).values()].flat()) {
    objects.set(`packages/${wheel}`, new Uint8Array(2_300))
    objects.set(`packages/${wheel}.metadata`, `${wheel}.metadata`)
  }
  for (const [key, body] of objects) {
    if (key.endsWith('/')) continue
    mkdirSync(dirname(join(folder, key)), { recursive: true })
    writeFileSync(join(folder, key), body)
  }
}

async function rebuildOurs(main: string, temp: string, folder: string): Promise<Cost> {
  const key = join(folder, documentKey(normalizeName(projectAt(0))).replace('index.json', 'index.html'))
  writeFileSync(key, readFileSync(key, 'utf8').replace('</body>', '<p>lags</p></body>'))
  const cost = await task(main, temp, { INPUT_MODE: 'rebuild', INPUT_STORE: folder })
  assert.equal(cost.code, 0, cost.output)
  assert.doesNotMatch(readFileSync(key, 'utf8'), /lags/, cost.output)
  return cost
}

/** Hash, Requires-Python, metadata and upload time, as our documents have them. */
function listOf(size: Size): string {
  const rows = [...wheelsOf(size).values()].flat().map((filename) => ({
    filename,
    hash: `sha256=${sha256Of(filename)}`,
    requires_python: '>=3.9',
    core_metadata: `sha256=${sha256Of(`${filename}.metadata`)}`,
    upload_timestamp: 1_763_640_000,
  }))
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

async function generate(temp: string, output: string): Promise<Cost> {
  const args = [
    '--package-list-json',
    join(temp, 'list.json'),
    '--output-dir',
    output,
    '--packages-url',
    '../../packages/',
    '--no-generate-timestamp',
  ]
  const cost = await wholeProcess('dumb-pypi', args, { cwd: temp, env: machine })
  assert.equal(cost.code, 0, cost.output)
  rmSync(output, { recursive: true, force: true })
  return cost
}
