import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, type Row } from './row.ts'

const tasks: [name: string, most: number][] = [
  ['GenerateMatrix', 2],
  ['BuildWheels', 1.6],
  ['PublishIndex', 1.6],
  ['GatedRelease', 1.6],
]

/** Milliseconds from the start of a process to the first byte that it prints. */
async function toFirstLine(args: readonly string[], cwd: string): Promise<number> {
  const begun = process.hrtime.bigint()
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', AGENT_TEMPDIRECTORY: cwd },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()))
  const first = await new Promise<bigint>((resolve, reject) => {
    child.stdout.once('data', () => resolve(process.hrtime.bigint()))
    child.once('close', () => reject(new Error('it printed nothing')))
  })
  await ended
  return Number(first - begun) / 1e6
}

/** Each task's start against bare node, in turn in one run, so that a slow moment hits both; the ratio of the pairs' medians. */
export async function startUp(dist: string, pairs: number): Promise<Row[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-'))
  const rows: Row[] = []
  for (const [name, most] of tasks) {
    const main = join(dist, 'tasks', name, 'main.cjs')
    const ratios: number[] = []
    const bare: number[] = []
    for (let pair = -1; pair < pairs; pair++) {
      const node = await toFirstLine(['-e', 'process.stdout.write("x\\n")'], cwd)
      const task = await toFirstLine([main], cwd)
      if (pair < 0) continue
      bare.push(node)
      ratios.push(task / node)
    }
    rows.push({ what: `${name}: start to the first line`, beside: `bare node, ${median(bare).toFixed(0)} ms`, ratio: median(ratios), most })
  }
  rmSync(cwd, { recursive: true, force: true })
  return rows
}
